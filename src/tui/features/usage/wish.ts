import type { UsageQuery, UsageWish } from '../../../contract/usage-figures.ts';
import { textIn } from '../../components/text-field.ts';
import { type KeyNames, parseFilter, queryOf as queryOfTerms } from './filter.ts';
import { spanOf, spans, type UsageUi } from './usage-state.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps of a graph that a person can name. */
const steps = [...[1, 2, 5, 10, 15, 30].map((it) => it * minute), ...[1, 2, 3, 6, 12].map((it) => it * hour)];
const mostRecords = 100;
/** Bars of the trend in a row of the table. */
export const trendBars = 12;

/** Which figures belong together: an answer to another question is not shown. */
export const questionOf = ({ span, filter }: Pick<UsageUi, 'span' | 'filter'>): string =>
  JSON.stringify([span, parseFilter(textIn(filter))]);

/** ms of one step of a graph that has this many columns. */
export function graphStep(span: number, columns: number): number {
  const wanted = span / Math.max(1, columns);
  return steps.find((step) => step >= wanted) ?? day;
}

/** Columns of the graph on a screen of this width, as far as its steps depend on it. */
export const graphColumns = (columns: number): number =>
  Math.max(30, columns >= 100 ? columns - 60 : columns - 14);

/** From this size on the totals of all spans are side by side. */
export const hasWindows = ({ columns, rows }: { readonly columns: number; readonly rows: number }): boolean =>
  columns >= 100 && rows >= 30;

/** Which requests are looked at, as the screen is set. @param now ms since the epoch */
export const queryOf = (usage: Pick<UsageUi, 'span' | 'filter'>, now: number, names: KeyNames): UsageQuery =>
  queryOfTerms(parseFilter(textIn(usage.filter)), now - spanOf(usage).ms, names);

export interface WishOptions {
  readonly now: number;
  /** Of the terminal. */
  readonly columns: number;
  readonly rows: number;
  /** With the newest records. */
  readonly records: boolean;
  readonly names: KeyNames;
}

/** The question that the screen asks, as it is set. */
export function wishOf(usage: UsageUi, { now, columns, rows, records, names }: WishOptions): UsageWish {
  const { ms } = spanOf(usage);
  const query = queryOf(usage, now, names);
  return {
    query,
    by: [usage.by],
    bars: Math.max(minute, Math.ceil(ms / trendBars)),
    step: graphStep(ms, graphColumns(columns)),
    ...(hasWindows({ columns, rows }) && { windows: spans.map((span) => now - span.ms) }),
    ...(records && { records: mostRecords }),
    ...((query.search || query.terms) && { whole: true }),
  };
}
