import { type Fields, fieldsOf } from '../json-fields.ts';
import type { Protocol, ReportedUsage, TokenReader } from '../upstream-entry.ts';
import { costIn, countOf, sumOf, tokensOf } from './token-counts.ts';

/** A stream reports tokens in parts: later values win, missing ones stay, and a zero is ignored. */
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

/**
 * Chat, completions and embeddings (`prompt_tokens`), and Responses (`input_tokens`, in `response` in events). Servers
 * that speak like OpenAI put some counts in other places, with the same meaning, so all are read:
 * Moonshot and Groq the whole usage, DeepSeek and Moonshot the cached tokens, GLM the reasoning tokens.
 */
export const openAiTokens: TokenReader = (body) => {
  const top = fieldsOf(body);
  const usage = top && usageIn(top);
  if (!usage) return undefined;
  const inputDetails = fieldsOf(usage.prompt_tokens_details) ?? fieldsOf(usage.input_tokens_details);
  const outputDetails = fieldsOf(usage.completion_tokens_details) ?? fieldsOf(usage.output_tokens_details);
  const input = countOf(usage.prompt_tokens) ?? countOf(usage.input_tokens);
  const output = countOf(usage.completion_tokens) ?? countOf(usage.output_tokens);
  const reasoning = countOf(outputDetails?.reasoning_tokens) ?? countOf(usage.reasoning_tokens);
  const total = countOf(usage.total_tokens);
  // xAI counts reasoning apart from the output; only there it must be added to match the total.
  const beside = input !== undefined && output !== undefined && total === sumOf(input, output, reasoning);
  return tokensOf({
    input,
    output: beside ? sumOf(output, reasoning) : output,
    reasoning,
    cached:
      countOf(inputDetails?.cached_tokens) ??
      countOf(usage.prompt_cache_hit_tokens) ??
      countOf(usage.cached_tokens),
    total,
    cost: costIn(usage),
  });
};

function usageIn(top: Fields): Fields | undefined {
  return (
    fieldsOf(top.usage) ??
    fieldsOf(fieldsOf(top.response)?.usage) ??
    fieldsOf(fieldsOf(top.x_groq)?.usage) ??
    (Array.isArray(top.choices) ? fieldsOf(fieldsOf(top.choices[0])?.usage) : undefined)
  );
}

/**
 * A message, `message_start` (in `message`) and `message_delta`. Anthropic reports what was read from and written to
 * its cache beside `input_tokens`; here the input is all of it.
 */
const claudeTokens: TokenReader = (body) => {
  const top = fieldsOf(body);
  const usage = fieldsOf(top?.usage) ?? fieldsOf(fieldsOf(top?.message)?.usage);
  if (!usage) return undefined;
  const reported = countOf(usage.input_tokens);
  // Some servers repeat the input in the last event, as zero.
  const plain = reported === 0 && top?.type === 'message_delta' ? undefined : reported;
  const cached = countOf(usage.cache_read_input_tokens);
  const written = countOf(usage.cache_creation_input_tokens);
  const long = countOf(fieldsOf(usage.cache_creation)?.ephemeral_1h_input_tokens) ?? 0;
  const input = plain === undefined ? undefined : sumOf(plain, cached, written);
  // At the start of a stream it does not count the answer, which has not begun.
  const output = top?.type === 'message_start' ? undefined : countOf(usage.output_tokens);
  return tokensOf({
    input,
    output,
    reasoning: undefined,
    cached,
    written: positive((written ?? 0) - long),
    writtenLong: positive(Math.min(long, written ?? 0)),
    total: input === undefined || output === undefined ? undefined : input + output,
    cost: costIn(usage),
  });
};

/** Most requests write nothing to the cache; the field is then absent. */
const positive = (count: number): number | undefined => (count > 0 ? count : undefined);

/** `usageMetadata`, also in every event of a stream. Thoughts are output too, as with the other protocols. */
export const geminiTokens: TokenReader = (body) => {
  // Without `alt=sse` a stream is one long array.
  const top = fieldsOf(Array.isArray(body) ? body.at(-1) : body);
  const usage = fieldsOf(top?.usageMetadata);
  if (!usage) return undefined;
  const reasoning = countOf(usage.thoughtsTokenCount);
  return tokensOf({
    // Content fetched by Google's own tools is billed like the prompt, and reported beside it.
    input: sumOf(countOf(usage.promptTokenCount), countOf(usage.toolUsePromptTokenCount)),
    output: sumOf(countOf(usage.candidatesTokenCount), reasoning),
    reasoning,
    cached: countOf(usage.cachedContentTokenCount),
    total: countOf(usage.totalTokenCount),
  });
};

/** Reads the token counts of each protocol: in JSON bodies, SSE events and WebSocket frames alike. */
export const tokenReaders: Readonly<Record<Protocol, TokenReader>> = {
  openai: openAiTokens,
  anthropic: claudeTokens,
  gemini: geminiTokens,
  cloro: () => undefined,
};
