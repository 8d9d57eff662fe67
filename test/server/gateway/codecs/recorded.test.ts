import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { codecs } from '../../../../src/server/gateway/codecs/index.ts';
import { joinEvents } from '../../../../src/server/gateway/codecs/join-events.ts';
import type {
  Codec,
  Fields,
  Frame,
  NeutralAnswer,
  NeutralRequest,
  StreamEvent,
} from '../../../../src/server/gateway/codecs/neutral.ts';
import { type Difference, differences } from './differences.ts';
import { none, readAnswer } from './reading.ts';

interface Body {
  readonly status: number;
  readonly body?: unknown;
  readonly frames?: readonly Frame[];
}
interface Recorded {
  readonly case: string;
  readonly client: { readonly path: string; readonly body?: Fields };
  readonly upstream: { readonly path: string; readonly body: Fields } | null;
  readonly upstream_answer: Body | { readonly same_as: string };
  readonly client_answer: Body | { readonly same_as: string };
}

const folder = new URL('../../../fixtures/translation/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const used = new Set<Difference>();

/** Members where two values differ, by their paths. */
function differing(one: unknown, other: unknown, path: string): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  const both = [one, other].every((value) => typeof value === 'object' && value !== null);
  if (!both) return [path];
  const [a, b] = [one as Fields, other as Fields];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
    differing(a[name], b[name], `${path}.${name}`),
  );
}

/** As it would come over a connection. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function withoutNames({ id: _, model: __, ...answer }: NeutralAnswer): object {
  return plain(answer);
}

let ids = 0;
const reading = { newId: () => `made-${++ids}`, losses: none };

function requestDifferences(it: Recorded, request: NeutralRequest, provider: Codec): string[] {
  if (!it.upstream) return [];
  const model = String(it.upstream.body.model ?? /models\/([^:]+)/.exec(it.upstream.path)?.[1]);
  const ours = provider.writeRequest(request, { model, origin: provider.origin }, none);
  return differing(
    plain(provider.readRequest(plain(ours), none)),
    plain(provider.readRequest(it.upstream.body, none)),
    'request ',
  );
}

const hasStopped = (events: readonly StreamEvent[]) => events.some(({ type }) => type === 'stop');

function answerDifferences(
  said: Body,
  got: Body,
  request: NeutralRequest,
  client: Codec,
  provider: Codec,
): string[] {
  const asked = { request, model: 'the-model', now: 1_700_000_000_000, ...reading };
  const events = said.frames?.flatMap(provider.readStream(reading)) ?? [];
  const ended = !said.frames || hasStopped(events);
  if (said.frames && got.frames) {
    const failed = events.some(({ type }) => type === 'error');
    const writer = client.writeStream(asked);
    const frames = [
      ...events.flatMap((event) => writer.write(event)),
      ...(failed || !ended ? [] : writer.end()),
    ];
    const mine = plain(frames).flatMap(client.readStream(reading));
    const recorded = got.frames.flatMap(client.readStream(reading));
    // Whatever the public server did: a stream that ended well ends well for the client.
    if (!failed && ended) expect(hasStopped(mine)).toBe(true);
    const errs = (list: readonly StreamEvent[]) => list.some(({ type }) => type === 'error');
    return [
      ...differing(withoutNames(joinEvents(mine)), withoutNames(joinEvents(recorded)), 'stream '),
      ...(errs(mine) === errs(recorded) ? [] : ['stream error']),
    ];
  }
  if (typeof got.body !== 'object' || got.body === null) return [];
  const answer = said.frames ? joinEvents(events) : readAnswer(provider, said.body as Fields);
  const ours = plain(client.writeAnswer(answer, asked));
  return differing(
    withoutNames(readAnswer(client, ours)),
    withoutNames(readAnswer(client, got.body as Fields)),
    'answer ',
  );
}

describe.each(files)('recorded translations: %s', (file) => {
  const pair = file.replace('.json', '');
  const [from = '', to = ''] = pair.split('-');
  const [client, provider] = [codecs[from as keyof typeof codecs], codecs[to as keyof typeof codecs]] as [
    Codec,
    Codec,
  ];
  const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recorded[];
  const byName = new Map(cases.map((it) => [it.case, it]));
  function bodyOf(it: Recorded | undefined, side: 'upstream_answer' | 'client_answer'): Body | undefined {
    const body = it?.[side];
    return body && 'same_as' in body ? bodyOf(byName.get(body.same_as), side) : body;
  }

  test.each(cases.map((it) => [it.case, it] as const))('%s', (name, it) => {
    const own = client.readRequest(it.client.body ?? {}, none);
    const request = from === 'gemini' ? { ...own, stream: it.client.path.includes(':stream') } : own;
    const found = requestDifferences(it, request, provider);
    const [said, got] = [bodyOf(it, 'upstream_answer'), bodyOf(it, 'client_answer')];
    if (said?.status === 200 && got && !name.startsWith('count/')) {
      found.push(...answerDifferences(said, got, request, client, provider));
    }
    const undeclared = found.filter((where) => {
      const reason = differences.find(
        (one) => one.where.test(where) && (one.pairs?.test(pair) ?? true) && (one.cases?.test(name) ?? true),
      );
      if (reason) used.add(reason);
      return !reason;
    });
    expect(undeclared).toEqual([]);
  });
});

test('every declared difference is one', () => {
  expect(differences.filter((one) => !used.has(one)).map(({ where, why }) => `${where} ${why}`)).toEqual([]);
});
