import type { NeutralRequest, Part } from './neutral.ts';

/** The most tokens that an image takes, at the providers that document it. */
const tokensOfImage = 1_600;
/** Letters for each token in English text and code; East Asian characters are one token each, or more. */
const lettersOfToken = 3.5;

/** A rough estimate of the input tokens of a request; no provider is asked. */
export function estimateTokens({ messages, tools }: NeutralRequest): number {
  const parts = messages.flatMap((message) => message.parts);
  const text = parts.map(textOf).join('') + JSON.stringify(tools);
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/g)?.length ?? 0;
  const media = parts.filter((part) => 'source' in part).length * tokensOfImage;
  return Math.ceil((text.length - wide) / lettersOfToken) + wide + media + messages.length * 4;
}

function textOf(part: Part): string {
  if (part.type === 'call') return part.name + part.input;
  if (part.type === 'result') return part.content.map(textOf).join('');
  return 'text' in part ? part.text : '';
}
