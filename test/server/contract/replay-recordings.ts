import { callbackProvider } from '../../../src/server/accounts/sign-in-callback.ts';
import { isClientPath } from '../../../src/server/gateway/client-routes.ts';
import { managementRoute } from '../../../src/server/management/index.ts';
import { type RedisTalk, redisTalk } from '../redis/redis-talk.ts';
import { compareAnswers } from './compare-answers.ts';
import { type Exchange, recordings, versions } from './recordings.ts';
import { sceneOf } from './scenes.ts';
import { type OurAnswer, sayCommand, sendExchange } from './send-exchange.ts';
import { openWorld } from './world.ts';

/** One exchange and how our answer compares. */
export interface Finding {
  readonly exchange: Exchange;
  /** `GET /v0/management/debug`, with `{name}` where a recording names one of many. */
  readonly route: string;
  /** Our server has no such route in this version, though the recorded one does. */
  readonly absent: boolean;
  /** As compareAnswers; none when absent. */
  readonly differences: readonly string[];
}

/** Replays everything, one recording after the other, each against a server of its own. */
export async function replayRecordings(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const version of versions)
    for (const recording of recordings(version)) findings.push(...(await replay(recording)));
  return findings;
}

async function replay(recording: readonly Exchange[]): Promise<Finding[]> {
  const [first] = recording;
  if (!first) return [];
  const { start, steps } = sceneOf(first.version, first.file);
  const unknown = Object.keys(steps).filter((name) => !recording.some((exchange) => exchange.name === name));
  if (unknown.length > 0) throw new Error(`No exchange of ${first.file} is called ${unknown.join(', ')}.`);
  const findings: Finding[] = [];
  let world = await openWorld(start);
  // A recording of the Redis protocol is one talk.
  let talk: RedisTalk | undefined;
  try {
    for (const exchange of recording) {
      const { restart, before, body } = steps[exchange.name] ?? {};
      if (restart) {
        await world.close();
        world = await openWorld(restart);
      }
      await before?.(world);
      if (exchange.method === 'RESP') talk ??= redisTalk(world.url);
      const ours = talk
        ? await sayCommand(talk, exchange)
        : await sendExchange(world.url, exchange, body ? await body(world) : exchange.body);
      findings.push(compare(exchange, ours));
    }
  } finally {
    talk?.end();
    await world.close();
  }
  return findings;
}

function compare(exchange: Exchange, ours: OurAnswer): Finding {
  const absent = isAbsent(exchange, ours);
  return {
    exchange,
    route: routeOf(exchange),
    absent,
    differences: absent ? [] : compareAnswers(exchange.answer, ours),
  };
}

/** The recorded server has this route and ours has not. */
function isAbsent(exchange: Exchange, ours: OurAnswer): boolean {
  const { method, answer } = exchange;
  if (method === 'RESP') return false;
  const [path = ''] = exchange.path.split('?');
  // Let in, and told that there is no such route. Who should not have been let in is another matter.
  if (isClientPath(path)) return ours.status === 404 && answer.status !== 404 && !isRefusal(answer);
  if (isOurs(method, path) || isUnknownThere(exchange)) return false;
  // Not found, or refused before the route was looked for.
  return (
    (ours.status === 404 && ours.text === '') || ((ours.status ?? 0) >= 400 && ours.status !== answer.status)
  );
}

const plain = new Set(['/', '/healthz']);

function isOurs(method: string, path: string): boolean {
  if (callbackProvider(method, path) !== undefined) return true;
  return plain.has(path) || managementRoute(method, path.replace(/\/$/, '')) !== undefined;
}

/** Of the key of a client; a 401 of a provider that is passed on says more. */
function isRefusal({ status, body }: Exchange['answer']): boolean {
  return status === 401 && typeof (body as { error?: unknown } | null)?.error === 'string';
}

/** The recorded server has no such route either: v7 says so with an empty body, v6 in its framework's words. */
export function isUnknownThere({ answer, version }: Exchange): boolean {
  if (answer.status !== 404) return false;
  return answer.body === null || answer.body === '' || (version === 'v6' && typeof answer.body === 'string');
}

const families: readonly (readonly [RegExp, string])[] = [
  [/^(.*\/model-definitions)\/.*$/, '$1/{channel}'],
  [/^(.*\/request-error-logs)\/.+$/, '$1/{name}'],
  [/^(.*\/request-log-by-id)\/.+$/, '$1/{id}'],
  [/^\/api\/provider\/[^/]+\/.*$/, '/api/provider/{provider}/…'],
  [/^\/threads\/.+$/, '/threads/{id}'],
];

function routeOf({ method, path }: Exchange): string {
  if (method === 'RESP') return 'Redis protocol on the same port';
  const [bare = ''] = path.split('?');
  const family = families.find(([pattern]) => pattern.test(bare));
  return `${method} ${family ? bare.replace(family[0], family[1]) : bare}`;
}
