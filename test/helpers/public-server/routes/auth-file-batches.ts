import { bodyOf, isFields, json, ok, refusal } from '../answers.ts';
import { goJson, parseGoJson } from '../go-json.ts';
import { filesOf } from '../multipart.ts';
import type { Answer, Call } from '../types.ts';
import type { World } from '../world.ts';

const invalidName = refusal(400, 'invalid name');

interface Failed {
  readonly name: string;
  readonly error: string;
  readonly status: number;
}

/** Multipart with one or more files, or raw JSON with `?name=`; what is there is overwritten without asking. */
export function uploadAuthFiles(world: World, call: Call): Answer {
  const type = String(call.headers['content-type'] ?? '');
  if (type.startsWith('multipart/')) {
    const files = filesOf(call.body, type);
    if (files.length === 0) return refusal(400, 'no files uploaded');
    return batch(
      files.map(({ name, text }) => ({ name, failed: store(world, name, text, 'file must be .json') })),
    );
  }
  const name = call.query.get('name') ?? '';
  if (name === '' || /[/\\]/.test(name)) return invalidName;
  const failed = store(world, name, call.body.toString('utf8'), 'name must end with .json');
  return failed ? refusal(failed.status, failed.error) : ok;
}

function store(world: World, name: string, text: string, wrongEnd: string): Failed | undefined {
  if (!name.endsWith('.json')) return { name, error: wrongEnd, status: 400 };
  const read = parseGoJson(text);
  if ('message' in read) return { name, error: `invalid auth file: ${read.message}`, status: 500 };
  world.auths.write(name, goJson({ disabled: false, ...read.data }), true);
  return undefined;
}

function batch(results: readonly { name: string; failed: Failed | undefined }[]): Answer {
  const [first] = results;
  if (results.length === 1) return first?.failed ? refusal(first.failed.status, first.failed.error) : ok;
  const { files, failed } = parted(results);
  const uploaded = files.length;
  if (failed.length === 0) return json({ files, status: 'ok', uploaded });
  return json({ failed, files, status: 'partial', uploaded }, 207);
}

function parted(results: readonly { name: string; failed: Failed | undefined }[]) {
  const files = results.filter((one) => !one.failed).map((one) => one.name);
  const failed = results.flatMap(({ failed }) =>
    failed ? [{ error: failed.error, name: failed.name }] : [],
  );
  return { files, failed };
}

/** By name, by several names (query or body), or all of them. */
export function deleteAuthFiles(world: World, call: Call): Answer {
  if (call.query.get('all') === 'true') {
    const names = world.auths.names();
    for (const name of names) world.auths.remove(name);
    return json({ deleted: names.length, status: 'ok' });
  }
  const names = namesOf(call);
  if (!names) return refusal(400, 'invalid request body');
  if (names.length === 0 || names.some((name) => name === '' || /[/\\]/.test(name))) return invalidName;
  const results = names.map((name) => ({ name, failed: remove(world, name) }));
  const [first] = results;
  if (results.length === 1) return first?.failed ? refusal(404, first.failed.error) : ok;
  const { files, failed } = parted(results);
  const deleted = files.length;
  if (failed.length === 0) return json({ deleted, files, status: 'ok' });
  return json({ deleted, failed, files, status: 'partial' }, 207);
}

function namesOf(call: Call): string[] | undefined {
  const asked = call.query.getAll('name');
  if (asked.length > 0 || call.body.length === 0) return asked;
  const body = bodyOf(call);
  const names = isFields(body) ? (body.names ?? (body.name === undefined ? [] : [body.name])) : body;
  return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
}

function remove(world: World, name: string): Failed | undefined {
  if (!world.auths.has(name)) return { name, error: 'auth file not found', status: 404 };
  world.auths.remove(name);
  return undefined;
}
