import { sql, type Transaction } from 'kysely';
import { shortened } from '../figures/latencies.ts';
import {
  amountColumns,
  countColumns,
  everything,
  type Hourly,
  hourMs,
  type UsageDatabase,
  type UsageTables,
} from './tables.ts';

/**
 * Sums of half days, so that a table of a month reads a fifth of the rows. They are in `hourly` too: that of half day n
 * since the epoch has the hour -1 - n, and its row of `everything` marks the half day as summed. A mark is removed with
 * each change of one of its hours. Only in a file, where one writes at a time.
 */
export const halfDay = 12;
const rowOf = (half: number): number => -1 - half;

/** So many rows of hours become one, or it is not worth the space: the mark then has this number of requests. */
const worth = 4;
const notWorth = -1;

/** Of ended half days that are not summed yet, one at a time. */
export async function sumHalfDays(
  database: UsageDatabase,
  now: number,
  stopped: () => boolean,
): Promise<void> {
  const { first } = await database
    .selectFrom('hourly')
    .select(({ fn }) => fn.min('hour').as('first'))
    .where('combination', '=', everything)
    .where('hour', '>=', 0)
    .executeTakeFirstOrThrow();
  if (first === null) return;
  const marks = await database
    .selectFrom('hourly')
    .select('hour')
    .where('combination', '=', everything)
    .where('hour', '<', 0)
    .execute();
  const known = new Set(marks.map(({ hour }) => hour));
  // Requests of the last hour may still run; those that are longer remove the mark.
  const end = Math.floor((now / hourMs - 1) / halfDay);
  for (let half = Math.floor(first / halfDay); half < end && !stopped(); half++) {
    if (known.has(rowOf(half))) continue;
    await database.transaction().execute((transaction) => sumHalfDay(transaction, half));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function sumHalfDay(transaction: Transaction<UsageTables>, half: number): Promise<void> {
  const [start, row] = [sql.lit(half * halfDay), sql.lit(rowOf(half))];
  // What is left of a sum whose mark was removed.
  await sql`delete from hourly where hour = ${row} and combination in (select id from combinations)`.execute(
    transaction,
  );
  const columns = [...countColumns, ...amountColumns];
  const into = sql`insert into hourly (combination, hour, ${sql.join(columns.map(sql.ref))}, last, latencies)`;
  const hours = sql`from combinations as c cross join hourly as h
    where h.combination = c.id and h.hour >= ${start} and h.hour < ${start} + ${sql.lit(halfDay)}`;
  const { rows } = await sql<{ all: number; sums: number }>`
    select count(*) as "all", count(distinct c.id) as sums ${hours}`.execute(transaction);
  const { all = 0, sums = 0 } = rows[0] ?? {};
  const isWorth = all > 0 && all >= sums * worth;
  const mark = all === 0 ? 0 : notWorth;
  const added = await (isWorth
    ? sql<Summed>`${into} select c.id, ${row}, ${sql.join(columns.map((name) => sql`sum(${sql.ref(`h.${name}`)})`))},
        max((h.hour - ${start}) * ${sql.lit(hourMs)} + h.last), string_agg(h.latencies, '') ${hours} group by c.id
        returning combination, hour, latencies`
    : sql<Summed>`${into} values (${everything}, ${row}, ${sql.join(columns.map((name) => (name === 'requests' ? mark : 0)))}, 0, '')`
  ).execute(transaction);
  for (const sums of added.rows) await shorten(transaction, sums);
}

type Summed = Pick<Hourly, 'combination' | 'hour' | 'latencies'>;

/** Of sums whose counts were added by concatenation. */
export const shorten = (
  transaction: Transaction<UsageTables>,
  { combination, hour, latencies }: Summed,
): Promise<unknown> =>
  transaction
    .updateTable('hourly')
    .set({ latencies: shortened(latencies) })
    .where('combination', '=', combination)
    .where('hour', '=', hour)
    .execute();

/** Hours whose sums change. */
export async function forgetHalfDays(
  transaction: Transaction<UsageTables>,
  hours: Iterable<number>,
): Promise<void> {
  const marks = new Set([...hours].map((hour) => rowOf(Math.floor(hour / halfDay))));
  await transaction
    .deleteFrom('hourly')
    .where('combination', '=', everything)
    .where('hour', 'in', [...marks])
    .execute();
}

/** The longest run of summed half days within a span of hours, `to` is not in it; undefined: there is none. */
export async function summedHalfDays(
  database: UsageDatabase,
  { from, to = Number.MAX_SAFE_INTEGER }: { readonly from: number; readonly to: number | undefined },
): Promise<{ readonly from: number; readonly to: number } | undefined> {
  const [first, end] = [Math.ceil(from / halfDay), Math.floor(to / halfDay)];
  if (end - first < 2) return undefined;
  const rows = await database
    .selectFrom('hourly')
    .select('hour')
    .where('combination', '=', everything)
    .where('hour', '>=', -end)
    .where('hour', '<', -first)
    .where('requests', '>', notWorth)
    .orderBy('hour', 'desc')
    .execute();
  let longest: { from: number; to: number } | undefined;
  let run: { from: number; to: number } | undefined;
  for (const { hour } of rows) {
    const half = rowOf(Number(hour));
    run = run?.to === half ? { from: run.from, to: half + 1 } : { from: half, to: half + 1 };
    if (!longest || run.to - run.from > longest.to - longest.from) longest = run;
  }
  return longest;
}
