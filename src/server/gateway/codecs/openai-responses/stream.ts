import { fieldsOf, listOf, numberOf, textOf } from '../json.ts';
import type {
  Asked,
  Citation,
  Fields,
  Frame,
  Signature,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import { readAnnotation } from '../openai-chat/answer.ts';
import { readError } from '../openai-chat/stream.ts';
import {
  callItem,
  messageItem,
  readUsage,
  reasoningItem,
  responseId,
  stopOf,
  textContent,
  writeResponse,
} from './answer.ts';
import { readCall } from './read-request.ts';

export function readStream(): StreamReader {
  let ended = false;
  let next = 0;
  const seen: { type: 'text' | 'thinking' | 'refusal' | 'call' }[] = [];
  /** Open blocks by item and kind: an item of type message may have text and a refusal. */
  const blocks = new Map<string, number>();
  function block(
    item: string,
    part: 'text' | 'thinking' | 'refusal',
  ): { events: StreamEvent[]; block: number } {
    const key = `${item} ${part}`;
    const known = blocks.get(key);
    if (known !== undefined) return { events: [], block: known };
    const made = next++;
    blocks.set(key, made);
    seen.push({ type: part });
    return { events: [{ type: 'open', block: made, part }], block: made };
  }
  function delta(item: string, part: 'text' | 'thinking' | 'refusal', text: string): StreamEvent[] {
    const { events, block: at } = block(item, part);
    return text === '' ? events : [...events, { type: 'text', block: at, text }];
  }
  function added(item: Fields, key: string): StreamEvent[] {
    if (item.type !== 'function_call' && item.type !== 'custom_tool_call') return [];
    const call = readCall(item);
    if (call.type !== 'call') return [];
    const made = next++;
    blocks.set(`${key} call`, made);
    seen.push({ type: 'call' });
    return [{ type: 'open', block: made, part: 'call', id: call.id, name: call.name }];
  }
  function done(item: Fields, key: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const value = textOf(item.encrypted_content);
    if (item.type === 'reasoning' && value) {
      const { events: opened, block: at } = block(key, 'thinking');
      events.push(...opened, { type: 'signature', block: at, signature: { origin: 'openai', value } });
    }
    for (const part of ['thinking', 'text', 'refusal', 'call'] as const) {
      const at = blocks.get(`${key} ${part}`);
      if (at === undefined) continue;
      blocks.delete(`${key} ${part}`);
      events.push({ type: 'close', block: at });
    }
    return events;
  }
  function over(response: Fields): StreamEvent[] {
    ended = true;
    const closing = [...blocks.values()].map((at) => ({ type: 'close', block: at }) as const);
    blocks.clear();
    if (response.status === 'failed') return [...closing, readError(fieldsOf(response.error))];
    return [
      ...closing,
      { type: 'usage', usage: readUsage(fieldsOf(response.usage)) },
      { type: 'stop', reason: stopOf(response, seen) },
    ];
  }
  return {
    get ended() {
      return ended;
    },
    read({ data }) {
      const fields = fieldsOf(data);
      const key = String(numberOf(fields.output_index) ?? textOf(fields.item_id) ?? '');
      const text = textOf(fields.delta) ?? '';
      switch (fields.type) {
        case 'response.created': {
          const { id, model } = fieldsOf(fields.response);
          return [{ type: 'start', id: textOf(id), model: textOf(model) }];
        }
        case 'response.output_item.added':
          return added(fieldsOf(fields.item), key);
        case 'response.output_text.delta':
          return delta(key, 'text', text);
        case 'response.refusal.delta':
          return delta(key, 'refusal', text);
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          return delta(key, 'thinking', text);
        case 'response.reasoning_summary_part.added':
          return (numberOf(fields.summary_index) ?? 0) > 0 ? delta(key, 'thinking', '\n\n') : [];
        case 'response.function_call_arguments.delta':
        case 'response.custom_tool_call_input.delta': {
          const at = blocks.get(`${key} call`);
          return at === undefined || text === '' ? [] : [{ type: 'text', block: at, text }];
        }
        case 'response.output_text.annotation.added': {
          const at = blocks.get(`${key} text`);
          if (at === undefined) return [];
          return readAnnotation(fields.annotation).map((citation) => ({
            type: 'citation',
            block: at,
            citation,
          }));
        }
        case 'response.output_item.done':
          return done(fieldsOf(fields.item), key);
        case 'response.completed':
        case 'response.incomplete':
        case 'response.failed':
          return over(fieldsOf(fields.response));
        case 'error':
          return [readError(fieldsOf(fields.error ?? fields))];
        default:
          return [];
      }
    },
  };
}

interface OpenItem {
  readonly part: 'text' | 'thinking' | 'refusal' | 'call';
  readonly index: number;
  readonly id: string;
  readonly call?: { readonly id: string; readonly name: string };
  text: string;
  signature?: Signature;
  readonly citations: Citation[];
}

export function writeStream(asked: Asked): StreamWriter {
  let sequence = 0;
  let id = '';
  let usage: TokenUsage = {};
  let stop: Extract<StreamEvent, { type: 'stop' }>['reason'] = 'end';
  const output: Fields[] = [];
  const items = new Map<number, OpenItem>();
  const frame = (type: string, more: Fields): Frame => ({
    event: type,
    data: { type, sequence_number: sequence++, ...more },
  });
  const at = ({ id: item_id, index: output_index }: OpenItem) => ({ item_id, output_index });
  const isCustom = ({ call }: OpenItem) =>
    asked.request.tools.some(({ name, custom }) => custom && name === call?.name);

  /** The item at its begin, and at its end. */
  function itemOf(item: OpenItem, status: 'in_progress' | 'completed'): Fields {
    const begun = status === 'in_progress';
    if (item.call) return callItem({ ...item.call, input: begun ? '' : item.text }, asked, status);
    if (item.part === 'thinking') {
      return reasoningItem(item.id, begun ? { text: '' } : { text: item.text, signature: item.signature });
    }
    return messageItem(item.id, begun ? [] : [contentOf(item)], status);
  }
  const contentOf = (item: OpenItem): Fields =>
    item.part === 'refusal'
      ? { type: 'refusal', refusal: item.text }
      : textContent(item.text, item.citations);
  const emptyContent = (item: OpenItem) => contentOf({ ...item, text: '', citations: [] });

  function open(event: Extract<StreamEvent, { type: 'open' }>): Frame[] {
    const index = output.length;
    const prefix = event.part === 'thinking' ? 'rs' : 'msg';
    const call = event.part === 'call' ? { id: event.id, name: event.name } : undefined;
    const about = { part: event.part, index, text: '', citations: [] };
    const made: OpenItem = call ? { ...about, call, id: '' } : { ...about, id: `${prefix}_${id}_${index}` };
    const item: OpenItem = call ? { ...made, id: textOf(itemOf(made, 'in_progress').id) ?? '' } : made;
    items.set(event.block, item);
    output.push({});
    const frames = [
      frame('response.output_item.added', { output_index: index, item: itemOf(item, 'in_progress') }),
    ];
    if (event.part === 'thinking') {
      const part = { type: 'summary_text', text: '' };
      frames.push(frame('response.reasoning_summary_part.added', { ...at(item), summary_index: 0, part }));
    } else if (!call) {
      frames.push(
        frame('response.content_part.added', { ...at(item), content_index: 0, part: emptyContent(item) }),
      );
    }
    return frames;
  }
  function text(item: OpenItem, delta: string): Frame[] {
    item.text += delta;
    switch (item.part) {
      case 'call':
        return isCustom(item) || item.call?.name === 'local_shell'
          ? []
          : [frame('response.function_call_arguments.delta', { ...at(item), delta })];
      case 'thinking':
        return [frame('response.reasoning_summary_text.delta', { ...at(item), summary_index: 0, delta })];
      case 'refusal':
        return [frame('response.refusal.delta', { ...at(item), content_index: 0, delta })];
      default:
        return [frame('response.output_text.delta', { ...at(item), content_index: 0, delta, logprobs: [] })];
    }
  }
  function close(item: OpenItem): Frame[] {
    const whole = itemOf(item, 'completed');
    output[item.index] = whole;
    const frames: Frame[] = [];
    if (item.part === 'thinking') {
      const part = { type: 'summary_text', text: item.text };
      frames.push(
        frame('response.reasoning_summary_text.done', { ...at(item), summary_index: 0, text: item.text }),
        frame('response.reasoning_summary_part.done', { ...at(item), summary_index: 0, part }),
      );
    } else if (whole.type === 'custom_tool_call') {
      const { input } = whole;
      frames.push(
        frame('response.custom_tool_call_input.delta', { ...at(item), delta: input }),
        frame('response.custom_tool_call_input.done', { ...at(item), input }),
      );
    } else if (whole.type === 'function_call') {
      frames.push(
        frame('response.function_call_arguments.done', { ...at(item), arguments: whole.arguments }),
      );
    } else if (item.part !== 'call') {
      const done =
        item.part === 'refusal'
          ? frame('response.refusal.done', { ...at(item), content_index: 0, refusal: item.text })
          : frame('response.output_text.done', {
              ...at(item),
              content_index: 0,
              text: item.text,
              logprobs: [],
            });
      frames.push(
        done,
        frame('response.content_part.done', { ...at(item), content_index: 0, part: contentOf(item) }),
      );
    }
    return [...frames, frame('response.output_item.done', { output_index: item.index, item: whole })];
  }
  return {
    write(event) {
      switch (event.type) {
        case 'start': {
          id = responseId(event.id, asked);
          const response = writeResponse(id, asked);
          return [frame('response.created', { response }), frame('response.in_progress', { response })];
        }
        case 'open':
          return open(event);
        case 'text': {
          const item = items.get(event.block);
          return item ? text(item, event.text) : [];
        }
        case 'signature': {
          const item = items.get(event.block);
          if (item?.part === 'thinking') item.signature = event.signature;
          return [];
        }
        case 'citation': {
          const item = items.get(event.block);
          if (!item) return [];
          const annotation_index = item.citations.push(event.citation) - 1;
          const [annotation] = listOf(textContent('', [event.citation]).annotations);
          return [
            frame('response.output_text.annotation.added', {
              ...at(item),
              content_index: 0,
              annotation_index,
              annotation,
            }),
          ];
        }
        case 'close': {
          const item = items.get(event.block);
          items.delete(event.block);
          return item ? close(item) : [];
        }
        case 'usage':
          usage = { ...usage, ...event.usage };
          return [];
        case 'stop':
          stop = event.reason;
          return [];
        case 'error': {
          const { code = 'server_error', message } = event.error;
          const response = { ...writeResponse(id, asked), status: 'failed', error: { code, message } };
          return [frame('response.failed', { response })];
        }
        default:
          return [];
      }
    },
    end() {
      const response = writeResponse(id, asked, { stop, output, usage });
      return [
        frame(response.status === 'incomplete' ? 'response.incomplete' : 'response.completed', { response }),
      ];
    },
  };
}
