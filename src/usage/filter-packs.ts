import { isStatus, type UsageQuery, type UsageTerm, usageDimensions } from '../contract/usage-figures.ts';
import { filterOf } from './cubes.ts';
import type { Connection } from './database.ts';
import { type Column, type PackColumn, packSize } from './pack-columns.ts';
import type { Pack, PackSource } from './pack-source.ts';
import { readRows } from './read-rows.ts';
import type { Words } from './words.ts';

/** The requests of a pack that a query asks for. */
export interface Hits {
  readonly pack: Pack;
  /** Their places in the pack; only the first `count` count. Good until the next pack is looked at. */
  readonly rows: Uint16Array;
  readonly count: number;
}

/** Which values of a column a query lets through: those that are `wanted` after a shift, as far as `mask` says. */
interface Filter {
  readonly column: PackColumn;
  readonly shift: number;
  readonly mask: number;
  readonly wanted: number;
}

export interface PackPlace {
  readonly database: Connection;
  readonly words: Words;
  readonly source: PackSource;
}

/** Of each pack what the query asks for; packs without any are passed over. */
export function* filterPacks({ database, words, source }: PackPlace, query: UsageQuery): Generator<Hits> {
  const filters = filtersOf(query, words);
  if (!filters) return;
  const search = searchOf(query, words);
  const terms = (query.terms ?? []).map((term) => termOf(term, database, words));
  // What is older than the oldest that is left was removed, as it is no longer to be kept.
  const [oldest] = readRows<(number | null)[]>(database, 'SELECT min(at) FROM requests');
  const since = Math.max(Math.floor(query.since), oldest?.[0] ?? 0);
  const until = query.until === undefined ? Number.POSITIVE_INFINITY : Math.ceil(query.until);
  const rows = new Uint16Array(packSize);
  // All columns look alike in it: a loop over one kind of list is several times as quick.
  const numbers = new Int32Array(packSize);
  for (const pack of source.packs({ ...query, since })) {
    const whole = pack.minAt >= since && pack.maxAt < until;
    const columns = pack.read([...filters.map(({ column }) => column), ...(whole ? [] : ['at' as const])]);
    let count = pack.count;
    for (const [place, filter] of filters.entries()) {
      numbers.set(columns[place] ?? zeros);
      count = place === 0 ? first(rows, count, numbers, filter) : narrow(rows, count, numbers, filter);
    }
    if (filters.length === 0) for (let row = 0; row < count; row++) rows[row] = row;
    if (!whole) {
      const arrivals = columns[filters.length] ?? zeros;
      count = between(rows, count, arrivals, since - pack.atFrom, until - pack.atFrom);
    }
    if (search.length > 0 && count > 0) count = found(rows, count, pack.read(searched), search);
    for (const keeps of terms) if (count > 0) count = kept(rows, count, keeps(pack));
    if (count > 0) yield { pack, rows, count };
  }
}

const zeros = new Uint8Array(packSize);

/** Keeps without a branch, as nobody can guess which rows fit. */
function first(rows: Uint16Array, all: number, numbers: Int32Array, filter: Filter): number {
  const { shift, mask, wanted } = filter;
  let kept = 0;
  for (let row = 0; row < all; row++) {
    rows[kept] = row;
    kept += Number((((numbers[row] as number) >> shift) & mask) === wanted);
  }
  return kept;
}

function narrow(rows: Uint16Array, count: number, numbers: Int32Array, filter: Filter): number {
  const { shift, mask, wanted } = filter;
  let kept = 0;
  for (let place = 0; place < count; place++) {
    const row = rows[place] as number;
    rows[kept] = row;
    kept += Number((((numbers[row] as number) >> shift) & mask) === wanted);
  }
  return kept;
}

function between(rows: Uint16Array, count: number, column: Column, from: number, to: number): number {
  let kept = 0;
  for (let place = 0; place < count; place++) {
    const row = rows[place] as number;
    const at = column[row] as number;
    if (at >= from && at < to) rows[kept++] = row;
  }
  return kept;
}

/** What a search looks at, the status last. */
const searched = ['key', 'provider', 'account', 'model', 'application', 'status'] as const;

/** What one word of a search finds. */
interface Sought {
  readonly names: ReadonlySet<number>;
  /** By the number in the column: is it in the status, or the outcome? */
  readonly status: (code: number) => boolean;
  readonly not: boolean;
}

function searchOf({ search = [] }: UsageQuery, words: Words): readonly Sought[] {
  return search.map(({ word, keys = [], not = false }) => {
    const wanted = word.toLowerCase();
    const names = new Set(words.with(wanted));
    for (const key of keys) names.add(words.find(key) ?? 0);
    names.delete(0);
    const known = new Map<number, boolean>();
    const status = (code: number): boolean => {
      const before = known.get(code);
      if (before !== undefined) return before;
      const fits = `${code >> 1} ${code & 1 ? 'failed' : 'ok'}`
        .split(' ')
        .some((text) => text.includes(wanted));
      known.set(code, fits);
      return fits;
    };
    return { names, status, not };
  });
}

function found(
  rows: Uint16Array,
  count: number,
  columns: readonly (Column | undefined)[],
  search: readonly Sought[],
): number {
  const status = columns.at(-1) ?? zeros;
  const named = columns.slice(0, -1).map((column) => column ?? zeros);
  let kept = 0;
  for (let place = 0; place < count; place++) {
    const row = rows[place] as number;
    const fits = search.every(
      ({ names, status: isIn, not }) =>
        (named.some((column) => names.has(column[row] as number)) || isIn(status[row] as number)) !== not,
    );
    if (fits) rows[kept++] = row;
  }
  return kept;
}

/** Whether a row of the pack fits one term. */
type Keeps = (pack: Pack) => (row: number) => boolean;

function kept(rows: Uint16Array, count: number, fits: (row: number) => boolean): number {
  let left = 0;
  for (let place = 0; place < count; place++) {
    const row = rows[place] as number;
    if (fits(row)) rows[left++] = row;
  }
  return left;
}

function termOf({ field, is, has, not = false }: UsageTerm, database: Connection, words: Words): Keeps {
  const part = has?.toLowerCase();
  const wanted = is?.map((value) => value.toLowerCase());
  if (field === 'error') return errorTerm(database, (text) => fitsText(text, wanted, part) !== not);
  if (field === 'status') {
    const known = new Map<number, boolean>();
    const fits = (code: number): boolean => {
      const [status, failed] = [code >> 1, (code & 1) === 1];
      const isIn = part === undefined ? is?.some((value) => isStatus(value, status, failed)) : undefined;
      return (isIn ?? String(status).includes(part ?? '')) !== not;
    };
    return withColumn('status', (code) => {
      const before = known.get(code) ?? fits(code);
      known.set(code, before);
      return before;
    });
  }
  const ids = new Set(
    part === undefined
      ? wanted?.flatMap((value) =>
          words.with(value).filter((id) => words.textOf(id)?.toLowerCase() === value),
        )
      : words.with(part),
  );
  return withColumn(field, (id) => ids.has(id) !== not);
}

const fitsText = (text: string, wanted: readonly string[] | undefined, part: string | undefined): boolean =>
  part === undefined ? (wanted ?? []).includes(text) : text.includes(part);

const withColumn =
  (name: PackColumn, fits: (value: number) => boolean): Keeps =>
  (pack) => {
    const [column = zeros] = pack.read([name]);
    return (row) => fits(column[row] as number);
  };

/** What failed says so in the records alone; one statement a pack reads those that do. @param fits in lower case */
function errorTerm(database: Connection, fits: (text: string) => boolean): Keeps {
  const withoutError = fits('');
  return (pack) => {
    const [gaps = zeros] = pack.read(['gap']);
    const seqOf = (row: number) => pack.firstSeq + row + (gaps[row] as number);
    const told = readRows<[number, string]>(
      database,
      `SELECT seq, json_extract(more, '$.error') FROM requests
         WHERE seq >= ${pack.firstSeq} AND seq <= ${seqOf(pack.count - 1)} AND more LIKE '%"error":%'`,
    );
    const errors = new Map(told.map(([seq, text]) => [seq, fits(String(text ?? '').toLowerCase())]));
    return (row) => errors.get(seqOf(row)) ?? withoutError;
  };
}

/** undefined: a word that no request has. */
function filtersOf(query: UsageQuery, words: Words): Filter[] | undefined {
  const filters: Filter[] = [];
  for (const column of usageDimensions) {
    const wanted = filterOf(query, column);
    if (wanted === undefined) continue;
    if (column === 'status') filters.push(statusFilter(wanted));
    else {
      const id = words.find(String(wanted));
      if (id === undefined) return undefined;
      filters.push({ column, shift: 0, mask: -1, wanted: id });
    }
  }
  return filters;
}

function statusFilter(wanted: string | number): Filter {
  if (typeof wanted === 'number') return { column: 'status', shift: 1, mask: -1, wanted: Math.trunc(wanted) };
  return { column: 'status', shift: 0, mask: 1, wanted: wanted === 'failed' ? 1 : 0 };
}
