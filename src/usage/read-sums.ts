import type { UsageDimension, UsageQuery } from '../contract/usage-figures.ts';
import {
  cubeOf,
  filtered,
  filterOf,
  type Level,
  levels,
  type Selection,
  selectionOf,
  statusCode,
} from './cubes.ts';
import type { Cell, Connection } from './database.ts';
import { binCount } from './histogram.ts';
import { binColumns, laneSize, sumColumns } from './measures.ts';
import type { Plan, Range } from './plan-ranges.ts';
import { readRows } from './read-rows.ts';
import type { Words } from './words.ts';

/** Sums of one row of an answer. */
export interface Sums {
  /** Number of the group's value; 0 without groups. */
  readonly group: number;
  readonly sums: readonly number[];
  /** Counts per bin. */
  readonly latency: readonly number[];
  readonly firstByte: readonly number[];
  /** Arrival of the last request, ms since the epoch; 0: not known. */
  readonly last: number;
}

/** Up to here a sum of histogram columns cannot carry from the low half into the high one. */
const packedLimit = laneSize - 1;

/**
 * Sums from the roll-up: one statement over the ranges of the plan. undefined: the query asks for more than a pair
 * of dimensions, which is not summed up. @param words that do not exist make an empty answer
 */
export function readSums(
  database: Connection,
  words: Words,
  query: UsageQuery,
  by: UsageDimension | undefined,
  plan: Plan,
): Sums[] | undefined {
  const selection = selectionOf(query, by);
  if (!selection) return undefined;
  const where = conditionsOf(query, selection, words);
  if (where === undefined || plan.ranges.length === 0) return [];
  const group = groupOf(selection, by);
  const read = (columns: readonly string[], unpack = false) =>
    readRows<string[]>(database, statement(selection, plan.ranges, where, group, columns, unpack));

  const rows = read([...sumColumns, 'last']).map(([text = '']) => text.split(',').map(Number));
  const requests = rows.reduce((sum, row) => sum + (row[1] ?? 0), 0);
  if (requests === 0) return [];
  const unpack = requests > packedLimit;
  const bins = new Map(
    read(binColumns, unpack).map(([text = '']) => {
      const [name = 0, ...values] = text.split(',').map(Number);
      return [name, values];
    }),
  );
  return rows
    .filter((row) => (row[1] ?? 0) > 0)
    .map(([name = 0, ...sums]) => {
      const values = bins.get(name) ?? [];
      const last = sums.pop() ?? 0;
      return unpack
        ? { group: name, sums, last, latency: values.slice(0, binCount), firstByte: values.slice(binCount) }
        : {
            group: name,
            sums,
            last,
            latency: values.map((value) => value % laneSize),
            firstByte: values.map((value) => Math.floor(value / laneSize)),
          };
    });
}

/** Each range is summed by itself and the few results together; a row comes back as one text, as cells are dear. */
function statement(
  selection: Selection,
  ranges: readonly Range[],
  where: string,
  group: string,
  columns: readonly string[],
  unpack: boolean,
): string {
  const parts = unpack
    ? [
        ...columns.map((name) => `${name} & ${laneSize - 1}`),
        ...columns.map((name) => `${name} / ${laneSize}`),
      ]
    : columns;
  const inner = ranges.map(({ level, from, to }) => {
    const until = to === undefined ? '' : ` AND bucket < ${to}`;
    const sums = parts.map((part, place) => `${aggregate(part, level)} AS s${place}`);
    return `SELECT ${group} AS g, ${sums.join(', ')} FROM rollup
      WHERE cube = ${cubeOf(level, selection)} AND bucket >= ${from}${until}${where} GROUP BY g`;
  });
  const outer = parts
    .map((part, place) => `${part === 'last' ? 'max' : 'sum'}(s${place})`)
    .join(` || ',' || `);
  return `SELECT g || ',' || ${outer} FROM (${inner.join(' UNION ALL ')}) GROUP BY g`;
}

const aggregate = (part: string, level: Level): string =>
  part === 'last' ? `max(ifnull(bucket * ${levels[level]} + last, 0))` : `sum(${part})`;

const sideOf = (selection: Selection, dimension: UsageDimension): string =>
  selection.a === dimension ? 'a' : 'b';

export function groupOf(selection: Selection, by: UsageDimension | undefined): string {
  if (by === undefined) return '0';
  return by === 'status' ? `${sideOf(selection, by)} >> 1` : sideOf(selection, by);
}

/** Numbers only, never text from outside: safe to stand in a statement. undefined: no record can match. */
export function conditionsOf(query: UsageQuery, selection: Selection, words: Words): string | undefined {
  const conditions = filtered(query).map((dimension) =>
    matchOf(query, dimension, sideOf(selection, dimension), words),
  );
  return conditions.includes(undefined) ? undefined : conditions.map((text) => ` AND ${text}`).join('');
}

function matchOf(
  query: UsageQuery,
  dimension: UsageDimension,
  column: string,
  words: Words,
): string | undefined {
  const wanted = filterOf(query, dimension);
  if (dimension === 'status') {
    if (typeof wanted === 'number') {
      const status = Math.trunc(wanted);
      return `${column} IN (${statusCode(status, false)}, ${statusCode(status, true)})`;
    }
    return `${column} & 1 = ${wanted === 'failed' ? 1 : 0}`;
  }
  const id = words.find(String(wanted));
  return id === undefined ? undefined : `${column} = ${id}`;
}

/** Requests, failures and tokens per bucket of the level that fits `step`, oldest first. */
export function readSeries(
  database: Connection,
  words: Words,
  query: UsageQuery,
  span: { since: number; until: number; step: number; level: 0 | 1 | 2 },
): Map<number, number[]> | undefined {
  const selection = selectionOf(query);
  if (!selection) return undefined;
  const where = conditionsOf(query, selection, words);
  if (where === undefined) return new Map();
  const size = levels[span.level];
  const columns = sumColumns.map((name) => `sum(${name})`).join(` || ',' || `);
  const rows = readRows<Cell[]>(
    database,
    `SELECT (bucket * ${size}) / ${span.step} AS g, ${columns} FROM rollup
       WHERE cube = ${cubeOf(span.level, selection)} AND bucket >= ${Math.floor(span.since / size)}
       AND bucket < ${Math.ceil(span.until / size)}${where} GROUP BY g`,
  );
  return new Map(rows.map(([at, text]) => [Number(at) * span.step, String(text).split(',').map(Number)]));
}
