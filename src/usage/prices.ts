import type { UsageRecord } from '../contract/usage-record.ts';
import { costUnit } from './measures.ts';

/** US dollars per million tokens. A field that is absent is not known, and neither is then the cost. */
export interface ModelPrice {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  /** Of input that was read from the provider's cache. */
  readonly cached?: number | undefined;
  /** Longer prompts have another price: their cost is not known. */
  readonly upToInput?: number | undefined;
}

export type PriceOf = (model: string) => ModelPrice | undefined;

/** Published list prices of the providers, pay as you go, standard tier, text; as of the date. */
export const listPrices: {
  readonly date: string;
  readonly source: string;
  readonly models: readonly ModelPrice[];
} = {
  date: '2025-11-01',
  source: 'published list prices',
  models: [
    { model: 'gpt-5', input: 1.25, output: 10, cached: 0.125 },
    { model: 'gpt-5-mini', input: 0.25, output: 2, cached: 0.025 },
    { model: 'gpt-5-nano', input: 0.05, output: 0.4, cached: 0.005 },
    { model: 'gpt-4.1', input: 2, output: 8, cached: 0.5 },
    { model: 'gpt-4.1-mini', input: 0.4, output: 1.6, cached: 0.1 },
    { model: 'gpt-4.1-nano', input: 0.1, output: 0.4, cached: 0.025 },
    { model: 'gpt-4o', input: 2.5, output: 10, cached: 1.25 },
    { model: 'gpt-4o-mini', input: 0.15, output: 0.6, cached: 0.075 },
    { model: 'o1', input: 15, output: 60, cached: 7.5 },
    { model: 'o3', input: 2, output: 8, cached: 0.5 },
    { model: 'o3-mini', input: 1.1, output: 4.4, cached: 0.55 },
    { model: 'o4-mini', input: 1.1, output: 4.4, cached: 0.275 },
    { model: 'text-embedding-3-small', input: 0.02, output: 0 },
    { model: 'text-embedding-3-large', input: 0.13, output: 0 },
    { model: 'claude-opus-4-1', input: 15, output: 75, cached: 1.5 },
    { model: 'claude-opus-4', input: 15, output: 75, cached: 1.5 },
    { model: 'claude-sonnet-4-5', input: 3, output: 15, cached: 0.3, upToInput: 200_000 },
    { model: 'claude-sonnet-4', input: 3, output: 15, cached: 0.3, upToInput: 200_000 },
    { model: 'claude-haiku-4-5', input: 1, output: 5, cached: 0.1 },
    { model: 'claude-3-7-sonnet', input: 3, output: 15, cached: 0.3 },
    { model: 'claude-3-5-sonnet', input: 3, output: 15, cached: 0.3 },
    { model: 'claude-3-5-haiku', input: 0.8, output: 4, cached: 0.08 },
    { model: 'claude-3-opus', input: 15, output: 75, cached: 1.5 },
    { model: 'claude-3-haiku', input: 0.25, output: 1.25, cached: 0.03 },
    { model: 'gemini-2.5-pro', input: 1.25, output: 10, upToInput: 200_000 },
    { model: 'gemini-2.5-flash', input: 0.3, output: 2.5 },
    { model: 'gemini-2.5-flash-lite', input: 0.1, output: 0.4 },
    { model: 'gemini-2.0-flash', input: 0.1, output: 0.4, cached: 0.025 },
  ],
};

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
 * output, cached tokens are part of the input. A failed request that used no tokens costs nothing.
 */
export function costOf({ model, tokens, failed }: UsageRecord, priceOf: PriceOf): number | undefined {
  if (!tokens) return failed ? 0 : undefined;
  const { input, output = 0, cached = 0 } = tokens;
  const price = model === undefined ? undefined : priceOf(model);
  if (!price || input === undefined || input > (price.upToInput ?? Number.POSITIVE_INFINITY))
    return undefined;
  if (cached > 0 && price.cached === undefined) return undefined;
  const fresh = Math.max(0, input - cached);
  const dollars = (fresh * price.input + cached * (price.cached ?? 0) + output * price.output) / 1e6;
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
