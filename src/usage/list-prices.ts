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

type More = Pick<ModelPrice, 'upToInput'>;

const price = (
  model: string,
  input: number,
  output: number,
  cached?: number,
  more: More = {},
): ModelPrice => ({
  model,
  input,
  output,
  cached,
  ...more,
});

/** Anthropic takes 1.25 of the input for what is written to its cache for five minutes, and 2 for an hour. */
const claude = (
  model: string,
  input: number,
  output: number,
  cached: number,
  more: More = {},
): ModelPrice => ({
  ...price(model, input, output, cached, more),
  written: input * 1.25,
  writtenLong: input * 2,
});

/** Prompts of more tokens than this have a price of their own. */
const upTo = (upToInput: number): More => ({ upToInput });

/**
 * List prices of the providers, pay as you go, standard tier, text, as published at the date:
 *
 * - Anthropic: platform.claude.com/docs/en/about-claude/pricing and the pages of the models; the cache reads of Sonnet
 *   5.5 as since 2026-10-07. Claude 4 and older as on docs.anthropic.com/en/docs/about-claude/pricing.
 * - OpenAI: the pages of two models; the others, whose place is developers.openai.com/api/docs/pricing, as GitHub's own
 *   table of prices, transcripts of that page and others agree on them.
 * - Google: likewise, for ai.google.dev/gemini-api/docs/pricing.
 *
 * What could not be found there, or is not the same in two places, is left out: reads from the cache of Gemini 2.5
 * Flash, models with a price for a time, GPT-5.6 with its price for writing to a cache that no answer tells of.
 */
export const listPrices: {
  readonly date: string;
  readonly source: string;
  readonly models: readonly ModelPrice[];
} = {
  date: '2026-11-05',
  source: 'published list prices',
  models: [
    claude('claude-fable-5-1', 10, 50, 0.25),
    claude('claude-fable-5', 10, 50, 1),
    claude('claude-opus-5-5', 4, 20, 0.2),
    claude('claude-opus-5', 5, 25, 0.5),
    claude('claude-opus-4-8', 5, 25, 0.5),
    claude('claude-opus-4-7', 5, 25, 0.5),
    claude('claude-opus-4-6', 5, 25, 0.5),
    claude('claude-opus-4-5', 5, 25, 0.5),
    claude('claude-opus-4-1', 15, 75, 1.5),
    claude('claude-opus-4', 15, 75, 1.5),
    claude('claude-opus-4-0', 15, 75, 1.5),
    claude('claude-sonnet-5-5', 2, 10, 0.1),
    claude('claude-sonnet-5', 2, 10, 0.2),
    claude('claude-sonnet-4-6', 3, 15, 0.3),
    claude('claude-sonnet-4-5', 3, 15, 0.3, upTo(200_000)),
    claude('claude-sonnet-4', 3, 15, 0.3, upTo(200_000)),
    claude('claude-sonnet-4-0', 3, 15, 0.3, upTo(200_000)),
    claude('claude-haiku-5-5', 0.1, 0.5, 0.01, upTo(100_000)),
    claude('claude-haiku-4-5', 1, 5, 0.1),
    claude('claude-3-7-sonnet', 3, 15, 0.3),
    claude('claude-3-5-sonnet', 3, 15, 0.3),
    claude('claude-3-5-haiku', 0.8, 4, 0.08),
    claude('claude-3-opus', 15, 75, 1.5),
    { ...price('claude-3-haiku', 0.25, 1.25, 0.03), written: 0.3, writtenLong: 0.5 },

    price('gpt-5.5', 5, 30, 0.5, upTo(272_000)),
    price('gpt-5.4', 2.5, 15, 0.25, upTo(272_000)),
    price('gpt-5.4-mini', 0.75, 4.5, 0.075),
    price('gpt-5.4-nano', 0.2, 1.25, 0.02),
    price('gpt-5.3-codex', 1.75, 14, 0.175),
    price('gpt-5.2', 1.75, 14, 0.175),
    price('gpt-5.2-codex', 1.75, 14, 0.175),
    price('gpt-5.1', 1.25, 10, 0.125),
    price('gpt-5', 1.25, 10, 0.125),
    price('gpt-5-codex', 1.25, 10, 0.125),
    price('gpt-5-mini', 0.25, 2, 0.025),
    price('gpt-5-nano', 0.05, 0.4, 0.005),
    price('gpt-4.1', 2, 8, 0.5),
    price('gpt-4.1-mini', 0.4, 1.6, 0.1),
    price('gpt-4.1-nano', 0.1, 0.4, 0.025),
    price('gpt-4o', 2.5, 10, 1.25),
    price('gpt-4o-mini', 0.15, 0.6, 0.075),
    price('o1', 15, 60, 7.5),
    price('o3', 2, 8, 0.5),
    price('o3-mini', 1.1, 4.4, 0.55),
    price('o4-mini', 1.1, 4.4, 0.275),
    price('text-embedding-3-small', 0.02, 0),
    price('text-embedding-3-large', 0.13, 0),

    price('gemini-3.5-flash', 1.5, 9, 0.15),
    price('gemini-3.5-flash-lite', 0.3, 2.5),
    price('gemini-3.1-pro-preview', 2, 12, 0.2, upTo(200_000)),
    price('gemini-2.5-pro', 1.25, 10, 0.125, upTo(200_000)),
    price('gemini-2.5-flash', 0.3, 2.5),
    price('gemini-2.5-flash-lite', 0.1, 0.4),
  ],
};
