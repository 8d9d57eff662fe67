import { claudeTokens } from '../kinds/claude-tokens.ts';
import { geminiTokens } from '../kinds/gemini-tokens.ts';
import { openAiTokens } from '../kinds/openai-tokens.ts';
import type { Protocol, ReportedUsage, TokenReader } from '../provider.ts';

/** How each protocol tells tokens: in JSON bodies, SSE events and WebSocket frames alike. */
export const tokenReaders: Readonly<Record<Protocol, TokenReader>> = {
  openai: openAiTokens,
  anthropic: claudeTokens,
  gemini: geminiTokens,
  cloro: () => undefined,
};

/** A stream tells tokens in parts: what comes later wins, what is left out stays, and a zero takes nothing back. */
export function mergeTokens(before: ReportedUsage | undefined, after: ReportedUsage): ReportedUsage {
  if (!before) return after;
  const merged = { ...before };
  for (const name in after) {
    const kind = name as keyof ReportedUsage;
    if (after[kind] || !merged[kind]) merged[kind] = after[kind] ?? 0;
  }
  const { input, output } = merged;
  if (input !== undefined && output !== undefined && (input !== after.input || output !== after.output))
    merged.total = input + output;
  return merged;
}
