import type { UsageQuery, UsageWish } from '../../contract/usage-figures.ts';
import { textIn } from '../input/text-field.ts';
import { spans, type UsageStep, type UsageUi } from '../ui/usage-state.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps of a graph that a person can name. */
const steps = [1, 2, 5, 10, 15, 30].map((it) => it * minute);
const longSteps = [1, 2, 3, 6, 12].map((it) => it * hour);
const mostRecords = 100;
/** Columns of the small graph in a line of the table. */
export const barColumns = 12;

/** Which figures belong together: an answer to another question is not shown. */
export const questionOf = ({ span, only, filter }: UsageUi): string =>
  JSON.stringify([span, only, wordsIn(textIn(filter))]);

export const wordsIn = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

export const spanOf = ({ span }: UsageUi) => spans[span] ?? spans[1];

/** ms of one step of a graph that has this many columns. */
export function graphStep(span: number, columns: number): number {
  const wanted = span / Math.max(1, columns);
  return [...steps, ...longSteps].find((step) => step >= wanted) ?? day;
}

export interface WishOptions {
  readonly now: number;
  /** Columns of the graph. */
  readonly graph: number;
  /** Totals of all spans side by side. */
  readonly windows: boolean;
  /** With the newest records. */
  readonly records: boolean;
  /** What a person calls a client key, by fingerprint. */
  readonly names: ReadonlyMap<string, string>;
}

/** Which requests are looked at, as the screen is set. */
export function queryOf(usage: UsageUi, now: number, names: ReadonlyMap<string, string>): UsageQuery {
  const words = wordsIn(textIn(usage.filter)).slice(0, mostWords);
  const search = words.map((word) => ({ word, keys: keysCalled(word, names) }));
  const begin: UsageQuery = {
    since: now - spanOf(usage).ms,
    ...(search.length > 0 && { search }),
  };
  return usage.only.reduce<UsageQuery>(narrowed, begin);
}

const mostWords = 10;

const keysCalled = (word: string, names: ReadonlyMap<string, string>): string[] =>
  [...names].flatMap(([print, name]) => (name.toLowerCase().includes(word) ? [print] : []));

/** The question that the screen asks, as it is set. */
export function wishOf(usage: UsageUi, { now, graph, windows, records, names }: WishOptions): UsageWish {
  const { ms } = spanOf(usage);
  return {
    query: queryOf(usage, now, names),
    by: [usage.by],
    bars: Math.max(minute, Math.ceil(ms / barColumns)),
    step: graphStep(ms, graph),
    ...(windows ? { windows: spans.map((span) => now - span.ms) } : {}),
    ...(records ? { records: mostRecords } : {}),
  };
}

function narrowed(query: UsageQuery, { by, value }: UsageStep): UsageQuery {
  if (by === 'key') return { ...query, clientKey: value };
  return by === 'status' ? { ...query, status: Number(value) } : { ...query, [by]: value };
}
