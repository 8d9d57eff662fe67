import { costIn, countOf, type Fields, fieldsOf, sumOf, tokensOf } from '../answers/token-counts.ts';
import type { TokenReader } from '../provider.ts';

/**
 * Chat, completions and embeddings (`prompt_tokens`), and Responses (`input_tokens`, in `response` in events). Servers
 * that speak like OpenAI put some counts in other places, which mean the same wherever they stand, so all are read:
 * Moonshot and Groq the whole usage, DeepSeek and Moonshot what came from the cache, GLM what was reasoning.
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
  // xAI tells reasoning beside the rest of the output; only there it is needed to make the total.
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
