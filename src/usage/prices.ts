import type { costGaps, UsageRecord } from '../contract/usage-record.ts';
import list from './prices.json' with { type: 'json' };

/** US dollars per million tokens. A field that is absent is not known, and neither is then the cost. */
export interface ModelPrice {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  /** Of input that was read from the provider's cache. */
  readonly cached?: number | undefined;
  /** Of input that was written to it, for minutes and for an hour. */
  readonly written?: number | undefined;
  readonly writtenLong?: number | undefined;
  /** Longer prompts have another price: their cost is not known. */
  readonly upToInput?: number | undefined;
}

/** Dollars are kept in whole units of a billionth. */
export const costUnit = 1e9;

type CostGap = (typeof costGaps)[number];
export type PriceOf = (model: string) => ModelPrice | undefined;

/**
 * List prices of the providers: pay as you go, standard tier, text, as published at the date in the file. What is not
 * published, or not the same in two places, is left out. scripts/prices.ts refreshes the file.
 */
const listed = new Map<string, ModelPrice>(
  Object.entries(list.models).map(([model, price]) => [model, { model, ...price }]),
);

/** Prices of the user's own go before the list's. */
export function priceBook(own: readonly ModelPrice[] = []): PriceOf {
  const mine = new Map(own.map((price) => [price.model, price]));
  return (model) => {
    const plain = undated(model);
    return mine.get(model) ?? mine.get(plain) ?? listed.get(plain);
  };
}

/** `gpt-4o-2024-08-06`, `claude-3-haiku-20240307` and `…-latest` cost what the name before them costs. */
const undated = (model: string): string => model.replace(/-(latest|20\d{6}|20\d\d-\d\d-\d\d)$/, '');

/**
 * The cost of a request in cost units (a billionth of a dollar); undefined: unknown. What the provider itself said
 * goes before all prices. Reasoning is part of the output; what was read from a cache and written to it is part of the
 * input. A failed request that used no tokens costs nothing, unless its answer had begun or its client left a provider
 * that was at work: what that is charged nobody said.
 */
export function costOf(record: UsageRecord, priceOf: PriceOf): number | undefined {
  const cost = reckon(record, priceOf);
  return typeof cost === 'number' ? cost : undefined;
}

/** What stands in the way of a cost; undefined: nothing. */
function costGapOf(record: UsageRecord, priceOf: PriceOf): CostGap | undefined {
  const cost = reckon(record, priceOf);
  return typeof cost === 'number' ? undefined : cost;
}

function reckon(record: UsageRecord, priceOf: PriceOf): number | CostGap {
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

/** The provider had begun to answer; the body of a refusal is no answer. */
const wasAtWork = ({ status, attempts, firstByteMs }: UsageRecord): boolean =>
  status === 499 ? attempts !== 0 : firstByteMs !== undefined && (status < 400 || status >= 500);

/** The record with its cost, or what stands in the way of one. */
export const withCost = (record: UsageRecord, priceOf: PriceOf): UsageRecord =>
  withKept(record, priceOf, costOf(record, priceOf));

/** @param kept as it was reckoned when the record was kept */
function withKept(record: UsageRecord, priceOf: PriceOf, kept: number | undefined): UsageRecord {
  if (kept !== undefined) return { ...record, cost: kept / costUnit };
  const costGap = costGapOf(record, priceOf);
  // A price that came later: the cost of that time stays unknown.
  return { ...record, costGap: costGap ?? 'price' };
}

export const pricedRecords = (
  stored: readonly { readonly record: UsageRecord; readonly cost: number | undefined }[],
  priceOf: PriceOf,
): UsageRecord[] => stored.map(({ record, cost }) => withKept(record, priceOf, cost));

/** Another list in the config counts from the next request on; the book is made anew only for another list. */
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
