import type { UsageRecord } from '../contract/usage-record.ts';
import { listPrices, type ModelPrice } from './list-prices.ts';
import { costUnit } from './measures.ts';

export { listPrices, type ModelPrice };

export type PriceOf = (model: string) => ModelPrice | undefined;

const listed = new Map(listPrices.models.map((price) => [price.model, price]));

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
 * The cost of a request in cost units (a billionth of a dollar); undefined: unknown. Reasoning is part of the
 * output; what was read from a cache and written to it is part of the input. A failed request that used no tokens
 * costs nothing.
 */
export function costOf({ model, tokens, failed }: UsageRecord, priceOf: PriceOf): number | undefined {
  if (!tokens) return failed ? 0 : undefined;
  const { input, output = 0, cached = 0, written = 0, writtenLong = 0 } = tokens;
  const price = model === undefined ? undefined : priceOf(model);
  if (!price || input === undefined || input > (price.upToInput ?? Number.POSITIVE_INFINITY))
    return undefined;
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
    if (rate === undefined) return undefined;
    dollars += (count * rate) / 1e6;
  }
  return Math.round(dollars * costUnit);
}

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
