import { type RawBuilder, sql } from 'kysely';
import type {
  UsageBucket,
  UsageDimension,
  UsageGroup,
  UsageQuery,
  UsageTotals,
} from '../../contract/usage-figures.ts';
import type { UsageTokens } from '../../contract/usage-record.ts';
import { halfDay, summedHalfDays } from '../database/half-days.ts';
import {
  amountColumns,
  countColumns,
  countOf,
  everything,
  hourMs,
  type UsageDatabase,
} from '../database/tables.ts';
import { costUnit } from '../prices.ts';
import { columnOf, combinationConditions, requestConditions } from './conditions.ts';
import { countLatencies, percentile } from './latencies.ts';

const minuteMs = 60_000;
const dayMs = 24 * hourMs;
const halfMs = halfDay * hourMs;
/** At most this many steps of a series, and of the bars of a group; a finer request gets longer steps. */
const longestSeries = 2_000;
const longestBars = 64;
/** Steps below an hour are read from the requests themselves, for at most this time back. */
const minutesMs = 3 * dayMs;

const sumColumns = [...countColumns, ...amountColumns] as const;
type Sum = (typeof sumColumns)[number];
type Bar = `bar_${number}`;
/** One row of an answer. `name`: of the dimension, '' where it is not known; or the number of the step of time. */
type Row = { name: string | number; last: number; latencies: string } & Record<Sum | Bar, number>;
/** Further figures of each group. */
type Wanted = readonly (Sum | 'last' | 'latencies')[];

const all: Wanted = [...sumColumns, 'last', 'latencies'];

/** Names of the servers that stored requests here. */
export async function readServers(database: UsageDatabase): Promise<string[]> {
  const named = database.selectFrom('combinations').select('server').distinct().where('server', '<>', '');
  return (await named.orderBy('server').execute()).map(({ server }) => server);
}

export async function readTotals(database: UsageDatabase, query: UsageQuery): Promise<UsageTotals> {
  const [row] = await readSums(database, query, { wanted: all });
  return { since: query.since, ...figuresOf(row) };
}

/** Most requests first. @param barStep ms: with the requests of each group over time */
export async function readGroups(
  database: UsageDatabase,
  query: UsageQuery,
  by: UsageDimension,
  now: number,
  barStep?: number,
): Promise<UsageGroup[]> {
  const steps = barStep === undefined ? undefined : planSteps(query, barStep, now, longestBars);
  const rows = await readSums(database, query, { by, steps, wanted: all });
  return rows
    .map((row) => ({
      value: by === 'status' ? String(row.name) : String(row.name) || null,
      ...figuresOf(row),
      ...(row.last > 0 && { lastAt: row.last }),
      ...(steps && { bars: barsOf(steps).map(({ bar }) => row[bar] ?? 0) }),
    }))
    .sort((a, b) => b.requests - a.requests || ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
}

/** Oldest first, steps without requests too. @param stepMs ms of a step */
export async function readSeries(
  database: UsageDatabase,
  query: UsageQuery,
  stepMs: number,
  now: number,
): Promise<UsageBucket[]> {
  const steps = planSteps(query, stepMs, now, longestSeries);
  const wanted = ['requests', 'failed', 'input', 'output', 'reasoning', 'cached', 'total'] as const;
  const rows = await readSums(database, { ...query, since: steps.from }, { steps, wanted });
  const found = new Map(rows.map((row) => [Number(row.name) * steps.step, row]));
  return Array.from({ length: steps.count }, (_, place) => {
    const at = steps.from + place * steps.step;
    const row = found.get(at);
    const tokens = row && tokensOf(row, (kind) => row[kind] !== null);
    return { at, requests: row?.requests ?? 0, failed: row?.failed ?? 0, ...(tokens && { tokens }) };
  });
}

interface Steps {
  /** ms since the epoch, a multiple of `step`. */
  readonly from: number;
  /** ms: whole minutes, hours or days. */
  readonly step: number;
  readonly count: number;
}

/** Steps that are too short for that time, or that would be more than `most`, are made longer. */
function planSteps(query: UsageQuery, stepMs: number, now: number, most: number): Steps {
  const until = query.until ?? now + 1;
  const wanted = Math.max(stepMs, (until - query.since) / most);
  const fine = query.since >= now - minutesMs + hourMs;
  const unit = wanted < hourMs && fine ? minuteMs : wanted < dayMs ? hourMs : dayMs;
  const step = Math.ceil(wanted / unit) * unit;
  const from = Math.floor(query.since / step) * step;
  return { from, step, count: Math.max(0, Math.ceil((until - from) / step)) };
}

const barsOf = ({ from, step, count }: Steps): { bar: Bar; from: number; to: number }[] =>
  Array.from({ length: count }, (_, place) => {
    const start = from + place * step;
    return { bar: `bar_${place}`, from: start, to: start + step };
  });

/**
 * The one query of all figures. Sums of whole hours and half days are in `hourly`; only the time before and after them
 * is summed from the requests. Errors, addresses and steps of less than an hour need the requests of all the time.
 * @param options.steps with `by` a column each, as they are not sorted then; otherwise a row each
 */
async function readSums(
  database: UsageDatabase,
  query: UsageQuery,
  { by, steps, wanted }: { by?: UsageDimension; steps?: Steps | undefined; wanted: Wanted },
): Promise<Row[]> {
  const conditions = combinationConditions(query);
  const ofRequest = requestConditions(query);
  const isAll = by === undefined && conditions.length === 0;
  const units = by === 'address' || ofRequest.length > 0 ? [] : isAll ? [hourMs] : [halfMs, hourMs];
  const unit = units.find((it) => (steps?.step ?? it) % it === 0) ?? 1;
  const bars = by && steps ? barsOf(steps) : [];
  const isNamed = by !== undefined || steps !== undefined;

  const select = ({ unit, at, span }: Source, isBefore = false) => {
    const isRequests = unit === 1;
    const value = by === 'address' ? sql`r.address` : sql.ref(`c.${columnOf[by ?? 'key']}`);
    const name = by ? value : sql`${at} / ${sql.lit((steps?.step ?? unit) / unit)}`;
    const aggregate = isRequests ? ofRequests : ofSums(sql`${at} * ${sql.lit(unit)}`, by !== undefined);
    const columns = [
      ...(isNamed ? [sql`${name} as name`] : []),
      ...wanted.map((it) => sql`${isBefore ? sql`null` : aggregate(it)} as ${sql.ref(it)}`),
      ...bars.map(({ bar, from, to }) => {
        const within = sql`filter (where ${at} >= ${sql.lit(from / unit)} and ${at} < ${sql.lit(to / unit)})`;
        return sql`${isRequests ? sql`count(*)` : sql`sum(h.requests)`} ${within} as ${sql.ref(bar)}`;
      }),
    ];
    // The sums of everything are in the table, too; the rows of a group are adjacent, as the key begins with it.
    const [tables, ...join] = isRequests
      ? [sql`requests as r cross join combinations as c`, sql`c.id = r.combination`, ...ofRequest]
      : isAll
        ? [sql`hourly as h`, sql`h.combination = ${sql.lit(everything)}`]
        : [
            sql`combinations as c cross join hourly as h`,
            sql`c.id <> ${sql.lit(everything)}`,
            sql`h.combination = c.id`,
          ];
    const groupBy = isNamed ? sql`group by ${by && by !== 'address' ? sql`c.id` : name}` : sql``;
    return sql`select ${sql.join(columns)} from ${tables}
      where ${sql.join([...join, ...span, ...conditions], sql` and `)} ${groupBy}`;
  };

  const parts = (await sourcesOf(database, query, unit)).map((source) => select(source));
  if (parts.length === 0) return [];
  // The first bar is a full step.
  if (bars[0] && bars[0].from < query.since)
    for (const source of await sourcesOf(database, { since: bars[0].from, until: query.since }, unit))
      parts.push(select(source, true));
  const name =
    by === 'address'
      ? sql`coalesce((select a.address from addresses as a where a.id = parts.name), '')`
      : sql`parts.name`;
  const columns = [...wanted, ...bars.map(({ bar }) => bar)];
  const sums = columns.map((it) => sql`${sum(it, sql.ref(it))} as ${sql.ref(it)}`);
  const { rows } = await sql<Row>`
    select ${sql.join([...(isNamed ? [sql`${name} as name`] : []), ...sums])}
    from (${sql.join(parts, sql` union all `)}) as parts ${isNamed ? sql`group by parts.name` : sql``}`.execute(
    database,
  );
  // Sums of whole numbers may be returned as text or exact decimals.
  for (const row of rows)
    for (const it of columns) if (it !== 'latencies' && row[it] !== null) row[it] = Number(row[it]);
  return rows.filter(({ requests }) => requests > 0);
}

/** Rows of a span of time. `at`: their time since the epoch, in units of so many ms; requests in units of 1. */
interface Source {
  readonly unit: number;
  readonly at: RawBuilder<unknown>;
  readonly span: readonly RawBuilder<unknown>[];
}

/** @param largest unit of the sums that may be read */
async function sourcesOf(
  database: UsageDatabase,
  query: Pick<UsageQuery, 'since' | 'until'>,
  largest: number,
): Promise<Source[]> {
  const whole = (ms: number) => Math.min(Math.ceil(ms), Number.MAX_SAFE_INTEGER);
  const since = whole(query.since);
  const until = query.until === undefined ? undefined : whole(query.until);
  const first = Math.ceil(since / hourMs);
  const last = until === undefined ? undefined : Math.floor(until / hourMs);
  const sources: Source[] = [];
  const add = (from: number, to: number | undefined, unit: number): void => {
    if (to !== undefined && from >= to) return;
    const column = unit === 1 ? sql`r.at` : sql`h.hour`;
    const isHalves = unit === halfMs;
    const [begin, end] = isHalves ? [-(to ?? 0), -from] : [from, to];
    const span = [sql`${column} >= ${begin}`, ...(end === undefined ? [] : [sql`${column} < ${end}`])];
    const at = isHalves ? sql`(-1 - h.hour)` : column;
    sources.push({ unit, at, span });
  };
  if (largest === 1 || (last !== undefined && first >= last)) {
    add(since, until, 1);
    return sources;
  }
  const halves = largest === halfMs ? await summedHalfDays(database, { from: first, to: last }) : undefined;
  add(since, first * hourMs, 1);
  if (last !== undefined) add(last * hourMs, until, 1);
  add(first, halves ? halves.from * halfDay : last, hourMs);
  if (halves) {
    add(halves.from, halves.to, halfMs);
    add(halves.to * halfDay, last, hourMs);
  }
  return sources;
}

const isAborted = sql`c.failed = 1 and c.status = 499`;
const isCut = sql`c.failed = 1 and c.status between 100 and 399`;

const ofRequests = (name: Wanted[number]): RawBuilder<unknown> => {
  if (name === 'requests') return sql`count(*)`;
  if (name === 'failed') return sql`sum(c.failed)`;
  if (name === 'aborted') return sql`sum(case when ${isAborted} then 1 else 0 end)`;
  if (name === 'cut') return sql`sum(case when ${isCut} then 1 else 0 end)`;
  if (name === 'last') return sql`max(r.at)`;
  const counted = amountColumns.find((it) => countOf[it] === name);
  return counted ? sql`count(${sql.ref(`r.${counted}`)})` : sum(name, sql.ref(`r.${name}`));
};

/** @param start of the hour or half day, ms since the epoch @param isOne rows of one combination, whose outcome is known */
const ofSums =
  (start: RawBuilder<unknown>, isOne: boolean) =>
  (name: Wanted[number]): RawBuilder<unknown> => {
    if (name === 'last') return sql`max(${start} + h.last)`;
    const outcome = isOne && { failed: sql`c.failed = 1`, aborted: isAborted, cut: isCut }[name as 'failed'];
    return outcome
      ? sql`sum(h.requests) * (case when ${outcome} then 1 else 0 end)`
      : sum(name, sql.ref(`h.${name}`));
  };

function sum(name: Wanted[number] | Bar, column: RawBuilder<unknown>): RawBuilder<unknown> {
  if (name === 'last') return sql`max(${column})`;
  return name === 'latencies' ? sql`string_agg(${column}, '')` : sql`sum(${column})`;
}

type Figures = Omit<UsageTotals, 'since'>;

function figuresOf(row: Row | undefined): Figures {
  const { latency, firstByte } = countLatencies(row?.latencies ?? '');
  const [p50, p95] = [percentile(latency, 0.5), percentile(latency, 0.95)];
  const first = percentile(firstByte, 0.5);
  const tokens = row && row.known > 0 ? tokensOf(row, (kind) => row[`told_${kind}`] > 0) : undefined;
  return {
    requests: row?.requests ?? 0,
    failed: row?.failed ?? 0,
    ...(row && row.aborted > 0 && { aborted: row.aborted }),
    ...(row && row.cut > 0 && { cut: row.cut }),
    ...(row && row.retries > 0 && { retries: row.retries }),
    ...(p50 !== undefined && p95 !== undefined && { latency: { p50, p95 } }),
    ...(first !== undefined && { firstByte: { p50: first } }),
    ...(row &&
      tokens && {
        tokens,
        tokensReported: {
          input: row.told_input,
          output: row.told_output,
          reasoning: row.told_reasoning,
          cached: row.told_cached,
        },
      }),
    tokensKnown: row?.known ?? 0,
    ...(row && row.priced > 0 && { cost: row.cost / costUnit }),
    costKnown: row?.priced ?? 0,
  };
}

const kinds = ['input', 'output', 'reasoning', 'cached'] as const;

/** Absent if no request reported any: unknown, not zero. */
function tokensOf(
  row: Record<'total' | (typeof kinds)[number], number | null>,
  isReported: (kind: (typeof kinds)[number]) => boolean,
): UsageTokens | undefined {
  if (row.total === null) return undefined;
  const tokens: UsageTokens = { total: row.total };
  for (const kind of kinds) if (isReported(kind)) tokens[kind] = row[kind] ?? 0;
  return tokens;
}
