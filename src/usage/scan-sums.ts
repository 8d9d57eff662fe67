import type { UsageDimension, UsageQuery } from '../contract/usage-figures.ts';
import { filtered } from './cubes.ts';
import type { Connection } from './database.ts';
import { binCount, binOf } from './histogram.ts';
import { sumColumns } from './measures.ts';
import { readRows } from './read-rows.ts';
import { matchOf, type Sums } from './read-sums.ts';
import type { Words } from './words.ts';

const expressions: Record<(typeof sumColumns)[number], string> = {
  requests: 'count(*)',
  failed: 'sum(status & 1)',
  input: 'total(input)',
  output: 'total(output)',
  reasoning: 'total(reasoning)',
  cached: 'total(cached)',
  total: 'total(total)',
  known: 'count(total)',
  cost: 'total(cost)',
  priced: 'count(cost)',
  told_input: 'count(input)',
  told_output: 'count(output)',
  told_reasoning: 'count(reasoning)',
  told_cached: 'count(cached)',
};
const sumsText = sumColumns.map((name) => `CAST(${expressions[name]} AS INTEGER)`).join(` || ',' || `);

const columnOf = (dimension: UsageDimension) => dimension;

/** The conditions of a query on `requests`; undefined: no record can match. */
export function recordsWhere(query: UsageQuery, words: Words): string | undefined {
  const conditions = filtered(query).map((dimension) =>
    matchOf(query, dimension, columnOf(dimension), words),
  );
  if (conditions.includes(undefined)) return undefined;
  const span = [`at >= ${Math.floor(query.since)}`];
  if (query.until !== undefined) span.push(`at < ${Math.ceil(query.until)}`);
  return [...span, ...conditions].join(' AND ');
}

/** Sums from the records themselves, for more than two dimensions at once: as slow as there are records. */
export function scanSums(
  database: Connection,
  words: Words,
  query: UsageQuery,
  by: UsageDimension | undefined,
): Sums[] {
  const where = recordsWhere(query, words);
  if (where === undefined) return [];
  const group = by === undefined ? '0' : by === 'status' ? 'status >> 1' : columnOf(by);
  const rows = readRows<[number, string, number]>(
    database,
    `SELECT ${group} AS g, ${sumsText}, max(at) FROM requests WHERE ${where} GROUP BY g`,
  );
  const latency = readBins(database, where, group, 'latency');
  const firstByte = readBins(database, where, group, 'first_byte');
  return rows.map(([name, text, last]) => ({
    group: name,
    sums: text.split(',').map(Number),
    last,
    latency: latency.get(name) ?? [],
    firstByte: firstByte.get(name) ?? [],
  }));
}

function readBins(database: Connection, where: string, group: string, column: string): Map<number, number[]> {
  const rows = readRows<[number, number, number]>(
    database,
    `SELECT ${group} AS g, ${column}, count(*) FROM requests
       WHERE ${where} AND ${column} IS NOT NULL GROUP BY g, ${column}`,
  );
  const bins = new Map<number, number[]>();
  for (const [name, ms, count] of rows) {
    const own = bins.get(name) ?? new Array<number>(binCount).fill(0);
    const bin = binOf(ms);
    own[bin] = (own[bin] ?? 0) + count;
    bins.set(name, own);
  }
  return bins;
}

/** As `readSeries`, from the records themselves. */
export function scanSeries(
  database: Connection,
  words: Words,
  query: UsageQuery,
  step: number,
): Map<number, number[]> {
  const where = recordsWhere(query, words);
  if (where === undefined) return new Map();
  const rows = readRows<[number, string]>(
    database,
    `SELECT at / ${step} AS g, ${sumsText} FROM requests WHERE ${where} GROUP BY g`,
  );
  return new Map(rows.map(([at, text]) => [at * step, text.split(',').map(Number)]));
}
