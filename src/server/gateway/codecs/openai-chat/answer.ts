import { errorBody } from '../../request/protocol-error.ts';
import { Blocks, streamWriter } from '../blocks.ts';
import { cited, eventsOfPart } from '../join-events.ts';
import {
  customInput,
  fieldsOf,
  filled,
  given,
  idWith,
  listOf,
  numberOf,
  readCitation,
  readError,
  readUsage,
  stringOf,
  textIn,
  textOf,
} from '../json.ts';
import type {
  Asked,
  CallPart,
  Citation,
  Fields,
  Frame,
  Losses,
  NeutralAnswer,
  Reading,
  StopReason,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import { writeCall } from './request.ts';

const stops: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  length: 'length',
  tool_calls: 'calls',
  function_call: 'calls',
  content_filter: 'filter',
};

export function streamOf(answer: Fields): readonly unknown[] {
  const { message, ...choice } = fieldsOf(listOf(answer.choices)[0]);
  return [{ ...answer, choices: [{ ...choice, delta: message }] }, '[DONE]'];
}

export function readStream({ losses }: Reading): StreamReader {
  let started = false;
  let stopped = false;
  let refused = false;
  const blocks = new Blocks();
  /** Open tool calls by their index at the provider. */
  const calls = new Map<number, number>();

  function call(fields: Fields, at: number): StreamEvent[] {
    const { name, arguments: json, input = json } = fieldsOf(fields.function ?? fields.custom);
    const index = numberOf(fields.index) ?? at;
    const events: StreamEvent[] = [];
    let block = calls.get(index);
    if (block === undefined) {
      const opened = blocks.call(textOf(fields.id) ?? `call_${index}`, stringOf(name));
      block = opened.block;
      events.push(...opened.events);
      calls.set(index, block);
    }
    const text = textOf(input);
    if (text) events.push({ type: 'text', block, text });
    return events;
  }
  /** Some servers report stop although there are tool calls. */
  function reasonOf(finish: string): StopReason {
    const said = stops[finish] ?? 'end';
    if (said !== 'end') return said;
    return calls.size > 0 ? 'calls' : refused ? 'refusal' : 'end';
  }

  function over(finish: string): StreamEvent[] {
    if (!started || stopped) return [];
    stopped = true;
    const closing = [...calls.values()].map((block) => ({ type: 'close', block }) as const);
    return [...blocks.close(), ...closing, { type: 'stop', reason: reasonOf(finish) }];
  }

  return ({ data }) => {
    // Some servers give no reason before it.
    if (data === '[DONE]') return over('stop');
    const chunk = fieldsOf(data);
    if (chunk.error !== undefined) {
      stopped = true;
      return [readError(data)];
    }
    const events: StreamEvent[] = [];
    if (!started) {
      started = true;
      events.push({ type: 'start', id: textOf(chunk.id), model: textOf(chunk.model) });
    }
    const choice = fieldsOf(listOf(chunk.choices)[0]);
    const delta = fieldsOf(choice.delta);
    const thinking = textOf(delta.reasoning_content) ?? textOf(delta.reasoning);
    const refusal = textOf(delta.refusal);
    if (thinking) events.push(...blocks.text('thinking', thinking));
    for (const { part, text } of proseIn(delta.content, losses)) events.push(...blocks.text(part, text));
    const { openText: block } = blocks;
    const citations = listOf(delta.annotations).flatMap((it) => readAnnotation(it, losses));
    if (block !== undefined) events.push(...cited(block, citations));
    else if (citations.length > 0) losses.drop('citation');
    if (listOf(delta.images).length > 0) losses.drop('image');
    if (delta.audio) losses.drop('audio');
    if (refusal) {
      refused = true;
      events.push(...blocks.text('refusal', refusal));
    }
    listOf(delta.tool_calls).forEach((it, at) => void events.push(...call(fieldsOf(it), at)));
    events.push(...readUsage('openai', chunk));
    const finish = textOf(choice.finish_reason);
    if (finish !== undefined) events.push(...over(finish));
    return events;
  };
}

/** Some servers, such as Mistral's, answer with a list of parts, in which `thinking` may be a list again. */
function proseIn(content: unknown, losses: Losses): { part: 'text' | 'thinking'; text: string }[] {
  if (typeof content === 'string') return content === '' ? [] : [{ part: 'text', text: content }];
  return listOf(content).flatMap((item) => {
    const { type, text = item, thinking } = fieldsOf(item);
    if (type === 'thinking') return proseIn(thinking, losses).map((one) => ({ ...one, part: 'thinking' }));
    if (typeof text !== 'string') losses.drop(textOf(type) ?? 'content');
    return proseIn(textOf(text), losses);
  });
}

/** In chat and Responses. */
export function readAnnotation(annotation: unknown, losses: Losses): Citation[] {
  const fields = fieldsOf(annotation);
  return readCitation({ type: fields.type, ...fieldsOf(fields.url_citation ?? fields) }, losses);
}

export const writeAnnotation = ({ url, title = url }: Citation): Fields => ({
  start_index: 0,
  end_index: 0,
  url,
  title,
});

function writeUsage({ input = 0, cached, output = 0, reasoning }: TokenUsage): Fields {
  return given({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: cached === undefined ? undefined : { cached_tokens: cached },
    completion_tokens_details: reasoning === undefined ? undefined : { reasoning_tokens: reasoning },
  });
}

/** @param said the refusal has a text, which OpenAI ends like any answer */
function finishOf(stop: StopReason, said: boolean): string {
  if (stop === 'length') return 'length';
  if (stop === 'calls') return 'tool_calls';
  return stop === 'filter' || (stop === 'refusal' && !said) ? 'content_filter' : 'stop';
}

/** What an answer and each of its chunks begin with. */
function aboutOf(id: string | undefined, asked: Asked, object: string): Fields {
  return {
    id: idWith('chatcmpl-', id, asked),
    object,
    created: Math.floor(asked.now / 1000),
    model: asked.model,
  };
}

const placeless: ReadonlySet<StreamEvent['type']> = new Set(['signature', 'redacted_thinking', 'image']);

export function writeAnswer({ id, parts, stop, usage }: NeutralAnswer, asked: Asked): Fields {
  const thinking = textIn(parts, ['thinking']);
  const refusal = textIn(parts, ['refusal']);
  const citations = parts.flatMap((part) => (part.type === 'text' ? (part.citations ?? []) : []));
  const calls = parts.filter((part): part is CallPart => part.type === 'call');
  for (const { type } of parts.flatMap(eventsOfPart)) if (placeless.has(type)) asked.losses.drop(type);
  const message = given({
    role: 'assistant',
    content: parts.some(({ type }) => type === 'text') ? textIn(parts) : null,
    refusal: refusal === '' ? null : refusal,
    reasoning_content: thinking === '' ? undefined : thinking,
    annotations: filled(citations.map(chatAnnotation)),
    tool_calls: filled(calls.map((call) => writeAnswerCall(call, asked))),
  });
  return {
    ...aboutOf(id, asked, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(stop, refusal !== '') }],
    usage: writeUsage(usage),
  };
}

const chatAnnotation = (citation: Citation): Fields => ({
  type: 'url_citation',
  url_citation: writeAnnotation(citation),
});

/** Whether the client declared the tool of this name as a custom one. */
export const isCustom = (name: string, { request }: Asked): boolean =>
  request.tools.some((tool) => tool.custom && tool.name === name);

function writeAnswerCall(call: CallPart, asked: Asked): Fields {
  const { id, name, custom } = call;
  if (!custom && !isCustom(name, asked)) return writeCall(call);
  return { id, type: 'custom', custom: { name, input: custom ? call.input : customInput(call.input) } };
}

interface OpenBlock {
  readonly part: string;
  readonly call: number;
  readonly custom: boolean;
  /** The input of a custom call, which is in JSON until its end. */
  held: string;
}

export function writeStream(asked: Asked): StreamWriter {
  let about: Fields = {};
  let calls = 0;
  let refused = false;
  const frame = (delta: Fields, finish: string | null = null): Frame => ({
    data: { ...about, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] },
  });
  const call = (index: number, fields: Fields) => [frame({ tool_calls: [{ index, ...fields }] })];
  return streamWriter<OpenBlock>(asked, {
    start(id) {
      about = aboutOf(id, asked, 'chat.completion.chunk');
      return [frame({ role: 'assistant', content: '' })];
    },
    open(event) {
      if (event.part !== 'call') return [{ part: event.part, call: 0, custom: false, held: '' }];
      const { part, id, name } = event;
      const custom = isCustom(name, asked);
      const kind = custom
        ? { type: 'custom', custom: { name, input: '' } }
        : { type: 'function', function: { name, arguments: '' } };
      return [{ part, call: calls, custom, held: '' }, ...call(calls++, { id, ...kind })];
    },
    text(block, text) {
      if (block.part === 'thinking') return [frame({ reasoning_content: text })];
      if (block.part === 'text') return [frame({ content: text })];
      if (block.part === 'refusal') {
        refused = true;
        return [frame({ refusal: text })];
      }
      if (!block.custom) return call(block.call, { function: { arguments: text } });
      block.held += text;
      return [];
    },
    close: (block) => (block.custom ? call(block.call, { custom: { input: customInput(block.held) } }) : []),
    citation: (_, citation) => [frame({ annotations: [chatAnnotation(citation)] })],
    error: (error) => [{ data: errorBody('openai', error) }],
    end(stop, usage) {
      const last = { data: { ...about, choices: [], usage: writeUsage(usage) } };
      return [
        frame({}, finishOf(stop, refused)),
        ...(asked.request.usageInStream ? [last] : []),
        { data: '[DONE]' },
      ];
    },
  });
}
