import { carried, fieldsOf, filled, given, inputObject, listOf, numberOf, textOf } from '../json.ts';
import type {
  Asked,
  Citation,
  Fields,
  NeutralAnswer,
  Part,
  StopReason,
  ThinkingPart,
  TokenUsage,
} from '../neutral.ts';
import { readBlock } from './read-request.ts';
import { callId } from './write-request.ts';

export const stops: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'calls',
  stop_sequence: 'stop-sequence',
  refusal: 'refusal',
  pause_turn: 'pause',
};

export const stopWords: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  length: 'max_tokens',
  calls: 'tool_use',
  'stop-sequence': 'stop_sequence',
  refusal: 'refusal',
  filter: 'refusal',
  pause: 'pause_turn',
};

export function readAnswer(body: Fields): NeutralAnswer {
  return {
    id: textOf(body.id),
    model: textOf(body.model),
    parts: listOf(body.content).flatMap((block) => readBlock(fieldsOf(block), { drop() {}, refuse() {} })),
    stop: stops[textOf(body.stop_reason) ?? ''] ?? 'end',
    stopSequence: textOf(body.stop_sequence),
    usage: readUsage(fieldsOf(body.usage)),
  };
}

/** `input_tokens` excludes tokens read from or written to the cache. */
export function readUsage(usage: Fields): TokenUsage {
  const own = numberOf(usage.input_tokens);
  const cached = numberOf(usage.cache_read_input_tokens);
  const cacheWritten = numberOf(usage.cache_creation_input_tokens);
  return given({
    input: own === undefined ? undefined : own + (cached ?? 0) + (cacheWritten ?? 0),
    cached,
    cacheWritten,
    output: numberOf(usage.output_tokens),
  });
}

export function writeUsage({ input = 0, cached, cacheWritten, output = 0 }: TokenUsage): Fields {
  return given({
    input_tokens: Math.max(input - (cached ?? 0) - (cacheWritten ?? 0), 0),
    cache_creation_input_tokens: cacheWritten,
    cache_read_input_tokens: cached,
    output_tokens: output,
  });
}

export const messageId = (id: string | undefined, asked: Asked): string => {
  const own = id ?? asked.newId();
  return own.startsWith('msg_') ? own : `msg_${own}`;
};

export function writeAnswer(answer: NeutralAnswer, asked: Asked): Fields {
  return {
    id: messageId(answer.id, asked),
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content: answer.parts.flatMap(writeAnswerPart),
    stop_reason: stopWords[answer.stop],
    stop_sequence: answer.stopSequence ?? null,
    usage: writeUsage(answer.usage),
  };
}

function writeAnswerPart(part: Part): Fields[] {
  switch (part.type) {
    case 'text':
      return [
        given({
          type: 'text',
          text: part.text,
          citations: filled((part.citations ?? []).map(writeCitation)),
        }),
      ];
    case 'refusal':
      return [{ type: 'text', text: part.text }];
    case 'thinking':
      return part.redacted === undefined
        ? [{ type: 'thinking', thinking: part.text, signature: signatureText(part) }]
        : [{ type: 'redacted_thinking', data: part.redacted }];
    case 'call':
      return [{ type: 'tool_use', id: callId(part.id), name: part.name, input: inputObject(part) }];
    default:
      return [];
  }
}

const signatureText = ({ signature }: ThinkingPart): string =>
  signature ? carried(signature, 'anthropic') : '';

export const writeCitation = ({ url, title }: Citation): Fields => ({
  type: 'web_search_result_location',
  url,
  title: title ?? null,
  cited_text: '',
  encrypted_index: '',
});
