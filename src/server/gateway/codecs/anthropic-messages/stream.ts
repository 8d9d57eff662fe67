import { carried, fieldsOf, numberOf, textOf } from '../json.ts';
import type {
  Asked,
  Fields,
  Frame,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import { messageId, readUsage, stops, stopWords, writeCitation, writeUsage } from './answer.ts';
import { readCitation } from './read-request.ts';
import { callId } from './write-request.ts';

export function readStream(): StreamReader {
  let ended = false;
  let usage: TokenUsage = {};
  /** The client's blocks by their index; blocks that are not sent have none. */
  const open = new Set<number>();
  function start(index: number, block: Fields): StreamEvent[] {
    switch (block.type) {
      case 'text':
      case 'thinking': {
        open.add(index);
        const begun = textOf(block.text) || textOf(block.thinking);
        const events: StreamEvent[] = [{ type: 'open', block: index, part: block.type }];
        if (begun) events.push({ type: 'text', block: index, text: begun });
        return events;
      }
      case 'redacted_thinking':
        return [{ type: 'redacted', data: textOf(block.data) ?? '' }];
      case 'tool_use': {
        open.add(index);
        return [
          {
            type: 'open',
            block: index,
            part: 'call',
            id: textOf(block.id) ?? '',
            name: textOf(block.name) ?? '',
          },
        ];
      }
      default:
        return [];
    }
  }
  function delta(block: number, fields: Fields): StreamEvent[] {
    if (!open.has(block)) return [];
    if (fields.type === 'signature_delta') {
      return [
        {
          type: 'signature',
          block,
          signature: { origin: 'anthropic', value: textOf(fields.signature) ?? '' },
        },
      ];
    }
    if (fields.type === 'citations_delta') {
      return readCitation(fields.citation).map((citation) => ({ type: 'citation', block, citation }));
    }
    const text = textOf(fields.text) ?? textOf(fields.thinking) ?? textOf(fields.partial_json);
    return text ? [{ type: 'text', block, text }] : [];
  }
  return {
    get ended() {
      return ended;
    },
    read({ data }) {
      const fields = fieldsOf(data);
      const index = numberOf(fields.index) ?? 0;
      switch (fields.type) {
        case 'message_start': {
          const message = fieldsOf(fields.message);
          usage = readUsage(fieldsOf(message.usage));
          return [
            { type: 'start', id: textOf(message.id), model: textOf(message.model) },
            { type: 'usage', usage },
          ];
        }
        case 'content_block_start':
          return start(index, fieldsOf(fields.content_block));
        case 'content_block_delta':
          return delta(index, fieldsOf(fields.delta));
        case 'content_block_stop':
          return open.delete(index) ? [{ type: 'close', block: index }] : [];
        case 'message_delta': {
          const { stop_reason, stop_sequence } = fieldsOf(fields.delta);
          usage = { ...usage, ...readUsage(fieldsOf(fields.usage)) };
          const reason = stops[textOf(stop_reason) ?? ''] ?? 'end';
          return [
            { type: 'usage', usage },
            { type: 'stop', reason, sequence: textOf(stop_sequence) },
          ];
        }
        case 'message_stop':
          ended = true;
          return [];
        case 'error': {
          const { message, type } = fieldsOf(fields.error);
          const code = textOf(type);
          const status = statuses[code ?? ''] ?? 500;
          return [
            {
              type: 'error',
              error: {
                message: textOf(message) ?? 'The provider ended the stream with an error.',
                status,
                code,
              },
            },
          ];
        }
        default:
          return [];
      }
    },
  };
}

const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  rate_limit_error: 429,
  overloaded_error: 529,
};

const errorWords = Object.fromEntries(Object.entries(statuses).map(([word, status]) => [status, word]));

interface OpenBlock {
  readonly part: 'text' | 'thinking' | 'refusal' | 'call';
  /** Frames that wait until the previous block is closed, as the protocol has one open block at a time. */
  waiting: StreamEvent[];
  closed: boolean;
}

export function writeStream(asked: Asked): StreamWriter {
  let index = -1;
  let usage: TokenUsage = {};
  let stop: Extract<StreamEvent, { type: 'stop' }> | undefined;
  let current: number | undefined;
  const blocks = new Map<number, OpenBlock>();
  const frame = (type: string, more: Fields): Frame => ({ event: type, data: { type, ...more } });

  function opening(event: Extract<StreamEvent, { type: 'open' }>): Frame[] {
    index += 1;
    const block =
      event.part === 'call'
        ? { type: 'tool_use', id: callId(event.id), name: event.name, input: {} }
        : event.part === 'thinking'
          ? { type: 'thinking', thinking: '', signature: '' }
          : { type: 'text', text: '' };
    return [frame('content_block_start', { index, content_block: block })];
  }
  function deltaOf(event: StreamEvent, { part }: OpenBlock): Fields | undefined {
    if (event.type === 'signature') {
      return part === 'thinking'
        ? { type: 'signature_delta', signature: carried(event.signature, 'anthropic') }
        : undefined;
    }
    if (event.type === 'citation')
      return { type: 'citations_delta', citation: writeCitation(event.citation) };
    if (event.type !== 'text') return undefined;
    if (part === 'call') return { type: 'input_json_delta', partial_json: event.text };
    return part === 'thinking'
      ? { type: 'thinking_delta', thinking: event.text }
      : { type: 'text_delta', text: event.text };
  }
  function inBlock(event: StreamEvent & { block: number }): Frame[] {
    if (event.type === 'open') {
      const block: OpenBlock = { part: event.part, waiting: [], closed: false };
      blocks.set(event.block, block);
      if (current !== undefined) {
        block.waiting.push(event);
        return [];
      }
      current = event.block;
      return opening(event);
    }
    const block = blocks.get(event.block);
    if (!block) return [];
    if (current !== event.block) {
      block.waiting.push(event);
      return [];
    }
    if (event.type !== 'close') {
      const delta = deltaOf(event, block);
      return delta ? [frame('content_block_delta', { index, delta })] : [];
    }
    blocks.delete(event.block);
    current = undefined;
    return [frame('content_block_stop', { index }), ...nextBlock()];
  }
  /** Continues with the block that has waited longest. */
  function nextBlock(): Frame[] {
    const [next] = blocks.entries();
    if (!next) return [];
    const [, block] = next;
    const waiting = block.waiting;
    block.waiting = [];
    return waiting.flatMap((event) => inBlock(event as StreamEvent & { block: number }));
  }
  function redacted(data: string): Frame[] {
    index += 1;
    const block = { type: 'redacted_thinking', data };
    return [
      frame('content_block_start', { index, content_block: block }),
      frame('content_block_stop', { index }),
    ];
  }
  return {
    write(event) {
      switch (event.type) {
        case 'start':
          return [
            frame('message_start', {
              message: {
                id: messageId(event.id, asked),
                type: 'message',
                role: 'assistant',
                model: asked.model,
                content: [],
                stop_reason: null,
                stop_sequence: null,
                usage: writeUsage(usage),
              },
            }),
          ];
        case 'usage':
          usage = { ...usage, ...event.usage };
          return [];
        case 'stop':
          stop = event;
          return [];
        case 'redacted':
          return redacted(event.data);
        case 'error': {
          const { status, message } = event.error;
          return [frame('error', { error: { type: errorWords[status] ?? 'api_error', message } })];
        }
        default:
          return inBlock(event);
      }
    },
    end() {
      const reason = stopWords[stop?.reason ?? 'end'];
      const delta = { stop_reason: reason, stop_sequence: stop?.sequence ?? null };
      return [frame('message_delta', { delta, usage: writeUsage(usage) }), frame('message_stop', {})];
    },
  };
}
