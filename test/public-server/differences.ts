import type { Exchange, Got } from './recording.ts';

/** Values that differ from run to run: only their type is compared. */
const volatile = new Set([
  'auth-index',
  'auth_index',
  'created',
  'created_at',
  'exported_at',
  'latest-timestamp',
  'line-count',
  'modified',
  'modtime',
  'next-cursor',
  'path',
  'port',
  'size',
  'state',
  'updated_at',
  'url',
]);

/** Lists that the recording cut, or whose items depend on the model catalogue: the first items are compared by shape. */
const cut = new Set(['data', 'files-of-logs', 'lines', 'models-of-catalogue', 'recent_requests']);

/** How two JSON values differ, as sentences; none: alike. */
export function differences(recorded: unknown, got: unknown, options: Alike = {}, at = ''): string[] {
  const name = at.split('.').at(-1) ?? '';
  if (options.ignore?.includes(name)) return [];
  if (volatile.has(name) || options.shapes?.includes(name)) return sameShape(recorded, got, at);
  if (Array.isArray(recorded) && Array.isArray(got)) {
    if (cut.has(name) || options.lists?.includes(name)) return sameShape(recorded[0], got[0], `${at}[0]`);
    if (recorded.length !== got.length)
      return [`${at}: ${recorded.length} items recorded, ${got.length} here`];
    return recorded.flatMap((one, index) => differences(one, got[index], options, `${at}[${index}]`));
  }
  // The server itself tells an empty list of models in both ways, now one and now the other.
  if (name === 'models' && isEmpty(recorded) && isEmpty(got)) return [];
  if (isObject(recorded) && isObject(got)) return fields(recorded, got, options, at);
  const [was, is] = [told(recorded), told(got)];
  // A long text that the recorder cut is compared as far as it goes.
  const start = /^(.*)\n\.\.\. \((?:truncated|cut)\)$/s.exec(String(was))?.[1];
  const alike = start === undefined ? Object.is(was, is) : String(is).startsWith(start);
  return alike ? [] : [`${at}: ${JSON.stringify(recorded)} recorded, ${JSON.stringify(got)} here`];
}

/** What a recording does not fix: names whose value, list or very presence is left open. */
export interface Alike {
  readonly shapes?: readonly string[];
  readonly lists?: readonly string[];
  readonly ignore?: readonly string[];
  /** The recording shows only some of the fields. */
  readonly subset?: boolean;
  readonly withoutHeaders?: boolean;
}

function fields(recorded: Fields, got: Fields, options: Alike, at: string): string[] {
  const note = '_trimmed' in recorded || '...' in recorded;
  const names = new Set([...Object.keys(recorded), ...(options.subset || note ? [] : Object.keys(got))]);
  return [...names].flatMap((name) => {
    if (name.startsWith('_') || name === '...' || options.ignore?.includes(name)) return [];
    if (!(name in got)) return [`${at}.${name}: recorded, not here`];
    if (!(name in recorded)) return [`${at}.${name}: here, not recorded`];
    return differences(recorded[name], got[name], options, `${at}.${name}`);
  });
}

function sameShape(recorded: unknown, got: unknown, at: string): string[] {
  if (recorded === undefined || got === undefined) return [];
  if (kindOf(recorded) !== kindOf(got)) return [`${at}: ${kindOf(recorded)} recorded, ${kindOf(got)} here`];
  if (!isObject(recorded) || !isObject(got)) return [];
  const missing = Object.keys(recorded).filter((name) => !(name in got));
  return missing.map((name) => `${at}.${name}: recorded, not here`);
}

/** A hash is salted: only that there is one can be the same. */
const told = (value: unknown) =>
  typeof value === 'string' ? value.replace(/\$2a\$10\$[./A-Za-z0-9]{53}/g, '(hash)') : value;

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);
const kindOf = (value: unknown) => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);

const telling = [
  'cache-control',
  'content-disposition',
  'content-type',
  'location',
  'x-content-type-options',
  'x-cpa-build-date',
  'x-cpa-commit',
  'x-cpa-safe-mode',
  'x-cpa-support-plugin',
  'x-cpa-version',
];

/** Status, telling headers and body of an exchange against what came. */
export function exchangeDifferences({ response }: Exchange, got: Got, options: Alike = {}): string[] {
  if (response.status !== got.status) {
    return [`status: ${response.status} recorded, ${got.status} here (${JSON.stringify(got.body)})`];
  }
  const recorded = new Map(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const compared = options.withoutHeaders ? [] : telling;
  const headers = compared.filter((name) => recorded.get(name) !== got.headers[name]);
  const lines = headers.map(
    (name) => `header ${name}: ${recorded.get(name)} recorded, ${got.headers[name]} here`,
  );
  return [...lines, ...bodyDifferences(response.body, got.body, options)];
}

function bodyDifferences(recorded: unknown, got: unknown, options: Alike): string[] {
  // A note of the recorder in place of a long body.
  if (typeof recorded === 'string' && /^\(.*\)$/.test(recorded)) return [];
  if (isObject(recorded) && (recorded.omitted || recorded._identical_to_export)) return [];
  const empty = recorded === '' ? null : recorded;
  return differences(empty, got, options);
}
