import type { UsageTokens } from '../contract/usage-record.ts';
import { claudeTokens } from './claude-tokens.ts';
import { geminiTokens } from './gemini-tokens.ts';
import { openAiTokens } from './openai-tokens.ts';
import type { Protocol, TokenReader } from './provider.ts';

/** How each protocol tells tokens: in JSON bodies, SSE events and WebSocket frames alike. */
export const tokenReaders: Readonly<Record<Protocol, TokenReader>> = {
  openai: openAiTokens,
  anthropic: claudeTokens,
  gemini: geminiTokens,
  cloro: () => undefined,
};

/** A stream tells tokens in parts: what comes later wins, what is left out stays. */
export function mergeTokens(before: UsageTokens | undefined, after: UsageTokens): UsageTokens {
  if (!before) return after;
  const merged = { ...before, ...after };
  const parts = merged.input !== undefined && merged.output !== undefined;
  return parts && before.input !== undefined && after.input === undefined
    ? { ...merged, total: (merged.input ?? 0) + (merged.output ?? 0) }
    : merged;
}
