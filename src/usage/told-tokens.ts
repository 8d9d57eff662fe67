import type { UsageTokens } from '../contract/usage-record.ts';

/**
 * Token counts as public servers write them: a zero stands for none as well as for not told, and so is taken for not
 * told. @param read the value of a field such as `input_tokens`
 */
export function toldTokens(read: (name: string) => unknown): UsageTokens {
  const tokens: UsageTokens = {};
  for (const kind of ['input', 'output', 'reasoning', 'cached', 'total'] as const) {
    const value = Number(read(`${kind}_tokens`));
    if (Number.isFinite(value) && value >= 0.5) tokens[kind] = Math.round(value);
  }
  return tokens;
}
