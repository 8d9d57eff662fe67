import type { costGaps, UsageRecord } from '../contract/usage-record.ts';
import list from './prices.json' with { type: 'json' };

/** US dollars per million tokens. An absent field is unknown, and so is the cost of its tokens. */
export interface ModelPrice {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  /** For input read from the provider's cache. */
  readonly cached?: number | undefined;
  /** For input written to it, for minutes and for an hour. */
  readonly written?: number | undefined;
  readonly writtenLong?: number | undefined;
  /** Longer prompts have another price, so their cost is unknown. */
  readonly upToInput?: number | undefined;
}

/** Costs are stored in whole billionths of a dollar. */
export const costUnit = 1e9;

type CostGap = (typeof costGaps)[number];
export type PriceOf = (model: string) => ModelPrice | undefined;

/**
 * List prices of the providers: pay as you go, standard tier, text, as published at the date in the file. Prices that are not
 * published, or differ between two places, are left out. scripts/prices.ts refreshes the file.
 */
const listed = new Map<string, ModelPrice>(
  Object.entries(list.models).map(([model, price]) => [model, { model, ...price }]),
);

/** The user's own prices take precedence over the list's. */
export function priceBook(own: readonly ModelPrice[] = []): PriceOf {
  const mine = new Map(own.map((price) => [price.model, price]));
  return (model) => {
    const plain = undated(model);
    return mine.get(model) ?? mine.get(plain) ?? listed.get(plain);
  };
}

/** `gpt-4o-2024-08-06`, `claude-3-haiku-20240307` and `…-latest` cost the same as the name without the suffix. */
const undated = (model: string): string => model.replace(/-(latest|20\d{6}|20\d\d-\d\d-\d\d)$/, '');

/**
 * The cost of a request in cost units (a billionth of a dollar); undefined: unknown. A cost that the
 * provider reported takes precedence. Reasoning is part of the output; tokens read from or written to a cache are part
 * of the input. A failed request without tokens costs nothing, unless its answer had begun or its client disconnected
 * from a working provider: the charge for that is unknown.
 */
export function costOf(record: UsageRecord, priceOf: PriceOf): number | undefined {
  const cost = calculate(record, priceOf);
  return typeof cost === 'number' ? cost : undefined;
}

/** The cost, or why it is unknown. */
function calculate(record: UsageRecord, priceOf: PriceOf): number | CostGap {
  const { model, tokens, failed, cost } = record;
  if (cost !== undefined) return Math.round(cost * costUnit);
  if (!tokens) return failed && !wasAtWork(record) ? 0 : 'tokens';
  if (failed && tokens.output === undefined && wasAtWork(record)) return 'tokens';
  const { input, output = 0, cached = 0, written = 0, writtenLong = 0 } = tokens;
  if (input === undefined) return 'input tokens';
  if (model === undefined) return 'model';
  const price = priceOf(model);
  if (!price) return 'price';
  if (input > (price.upToInput ?? Number.POSITIVE_INFINITY)) return 'price of long prompts';
  const parts = [
    [Math.max(0, input - cached - written - writtenLong), price.input],
    [cached, price.cached],
    [written, price.written],
    [writtenLong, price.writtenLong],
    [output, price.output],
  ] as const;
  let dollars = 0;
  for (const [count, rate] of parts) {
    if (count === 0) continue;
    if (rate === undefined) return 'price of the cache';
    dollars += (count * rate) / 1e6;
  }
  return Math.round(dollars * costUnit);
}

/** Whether the provider had begun to answer; the body of a refusal is no answer. */
const wasAtWork = ({ status, attempts, firstByteMs }: UsageRecord): boolean =>
  status === 499 ? attempts !== 0 : firstByteMs !== undefined && (status < 400 || status >= 500);

/** The record with its cost, or why that is unknown. */
export const withCost = (record: UsageRecord, priceOf: PriceOf): UsageRecord =>
  withKept(record, priceOf, costOf(record, priceOf));

/** @param kept the cost from when the record was stored */
function withKept(record: UsageRecord, priceOf: PriceOf, kept: number | undefined): UsageRecord {
  if (kept !== undefined) return { ...record, cost: kept / costUnit };
  const gap = calculate(record, priceOf);
  // A later price does not change it: the cost at that time stays unknown.
  return { ...record, costGap: typeof gap === 'string' ? gap : 'price' };
}

export const pricedRecords = (
  stored: readonly { readonly record: UsageRecord; readonly cost: number | undefined }[],
  priceOf: PriceOf,
): UsageRecord[] => stored.map(({ record, cost }) => withKept(record, priceOf, cost));

/** A new list in the config applies from the next request on; the book is rebuilt only then. */
export function pricesInForce(read: (() => readonly ModelPrice[]) | undefined): PriceOf {
  let list = read?.();
  let book = priceBook(list);
  return (model) => {
    const now = read?.();
    if (now !== list) {
      list = now;
      book = priceBook(now);
    }
    return book(model);
  };
}
