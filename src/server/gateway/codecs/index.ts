import * as anthropicAnswer from './anthropic-messages/answer.ts';
import * as anthropicRequest from './anthropic-messages/request.ts';
import * as geminiAnswer from './gemini/answer.ts';
import * as geminiRequest from './gemini/request.ts';
import type { Codec, Origin } from './neutral.ts';
import * as chatAnswer from './openai-chat/answer.ts';
import * as chatRequest from './openai-chat/request.ts';
import * as responsesAnswer from './openai-responses/answer.ts';
import * as responsesRequest from './openai-responses/request.ts';

/** Codecs by route. Loaded with the first request that must be translated. */
export const codecs = {
  /** As OpenAI's reference has it, and as compatible servers understand it. */
  chat: codec('openai', chatRequest, chatAnswer),
  responses: codec('openai', responsesRequest, responsesAnswer),
  messages: codec('anthropic', anthropicRequest, anthropicAnswer),
  /** Google's generateContent. */
  gemini: codec('gemini', geminiRequest, geminiAnswer),
};

function codec(
  origin: Origin,
  { readRequest, writeRequest }: Pick<Codec, 'readRequest' | 'writeRequest'>,
  { streamOf, readStream, writeAnswer, writeStream }: Omit<Codec, 'origin' | 'readRequest' | 'writeRequest'>,
): Codec {
  return { origin, readRequest, writeRequest, streamOf, readStream, writeAnswer, writeStream };
}
