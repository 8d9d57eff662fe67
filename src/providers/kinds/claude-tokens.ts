import { costIn, countOf, fieldsOf, sumOf, tokensOf } from '../answers/token-counts.ts';
import type { TokenReader } from '../provider.ts';

/**
 * A message, `message_start` (in `message`) and `message_delta`. Anthropic tells what was read from and written to
 * its cache beside `input_tokens`; here the input is all of it.
 */
export const claudeTokens: TokenReader = (body) => {
  const top = fieldsOf(body);
  const usage = fieldsOf(top?.usage) ?? fieldsOf(fieldsOf(top?.message)?.usage);
  if (!usage) return undefined;
  const told = countOf(usage.input_tokens);
  // Some servers repeat the input in the last event, as nothing.
  const plain = told === 0 && top?.type === 'message_delta' ? undefined : told;
  const cached = countOf(usage.cache_read_input_tokens);
  const written = countOf(usage.cache_creation_input_tokens);
  const long = countOf(fieldsOf(usage.cache_creation)?.ephemeral_1h_input_tokens) ?? 0;
  const input = plain === undefined ? undefined : sumOf(plain, cached, written);
  // At the start of a stream it is no count of the answer, which has not begun.
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

/** Most requests write nothing: that is not worth a word. */
const positive = (count: number): number | undefined => (count > 0 ? count : undefined);
