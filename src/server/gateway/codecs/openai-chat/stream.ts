import { fieldsOf, listOf, numberOf, textOf } from '../json.ts';
import type {
  Asked,
  Fields,
  Frame,
  StopReason,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import {
  chatId,
  finishOf,
  isCustom,
  readAnnotation,
  readUsage,
  stops,
  writeAnnotation,
  writeUsage,
} from './answer.ts';

export function readStream(): StreamReader {
  let started = false;
  let ended = false;
  let stop: StopReason | undefined;
  let next = 0;
  /** The open block, except tool calls. */
  let open: { part: 'text' | 'thinking' | 'refusal'; block: number } | undefined;
  /** Open tool calls by their index at the provider. */
  const calls = new Map<number, number>();

  function text(part: 'text' | 'thinking' | 'refusal', value: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    if (open?.part !== part) {
      events.push(...closed());
      open = { part, block: next++ };
      events.push({ type: 'open', ...open });
    }
    events.push({ type: 'text', block: open.block, text: value });
    return events;
  }
  function closed(): StreamEvent[] {
    if (!open) return [];
    const { block } = open;
    open = undefined;
    return [{ type: 'close', block }];
  }
  function call(fields: Fields, at: number): StreamEvent[] {
    const { name, arguments: input } = fieldsOf(fields.function ?? fields.custom);
    const index = numberOf(fields.index) ?? at;
    const events: StreamEvent[] = [];
    let block = calls.get(index);
    if (block === undefined) {
      events.push(...closed());
      block = next++;
      calls.set(index, block);
      const id = textOf(fields.id) ?? `call_${index}`;
      events.push({ type: 'open', part: 'call', block, id, name: textOf(name) ?? '' });
    }
    const fragment = textOf(input);
    if (fragment) events.push({ type: 'text', block, text: fragment });
    return events;
  }

  return {
    get ended() {
      return ended;
    },
    read({ data }) {
      if (data === '[DONE]') {
        ended = true;
        return [];
      }
      const chunk = fieldsOf(data);
      if (chunk.error !== undefined) return [readError(fieldsOf(chunk.error))];
      const events: StreamEvent[] = [];
      if (!started) {
        started = true;
        events.push({ type: 'start', id: textOf(chunk.id), model: textOf(chunk.model) });
      }
      const choice = fieldsOf(listOf(chunk.choices)[0]);
      const delta = fieldsOf(choice.delta);
      const thinking = textOf(delta.reasoning_content) ?? textOf(delta.reasoning);
      if (thinking) events.push(...text('thinking', thinking));
      if (textOf(delta.content)) events.push(...text('text', textOf(delta.content) ?? ''));
      if (textOf(delta.refusal)) events.push(...text('refusal', textOf(delta.refusal) ?? ''));
      if (open) {
        for (const citation of listOf(delta.annotations).flatMap(readAnnotation)) {
          events.push({ type: 'citation', block: open.block, citation });
        }
      }
      listOf(delta.tool_calls).forEach((it, at) => void events.push(...call(fieldsOf(it), at)));
      if (chunk.usage) events.push({ type: 'usage', usage: readUsage(fieldsOf(chunk.usage)) });
      const finish = textOf(choice.finish_reason);
      if (finish !== undefined && stop === undefined) {
        const refused = open?.part === 'refusal';
        events.push(...closed(), ...[...calls.values()].map((block) => ({ type: 'close', block }) as const));
        const said = stops[finish] ?? 'end';
        stop = said === 'end' && calls.size > 0 ? 'calls' : said === 'end' && refused ? 'refusal' : said;
        events.push({ type: 'stop', reason: stop });
      }
      return events;
    },
  };
}

/** OpenAI's error object, of chat and Responses. */
export function readError(error: Fields): StreamEvent {
  const code = textOf(error.code) ?? textOf(error.type);
  const message = textOf(error.message) ?? 'The provider ended the stream with an error.';
  return { type: 'error', error: { message, status: numberOf(error.code) ?? statusOf(code), code } };
}

function statusOf(code = ''): number {
  if (/rate_limit|quota/.test(code)) return 429;
  if (/invalid|context_length/.test(code)) return 400;
  return /overloaded|unavailable/.test(code) ? 503 : 500;
}

export function writeStream(asked: Asked): StreamWriter {
  let about: Fields = {};
  let usage: TokenUsage = {};
  let nextCall = 0;
  let refused = false;
  const blocks = new Map<number, { part: string; call: number; custom: boolean; held: string }>();
  const frame = (delta: Fields, finish: string | null = null): Frame => ({
    data: { ...about, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] },
  });
  function begin(id: string | undefined): Frame {
    about = {
      id: chatId(id, asked),
      object: 'chat.completion.chunk',
      created: Math.floor(asked.now / 1000),
      model: asked.model,
    };
    return frame({ role: 'assistant', content: '' });
  }
  function write(event: StreamEvent): Frame[] {
    switch (event.type) {
      case 'start':
        return [begin(event.id)];
      case 'open': {
        if (event.part !== 'call') {
          blocks.set(event.block, { part: event.part, call: 0, custom: false, held: '' });
          return [];
        }
        const custom = isCustom(event.name, asked);
        const call = nextCall++;
        blocks.set(event.block, { part: 'call', call, custom, held: '' });
        const { id, name } = event;
        const what = custom
          ? { type: 'custom', custom: { name, input: '' } }
          : { type: 'function', function: { name, arguments: '' } };
        return [frame({ tool_calls: [{ index: call, id, ...what }] })];
      }
      case 'text': {
        const block = blocks.get(event.block);
        if (block?.part === 'thinking') return [frame({ reasoning_content: event.text })];
        if (block?.part === 'refusal') {
          refused = true;
          return [frame({ refusal: event.text })];
        }
        if (block?.part !== 'call') return [frame({ content: event.text })];
        if (block.custom) {
          block.held += event.text;
          return [];
        }
        return [frame({ tool_calls: [{ index: block.call, function: { arguments: event.text } }] })];
      }
      case 'close': {
        const block = blocks.get(event.block);
        if (!block?.custom) return [];
        const input = textOf(fieldsOf(JSON.parse(block.held || '{}')).input) ?? block.held;
        return [frame({ tool_calls: [{ index: block.call, custom: { input } }] })];
      }
      case 'citation':
        return [frame({ annotations: [writeAnnotation(event.citation)] })];
      case 'usage':
        usage = { ...usage, ...event.usage };
        return [];
      case 'stop':
        return [frame({}, finishOf(event.reason, refused))];
      case 'error': {
        const { message, code = 'server_error' } = event.error;
        return [{ data: { error: { message, type: code, param: null, code } } }];
      }
      default:
        return [];
    }
  }
  return {
    write,
    end() {
      const last = asked.request.usageInStream
        ? [{ data: { ...about, choices: [], usage: writeUsage(usage) } }]
        : [];
      return [...last, { data: '[DONE]' }];
    },
  };
}
