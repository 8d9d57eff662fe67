import type { TokenReader } from './provider.ts';
import { countOf, fieldsOf, tokensOf } from './token-counts.ts';

/** Chat, completions and embeddings (`prompt_tokens`), and Responses (`input_tokens`, in `response` in events). */
export const openAiTokens: TokenReader = (body) => {
  const top = fieldsOf(body);
  const usage = fieldsOf(top?.usage) ?? fieldsOf(fieldsOf(top?.response)?.usage);
  if (!usage) return undefined;
  const inputDetails = fieldsOf(usage.prompt_tokens_details) ?? fieldsOf(usage.input_tokens_details);
  const outputDetails = fieldsOf(usage.completion_tokens_details) ?? fieldsOf(usage.output_tokens_details);
  return tokensOf({
    input: countOf(usage.prompt_tokens) ?? countOf(usage.input_tokens),
    output: countOf(usage.completion_tokens) ?? countOf(usage.output_tokens),
    reasoning: countOf(outputDetails?.reasoning_tokens),
    cached: countOf(inputDetails?.cached_tokens),
    total: countOf(usage.total_tokens),
  });
};
