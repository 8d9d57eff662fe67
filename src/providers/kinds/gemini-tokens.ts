import { countOf, fieldsOf, sumOf, tokensOf } from '../answers/token-counts.ts';
import type { TokenReader } from '../provider.ts';

/** `usageMetadata`, also in every event of a stream. Thoughts are output too, as with the other protocols. */
export const geminiTokens: TokenReader = (body) => {
  // Without `alt=sse` a stream is one long array.
  const top = fieldsOf(Array.isArray(body) ? body.at(-1) : body);
  const usage = fieldsOf(top?.usageMetadata);
  if (!usage) return undefined;
  const reasoning = countOf(usage.thoughtsTokenCount);
  return tokensOf({
    // What a tool of Google's own fetched is read like the prompt, and told beside it.
    input: sumOf(countOf(usage.promptTokenCount), countOf(usage.toolUsePromptTokenCount)),
    output: sumOf(countOf(usage.candidatesTokenCount), reasoning),
    reasoning,
    cached: countOf(usage.cachedContentTokenCount),
    total: countOf(usage.totalTokenCount),
  });
};
