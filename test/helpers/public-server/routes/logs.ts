import { json, refusal, wholeNumber } from '../answers.ts';
import type { Answer, Call, Route } from '../types.ts';
import type { World } from '../world.ts';

/** The tail of main.log, what came after a cursor, and the files of failed requests (logs.json). */
export function logRoutes(world: World): Route[] {
  const isOff = () => world.store.inForce['logging-to-file'] !== true;
  const off = refusal(400, 'logging to file disabled');
  return [
    { method: 'GET', path: 'logs', handle: (call) => (isOff() ? off : tail(world, call)) },
    {
      method: 'DELETE',
      path: 'logs',
      handle: () => {
        if (isOff()) return off;
        world.log.clear();
        return json({ message: 'Logs cleared successfully', removed: 0, success: true });
      },
    },
    { method: 'GET', path: 'request-error-logs', handle: () => json({ files: errorFiles(world) }) },
    { method: 'GET', path: 'request-error-logs/*', handle: ({ rest }) => download(world, rest) },
    { method: 'GET', path: 'request-log-by-id/*', handle: ({ rest }) => byId(world, rest) },
  ];
}

function tail(world: World, { query }: Call): Answer {
  const { lines } = world.log;
  const limit = query.has('limit') ? wholeNumber(query.get('limit')) : lines.length;
  if (limit === undefined) return refusal(400, 'invalid limit: must be a positive integer');
  if (query.has('limit') && limit <= 0) return refusal(400, 'invalid limit: must be greater than zero');
  const latest = lines.at(-1)?.at ?? 0;
  const given = query.get('cursor');
  const from = given === null ? undefined : placeOf(given, lines.length);
  const after = wholeNumber(query.get('after'));
  // Strictly later: lines of the same second are lost on whoever polls this way.
  const wanted = lines.slice(from ?? 0).filter((line) => after === undefined || line.at > after);
  const shown = wanted.slice(-Math.max(1, limit)).map((line) => line.text);
  return json({
    ...(given !== null && from === undefined ? { 'cursor-reset': true } : {}),
    'latest-timestamp': Math.max(latest, after ?? 0),
    'line-count': after === undefined ? shown.length : lines.length,
    lines: shown,
    ...(query.has('limit') || given !== null || after !== undefined
      ? { 'next-cursor': cursor(lines.length) }
      : {}),
  });
}

/** Opaque to clients: a place in main.log. */
function cursor(place: number): string {
  return Buffer.from(JSON.stringify({ v: 1, file: 'main.log', offset: place })).toString('base64url');
}

function placeOf(text: string, length: number): number | undefined {
  try {
    const { offset } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Number.isInteger(offset) && offset <= length ? offset : undefined;
  } catch {
    return undefined;
  }
}

function errorFiles(world: World) {
  if (world.store.inForce['request-log'] === true) return [];
  const files = [...world.errorLogs].filter(([name]) => name.startsWith('error-'));
  return files.map(([name, { text, at }]) => ({
    name,
    size: Buffer.byteLength(text),
    modified: Math.floor(at / 1000),
  }));
}

function download(world: World, name: string): Answer {
  const file = world.errorLogs.get(name);
  if (!file) return refusal(404, 'log file not found');
  const headers = { 'Content-Disposition': `attachment; filename="${name}"` };
  return { status: 200, text: file.text, type: 'text/x-log; charset=utf-8', headers };
}

function byId(world: World, id: string): Answer {
  const name = [...world.errorLogs.keys()].find((one) => one.endsWith(`-${id}.log`));
  return name ? download(world, name) : refusal(404, 'log file not found for the given request ID');
}
