import { readdirSync, readFileSync } from 'node:fs';
import { repliesIn } from '../redis/redis-talk.ts';

/** Major versions of the public server that were recorded. */
export type Version = 'v7' | 'v6';
export const versions: readonly Version[] = ['v7', 'v6'];

/** One recorded request and its answer. */
export interface Exchange {
  readonly version: Version;
  /** Name of the recording without `.json`. */
  readonly file: string;
  readonly name: string;
  /** `RESP`: a command of the Redis protocol on the same port; the body of its answer is a list of replies. */
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON value, or text where the wire carried no JSON. */
  readonly body: unknown;
  readonly answer: {
    /** null: no HTTP answer. */
    readonly status: number | null;
    /** Names in lower case; only the telling ones were kept. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

interface Stored {
  readonly name: string;
  readonly request?: { method: string; path: string; headers?: Record<string, string>; body?: unknown };
  readonly response?: { status: number | null; headers?: Record<string, string>; body?: unknown };
  /** v6/resp-queue.json is one talk over one connection. */
  readonly exchanges?: readonly { send: readonly string[]; reply_raw: string }[];
}

const folder = new URL('../../fixtures/contract/', import.meta.url);

/** A file of the recordings as text: `v7/config-real.yaml`. */
export const recordedText = (path: string): string => readFileSync(new URL(path, folder), 'utf8');

/** Every recording of a version, each in its own order. */
export function recordings(version: Version): readonly (readonly Exchange[])[] {
  const names = readdirSync(new URL(`${version}/`, folder))
    .filter((name) => name.endsWith('.json'))
    .sort();
  return names.map((name) => {
    const stored = JSON.parse(recordedText(`${version}/${name}`)) as Stored[];
    return stored.flatMap((entry) => exchangesOf(entry, version, name.slice(0, -'.json'.length)));
  });
}

function exchangesOf(entry: Stored, version: Version, file: string): Exchange[] {
  const { name, request, response, exchanges = [] } = entry;
  const talk = exchanges.map(({ send, reply_raw }) => ({
    version,
    file,
    name: `${name}: ${send.join(' ')}`,
    method: 'RESP',
    path: '',
    headers: {},
    body: send.join(' '),
    answer: { status: null, headers: {}, body: repliesIn(withLengths(reply_raw)) },
  }));
  if (!request || !response) return talk;
  const { method, path, headers = {}, body = null } = request;
  const answer = {
    status: response.status,
    headers: Object.fromEntries(
      Object.entries(response.headers ?? {}).map(([header, value]) => [header.toLowerCase(), value]),
    ),
    body: method === 'RESP' ? repliesIn(withLengths(String(response.body))) : (response.body ?? null),
  };
  return [
    { version, file, name, method, path: method === 'RESP' ? '' : path, headers, body, answer },
    ...talk,
  ];
}

/** What was cleaned of the recordings changed the length of some texts. */
const withLengths = (raw: string): string =>
  raw.replace(/\$\d+\r\n(\{.*?\})\r\n/g, (_, text: string) => `$${text.length}\r\n${text}\r\n`);
