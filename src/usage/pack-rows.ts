import { usageDimensions } from '../contract/usage-figures.ts';
import type { Connection } from './database.ts';
import { binOf } from './histogram.ts';
import { packColumns, packSize } from './pack-columns.ts';
import { wordOf } from './pack-word.ts';
import { readRows } from './read-rows.ts';

/** Requests on their way into a pack, in its columns; `at` is still the arrival itself. */
export interface LooseRows {
  readonly columns: readonly Float64Array[];
  count: number;
  /** Places in `requests`. */
  firstSeq: number;
  lastSeq: number;
  minAt: number;
  maxAt: number;
}

/** @param behind the place after which they begin */
export const looseRows = (behind: number): LooseRows => ({
  columns: packColumns.map(() => new Float64Array(packSize)),
  count: 0,
  firstSeq: 0,
  lastSeq: behind,
  minAt: Number.POSITIVE_INFINITY,
  maxAt: 0,
});

/** Reads on, up to `limit` requests and as far as there is room. @returns how many there were */
export function readOn(database: Connection, rows: LooseRows, limit: number): number {
  const found = readRows<(number | null)[]>(
    database,
    `SELECT seq, at, ${dimensions}, latency, first_byte, input, output, reasoning, cached, total, cost FROM requests
       WHERE seq > ${rows.lastSeq} ORDER BY seq LIMIT ${Math.min(limit, packSize - rows.count)}`,
  );
  for (const row of found) {
    const [seq = 0, at = 0] = row as number[];
    if (rows.count === 0) rows.firstSeq = seq;
    const values = [seq - rows.firstSeq - rows.count, at, ...packed(row)];
    for (const [place, value] of values.entries()) {
      const column = rows.columns[place];
      if (column) column[rows.count] = value;
    }
    rows.count += 1;
    rows.lastSeq = seq;
    rows.minAt = Math.min(rows.minAt, at);
    rows.maxAt = Math.max(rows.maxAt, at);
  }
  return found.length;
}

const dimensions = usageDimensions.join(', ');
const begin = 2;

/** The columns after gap and arrival, of a row as it is selected above. */
function packed(row: readonly (number | null)[]): number[] {
  const names = row.slice(begin, begin + usageDimensions.length).map((value) => value ?? 0);
  const [latency, firstByte, input, output, reasoning, cached, total, cost] = row.slice(
    begin + names.length,
  ) as [number, ...(number | null)[]];
  const word = wordOf(binOf(latency), firstByte == null ? undefined : binOf(firstByte), {
    failed: ((names.at(-1) ?? 0) & 1) === 1,
    known: total != null,
    told_input: input != null,
    told_output: output != null,
    told_reasoning: reasoning != null,
    told_cached: cached != null,
    priced: cost != null,
  });
  const rest = (total ?? 0) - (input ?? 0) - (output ?? 0);
  const amounts = [input, output, reasoning, cached].map((value) => Math.max(0, value ?? 0));
  const twice = total == null ? 0 : Math.abs(rest) * 2 + (rest < 0 ? 1 : 0);
  return [...names, word, ...amounts, twice, Math.max(0, cost ?? 0)];
}
