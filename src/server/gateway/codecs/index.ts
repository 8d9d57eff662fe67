import { anthropicMessages } from './anthropic-messages/index.ts';
import { gemini } from './gemini/index.ts';
import type { Codec } from './neutral.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';

/** Codecs by route. Loaded with the first request that must be translated. */
export const codecs = {
  chat: openaiChat,
  responses: openaiResponses,
  messages: anthropicMessages,
  gemini,
} satisfies Record<string, Codec>;
