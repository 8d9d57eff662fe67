import { type UsageDimension, type UsageQuery, usageDimensions } from '../contract/usage-figures.ts';

/** The lengths of time that are summed up, shortest first. */
export const levels = [60_000, 3_600_000, 86_400_000] as const;
export type Level = 0 | 1 | 2;

/** Minutes are for graphs of today; what is older is told by the hour. */
export const minutesKeptMs = 3 * 86_400_000;

/**
 * The selections that are summed up per level: everything, each dimension, and each pair of them, so that one
 * dimension may be filtered while another makes the rows. `a` and `b` are the columns of the cell.
 */
export interface Selection {
  readonly number: number;
  readonly a: UsageDimension | undefined;
  readonly b: UsageDimension | undefined;
}

export const selections: readonly Selection[] = [
  { a: undefined, b: undefined },
  ...usageDimensions.map((a) => ({ a, b: undefined })),
  ...usageDimensions.flatMap((a, place) => usageDimensions.slice(place + 1).map((b) => ({ a, b }))),
].map((pair, number) => ({ number, ...pair }));

/** Level and selection in one number: the first column of the roll-up's key. */
export const cubeOf = (level: Level, selection: Selection): number => level * 100 + selection.number;

/**
 * The selection that answers a query, with rows by `by`; undefined: a search, or more than a pair of dimensions, which
 * only the records themselves can tell.
 */
export function selectionOf(query: UsageQuery, by?: UsageDimension): Selection | undefined {
  if (isSearch(query)) return undefined;
  const wanted = new Set(by ? [...filtered(query), by] : filtered(query));
  return selections.find(
    ({ a, b }) => wanted.size === (a ? 1 : 0) + (b ? 1 : 0) && (!a || wanted.has(a)) && (!b || wanted.has(b)),
  );
}

const queryNames = { key: 'clientKey' } as const;

/** The value that a query asks of a dimension; undefined: any. */
export function filterOf(query: UsageQuery, dimension: UsageDimension): string | number | undefined {
  return query[dimension === 'key' ? queryNames.key : dimension];
}

export const isSearch = ({ search = [], terms = [] }: UsageQuery): boolean =>
  search.length > 0 || terms.length > 0;

/** The dimensions that a query filters by. */
export const filtered = (query: UsageQuery): UsageDimension[] =>
  usageDimensions.filter((dimension) => filterOf(query, dimension) !== undefined);

/** Status and outcome in one number, as a stream may break after its 200. */
export const statusCode = (status: number, failed: boolean): number => status * 2 + (failed ? 1 : 0);
