import {
  isStatus,
  type UsageDimension,
  type UsageQuery,
  type UsageTerm,
  usageDimensions,
} from '../../../contract/usage-figures.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';

type FilterField = UsageTerm['field'];

/** One condition of a filter as typed: `model:~gpt`, `!status:4xx`, or a word to find in any field. */
export interface FilterTerm {
  /** undefined for a word. */
  readonly field: FilterField | undefined;
  readonly value: string;
  /** Whether the value matches a part of the field. */
  readonly part: boolean;
  readonly not: boolean;
}

/** Display names of the client keys, by fingerprint. */
export type KeyNames = ReadonlyMap<string, string>;

const fields: Readonly<Record<string, FilterField>> = {
  ...Object.fromEntries(usageDimensions.map((name) => [name, name])),
  app: 'application',
  error: 'error',
};
const short: Readonly<Partial<Record<FilterField, string>>> = { application: 'app' };

/** What a word without a field may be in; addresses are apart, as looking them up takes longer. */
const named = usageDimensions.filter((by) => by !== 'address');

/** Splits into words and quoted parts. */
const tokens = /(?:[^\s"']|"[^"]*"?|'[^']*'?)+/g;
const shape = new RegExp(`^(!?)(?:(${Object.keys(fields).join('|')}):)?(!?)(~?)(.*)$`, 'i');

/** The conditions of a filter, without incomplete ones; at most as many as a server accepts. */
export function parseFilter(text: string): readonly FilterTerm[] {
  const terms = [...text.matchAll(tokens)].flatMap(([token]): FilterTerm[] => {
    const [, before = '', name, after = '', part = '', rest = ''] = shape.exec(token) ?? [];
    const value = rest.replace(/^(["'])(.*?)\1?$/, '$2').trim();
    const field = name === undefined ? undefined : fields[name.toLowerCase()];
    if (value === '') return [];
    const isPart = part !== '' || field === 'error' || field === undefined;
    return [{ field, value, part: isPart, not: before !== '' || after !== '' }];
  });
  return terms.slice(0, most);
}

const most = 10;

/** `key:team-a`, `key:"team-a (new)"`. */
export function fieldTerm(field: FilterField, value: string): string {
  const quote = /^[~!]|[\s"']/.test(value) ? (value.includes('"') ? "'" : '"') : '';
  return `${short[field] ?? field}:${quote}${value}${quote}`;
}

/** The filter with this condition, which replaces one with another value of the same field. */
export function withTerm(text: string, field: FilterField, value: string): string {
  const others = [...text.matchAll(tokens)]
    .map(([token]) => token)
    .filter((token) => !parseFilter(token).some((term) => isExact(term) && term.field === field));
  return [...others, fieldTerm(field, value)].join(' ');
}

/** The filter without its last condition. */
export const withoutLast = (text: string): string =>
  [...text.matchAll(tokens)]
    .map(([token]) => token)
    .slice(0, -1)
    .join(' ');

/** Whether it fixes one value of its field, so that grouping by that field is pointless. */
export const isExact = ({ field, part, not }: FilterTerm): boolean =>
  field !== undefined && field !== 'error' && !part && !not;

/** The name of a client key in a filter: its label, unless that is ambiguous. */
export function keyValue(fingerprint: string, names: KeyNames): string {
  const name = names.get(fingerprint);
  const alike = [...names.values()].filter((other) => other.toLowerCase() === name?.toLowerCase()).length;
  return name !== undefined && alike === 1 && !/"/.test(name) ? name : fingerprint;
}

/** The same conditions as a server query: covers exactly the records that `matches` accepts. */
export function queryOf(terms: readonly FilterTerm[], since: number, names: KeyNames): UsageQuery {
  const words = terms.filter(({ field }) => field === undefined);
  const conditions = terms.flatMap((term) => (term.field === undefined ? [] : [conditionOf(term, names)]));
  return {
    since,
    ...(words.length > 0 && {
      search: words.map(({ value, not }) => ({
        word: value,
        keys: keysCalled(value, names, true),
        ...(not && { not }),
      })),
    }),
    ...(conditions.length > 0 && { terms: conditions }),
  };
}

function conditionOf({ field = 'error', value, part, not }: FilterTerm, names: KeyNames): UsageTerm {
  if (field === 'key') return { field, is: keysCalled(value, names, part), not };
  return part ? { field, has: value, not } : { field, is: [value], not };
}

const maxKeys = 1000;

/** Fingerprints of the keys with this name, or with this in their name. */
function keysCalled(value: string, names: KeyNames, part: boolean): string[] {
  const wanted = value.toLowerCase();
  const called = [...names].filter(([print, name]) =>
    part ? name.toLowerCase().includes(wanted) : name.toLowerCase() === wanted || print === wanted,
  );
  return called.slice(0, maxKeys).map(([print]) => print);
}

/** Whether a record meets all conditions, like the same query on a server. */
export function matches(record: UsageRecord, terms: readonly FilterTerm[], names: KeyNames): boolean {
  return terms.every((term) => fits(record, term, names) !== term.not);
}

function fits(record: UsageRecord, { field, value, part }: FilterTerm, names: KeyNames): boolean {
  const wanted = value.toLowerCase();
  const { clientKey, status, failed } = record;
  if (field === undefined) {
    const outcome = failed ? 'failed' : 'ok';
    const own = named.map((by) => partOf(record, by));
    const text = [clientKey === undefined ? '' : names.get(clientKey), outcome, ...own].join('\n');
    return text.toLowerCase().includes(wanted);
  }
  if (field === 'status' && !part) return isStatus(wanted, status, failed);
  if (field === 'key') {
    const name = (clientKey === undefined ? undefined : names.get(clientKey))?.toLowerCase();
    return name !== undefined && (part ? name.includes(wanted) : name === wanted || clientKey === wanted);
  }
  const own = (field === 'error' ? record.error : partOf(record, field))?.toLowerCase();
  return own !== undefined && (part ? own.includes(wanted) : own === wanted);
}

/** The value of a record that it is grouped by. */
export function partOf(record: UsageRecord, by: UsageDimension): string | undefined {
  if (by === 'key') return record.clientKey;
  return by === 'status' ? String(record.status) : record[by];
}
