import { fieldsOf, filled, given, inputText, listOf, numberOf, textIn, textOf } from '../json.ts';
import type {
  Asked,
  CallPart,
  Citation,
  Fields,
  NeutralAnswer,
  StopReason,
  TextPart,
  TokenUsage,
} from '../neutral.ts';
import { readCall } from './read-request.ts';
import { writeCall } from './write-request.ts';

export const stops: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  length: 'length',
  tool_calls: 'calls',
  function_call: 'calls',
  content_filter: 'filter',
};

export function readAnswer(body: Fields): NeutralAnswer {
  const choice = fieldsOf(listOf(body.choices)[0]);
  const message = fieldsOf(choice.message);
  const calls = listOf(message.tool_calls).map((call) => readCall(fieldsOf(call)));
  const thinking = textOf(message.reasoning_content) ?? textOf(message.reasoning);
  const text = textOf(message.content);
  const refusal = textOf(message.refusal);
  const citations = filled(listOf(message.annotations).flatMap(readAnnotation));
  const stop = stops[textOf(choice.finish_reason) ?? ''] ?? 'end';
  return {
    id: textOf(body.id),
    model: textOf(body.model),
    parts: [
      ...(thinking ? [{ type: 'thinking', text: thinking } as const] : []),
      ...(text ? [{ type: 'text', text, citations } as const] : []),
      ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
      ...calls,
    ],
    // Some servers report stop although there are tool calls.
    stop: calls.length > 0 && stop === 'end' ? 'calls' : refusal && stop === 'end' ? 'refusal' : stop,
    usage: readUsage(fieldsOf(body.usage)),
  };
}

export function readAnnotation(annotation: unknown): Citation[] {
  const fields = fieldsOf(annotation);
  const { url, title } = fieldsOf(fields.url_citation ?? fields);
  return typeof url === 'string' ? [{ url, title: textOf(title) }] : [];
}

export function readUsage(usage: Fields): TokenUsage {
  return given({
    input: numberOf(usage.prompt_tokens),
    cached: numberOf(fieldsOf(usage.prompt_tokens_details).cached_tokens),
    output: numberOf(usage.completion_tokens),
    reasoning: numberOf(fieldsOf(usage.completion_tokens_details).reasoning_tokens),
  });
}

export function writeUsage({ input = 0, cached, output = 0, reasoning }: TokenUsage): Fields {
  return given({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: cached === undefined ? undefined : { cached_tokens: cached },
    completion_tokens_details: reasoning === undefined ? undefined : { reasoning_tokens: reasoning },
  });
}

/** @param said the refusal has a text, which OpenAI ends like any answer */
export function finishOf(stop: StopReason, said: boolean): string {
  if (stop === 'length') return 'length';
  if (stop === 'calls') return 'tool_calls';
  return stop === 'filter' || (stop === 'refusal' && !said) ? 'content_filter' : 'stop';
}

export const chatId = (id: string | undefined, asked: Asked): string => {
  const own = id ?? asked.newId();
  return own.startsWith('chatcmpl') ? own : `chatcmpl-${own}`;
};

export function writeAnswer(answer: NeutralAnswer, asked: Asked): Fields {
  const { parts, stop } = answer;
  const texts = parts.filter((part): part is TextPart => part.type === 'text');
  const calls = parts.filter((part): part is CallPart => part.type === 'call');
  const thinking = parts.map((part) => (part.type === 'thinking' ? part.text : '')).join('');
  const refusal = parts.map((part) => (part.type === 'refusal' ? part.text : '')).join('');
  const citations = texts.flatMap((part) => part.citations ?? []);
  return {
    id: chatId(answer.id, asked),
    object: 'chat.completion',
    created: Math.floor(asked.now / 1000),
    model: asked.model,
    choices: [
      {
        index: 0,
        message: given({
          role: 'assistant',
          content: texts.length > 0 ? textIn(texts) : null,
          refusal: refusal === '' ? null : refusal,
          reasoning_content: thinking === '' ? undefined : thinking,
          annotations: filled(citations.map(writeAnnotation)),
          tool_calls: filled(calls.map((call) => writeAnswerCall(call, asked))),
        }),
        logprobs: null,
        finish_reason: finishOf(stop, refusal !== ''),
      },
    ],
    usage: writeUsage(answer.usage),
  };
}

/** Whether the client declared the tool of this name as a custom one. */
export const isCustom = (name: string, { request }: Asked): boolean =>
  request.tools.some((tool) => tool.custom && tool.name === name);

function writeAnswerCall(call: CallPart, asked: Asked): Fields {
  if (!isCustom(call.name, asked) && !call.custom) return writeCall(call);
  const input = call.custom
    ? call.input
    : (textOf(fieldsOf(JSON.parse(inputText(call))).input) ?? call.input);
  return { id: call.id, type: 'custom', custom: { name: call.name, input } };
}

export const writeAnnotation = ({ url, title }: Citation): Fields => ({
  type: 'url_citation',
  url_citation: { start_index: 0, end_index: 0, url, title: title ?? url },
});
