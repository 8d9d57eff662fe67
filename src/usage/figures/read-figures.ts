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
import { amountColumns, countColumns, everything, hourMs, type UsageDatabase } from '../database/tables.ts';
import { costUnit } from '../prices.ts';
import { columnOf, combinationConditions, requestConditions } from './conditions.ts';
import { countLatencies, percentile } from './latencies.ts';

const minuteMs = 60_000;
const dayMs = 24 * hourMs;
const halfMs = halfDay * hourMs;
/** Most steps of a series, and of the bars of a group; a finer request gets longer steps. */
const longestSeries = 2_000;
const longestBars = 64;
/** Steps below an hour are read from the requests themselves, for at most this time back. */
const minutesMs = 3 * dayMs;

const sumColumns = [...countColumns, ...amountColumns] as const;
type Sum = (typeof sumColumns)[number];
/** One row of an answer. `value`: of the dimension, '' where it is not known; `step`: number of the step of time. */
type Row = { value: string | number; step: number; last: number; latencies: string } & Record<Sum, number>;
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
  const rows = await readSums(database, query, { by, wanted: all });
  const bars = barStep === undefined ? undefined : await readBars(database, query, by, now, barStep);
  return rows
    .map((row) => ({
      value: by === 'status' ? String(row.value) : String(row.value) || null,
      ...figuresOf(row),
      ...(row.last > 0 && { lastAt: row.last }),
      ...(bars && { bars: bars.get(String(row.value)) ?? [] }),
    }))
    .sort((a, b) => b.requests - a.requests || ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
}

async function readBars(
  database: UsageDatabase,
  query: UsageQuery,
  by: UsageDimension,
  now: number,
  stepMs: number,
): Promise<Map<string, number[]>> {
  const steps = planSteps(query, stepMs, now, longestBars);
  const bars = new Map<string, number[]>();
  const rows = await readSums(database, { ...query, since: steps.from }, { by, steps, wanted: ['requests'] });
  for (const { value, step, requests } of rows) {
    const own = bars.get(String(value)) ?? new Array<number>(steps.count).fill(0);
    bars.set(String(value), own);
    const place = step - steps.from / steps.step;
    if (place >= 0 && place < steps.count) own[place] = requests;
  }
  return bars;
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
  const found = new Map(rows.map((row) => [row.step * steps.step, row]));
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

/**
 * The one query of all figures. Sums of whole hours and half days are in `hourly`; only the time before and after them
 * is summed from the requests. Errors, addresses and steps of less than an hour need the requests of all the time.
 */
async function readSums(
  database: UsageDatabase,
  query: UsageQuery,
  { by, steps, wanted }: { by?: UsageDimension; steps?: Steps; wanted: Wanted },
): Promise<Row[]> {
  const conditions = combinationConditions(query);
  const ofRequest = requestConditions(query);
  const byAddress = by === 'address';
  const inHours = !byAddress && ofRequest.length === 0 && (steps === undefined || steps.step % hourMs === 0);
  const { hours, pieces } = spansOf(query, inHours);
  // What is asked for first; numbers are sorted faster than names.
  const named = (value: RawBuilder<unknown>, step: RawBuilder<unknown>, sums: RawBuilder<unknown>) =>
    sql.join([
      ...(by === undefined ? [] : [sql`${value} as value`]),
      ...(steps === undefined ? [] : [sql`${step} as step`]),
      sums,
    ]);
  const groupBy = (value: RawBuilder<unknown>, step: RawBuilder<unknown>) => {
    const columns = [...(by === undefined ? [] : [value]), ...(steps === undefined ? [] : [step])];
    return columns.length === 0 ? sql`` : sql`group by ${sql.join(columns)}`;
  };
  const value = by === 'address' ? sql`r.address` : sql.ref(`c.${columnOf[by ?? 'key']}`);
  const inStep = (column: RawBuilder<unknown>, unit: number) =>
    sql`${column} / ${sql.lit((steps?.step ?? unit) / unit)}`;

  const parts = pieces.map((span) => {
    const step = inStep(sql`r.at`, 1);
    const where = [sql`c.id = r.combination`, ...inSpan(sql`r.at`, span), ...ofRequest, ...conditions];
    return sql`select ${named(value, step, columns(wanted, ofRequests))}
      from requests as r cross join combinations as c where ${and(where)} ${groupBy(byAddress ? value : sql`c.id`, step)}`;
  });
  const isAll = by === undefined && conditions.length === 0;
  const halves =
    hours && !isAll && (steps === undefined || steps.step % halfMs === 0)
      ? await summedHalfDays(database, hours)
      : undefined;
  const addSums = (span: Span, at: RawBuilder<unknown>, unit: number): void => {
    const step = inStep(at, unit);
    const where = inSpan(sql`h.hour`, span);
    const ofSums = ofRows(sql`${at} * ${sql.lit(unit)}`);
    const sums = columns(wanted, by === undefined ? ofSums : ofOneCombination(ofSums));
    // The sums of everything are in the table, too; the rows of a group are adjacent, as the key begins with it.
    parts.push(
      isAll
        ? sql`select ${named(value, step, sums)} from hourly as h
            where ${and([sql`h.combination = ${sql.lit(everything)}`, ...where])} ${groupBy(value, step)}`
        : sql`select ${named(value, step, sums)} from combinations as c cross join hourly as h
            where ${and([sql`c.id <> ${sql.lit(everything)}`, sql`h.combination = c.id`, ...where, ...conditions])}
            ${groupBy(sql`c.id`, step)}`,
    );
  };
  if (hours && halves) {
    const [from, to] = [halves.from * halfDay, halves.to * halfDay];
    if (hours.from < from) addSums({ from: hours.from, to: from }, sql`h.hour`, hourMs);
    addSums({ from: -halves.to, to: -halves.from }, sql`(-1 - h.hour)`, halfMs);
    if (hours.to === undefined || to < hours.to) addSums({ from: to, to: hours.to }, sql`h.hour`, hourMs);
  } else if (hours) addSums(hours, sql`h.hour`, hourMs);
  if (parts.length === 0) return [];
  const [ofValue, ofStep] = [sql.ref('parts.value'), sql.ref('parts.step')];
  const name = byAddress
    ? sql`coalesce((select a.address from addresses as a where a.id = ${ofValue}), '')`
    : ofValue;
  const sums = sql<Row>`select ${named(name, ofStep, columns(wanted, ofParts))}
    from (${sql.join(parts, sql` union all `)}) as parts ${groupBy(ofValue, ofStep)}`;
  const { rows } = await sums.execute(database);
  // Sums of whole numbers may be returned as text or exact decimals.
  return rows
    .map((row) => {
      const read = { ...row, step: Number(row.step ?? 0) };
      for (const name of wanted)
        if (name !== 'latencies' && row[name] !== null) read[name] = Number(row[name]);
      return read;
    })
    .filter(({ requests }) => requests > 0);
}

const inSpan = (column: RawBuilder<unknown>, { from, to }: Span) => [
  sql`${column} >= ${from}`,
  ...(to === undefined ? [] : [sql`${column} < ${to}`]),
];

interface Span {
  readonly from: number;
  readonly to: number | undefined;
}

/** @returns whole hours, counted since the epoch, and remainders in ms */
function spansOf(query: UsageQuery, inHours: boolean): { hours?: Span; pieces: Span[] } {
  const whole = (ms: number) => Math.min(Math.ceil(ms), Number.MAX_SAFE_INTEGER);
  const since = whole(query.since);
  const until = query.until === undefined ? undefined : whole(query.until);
  const first = Math.ceil(since / hourMs);
  const last = until === undefined ? undefined : Math.floor(until / hourMs);
  if (!inHours || (last !== undefined && first >= last)) return { pieces: [{ from: since, to: until }] };
  const pieces: Span[] = [];
  if (since < first * hourMs) pieces.push({ from: since, to: first * hourMs });
  if (until !== undefined && last !== undefined && last * hourMs < until)
    pieces.push({ from: last * hourMs, to: until });
  return { hours: { from: first, to: last }, pieces };
}

const isAborted = sql`c.failed = 1 and c.status = 499`;
const isCut = sql`c.failed = 1 and c.status between 100 and 399`;

type Aggregate = (name: Wanted[number]) => RawBuilder<unknown>;

const columns = (wanted: Wanted, aggregate: Aggregate) =>
  sql.join(wanted.map((name) => sql`${aggregate(name)} as ${sql.ref(name)}`));
const and = (conditions: readonly RawBuilder<unknown>[]) => sql.join(conditions, sql` and `);

const ofParts: Aggregate = (name) => sum(name, sql.ref(name));
/** If each row is of one combination, its outcome gives the failed requests. */
const ofOneCombination =
  (others: Aggregate): Aggregate =>
  (name) => {
    const outcome = { failed: sql`c.failed = 1`, aborted: isAborted, cut: isCut }[name as 'failed'];
    return outcome ? sql`sum(h.requests) * (case when ${outcome} then 1 else 0 end)` : others(name);
  };
/** @param start of the hour or half day, ms since the epoch */
const ofRows =
  (start: RawBuilder<unknown>): Aggregate =>
  (name) =>
    name === 'last' ? sql`max(${start} + h.last)` : sum(name, sql.ref(`h.${name}`));
const ofRequests: Aggregate = (name) => {
  if (name === 'requests') return sql`count(*)`;
  if (name === 'failed') return sql`sum(c.failed)`;
  if (name === 'aborted') return sql`sum(case when ${isAborted} then 1 else 0 end)`;
  if (name === 'cut') return sql`sum(case when ${isCut} then 1 else 0 end)`;
  if (name === 'last') return sql`max(r.at)`;
  const always = { known: 'total', priced: 'cost', told_input: 'input', told_output: 'output' } as const;
  const more = { told_reasoning: 'reasoning', told_cached: 'cached' } as const;
  const counted = { ...always, ...more }[name as keyof typeof always | keyof typeof more];
  return counted ? sql`count(${sql.ref(`r.${counted}`)})` : sum(name, sql.ref(`r.${name}`));
};

function sum(name: Wanted[number], column: RawBuilder<unknown>): RawBuilder<unknown> {
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
