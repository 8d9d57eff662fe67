import type { UsageTokens } from '../contract/usage-record.ts';

/** The total that the provider reported, or the sum of input and output if it reported those. */
export function totalOf(tokens: UsageTokens | undefined): number | undefined {
  if (!tokens) return undefined;
  if (tokens.total) return tokens.total;
  const { input, output } = tokens;
  return input === undefined && output === undefined ? tokens.total : (input ?? 0) + (output ?? 0);
}

/**
 * Token counts as public servers write them: a zero means none or not reported, and so is read as
 * not reported. @param read the value of a field such as `input_tokens`
 */
export function reportedTokens(read: (name: string) => unknown): UsageTokens {
  const tokens: UsageTokens = {};
  for (const kind of ['input', 'output', 'reasoning', 'cached', 'total'] as const) {
    const value = Number(read(`${kind}_tokens`));
    if (Number.isFinite(value) && value >= 0.5) tokens[kind] = Math.round(value);
  }
  return tokens;
}
