import { errorBody } from '../../request/protocol-error.ts';
import { streamWriter } from '../blocks.ts';
import { begunPart, cited, eventsOfPart } from '../join-events.ts';
import {
  fieldsOf,
  filled,
  given,
  idWith,
  inputObject,
  listOf,
  numberOf,
  readCitation,
  readError,
  readUsage,
  stringOf,
  textOf,
  unwrapSignature,
  wrapSignature,
} from '../json.ts';
import type {
  Asked,
  Citation,
  Fields,
  Frame,
  Losses,
  NeutralAnswer,
  Part,
  Reading,
  StopReason,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import { readBlock, writeCall } from './request.ts';

const stopWords: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  length: 'max_tokens',
  calls: 'tool_use',
  'stop-sequence': 'stop_sequence',
  filter: 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
};

const stops: Readonly<Record<string, StopReason>> = {
  ...Object.fromEntries(Object.entries(stopWords).map(([reason, word]) => [word, reason as StopReason])),
  model_context_window_exceeded: 'length',
};

/** Each block is at its start alone. */
export function streamOf(message: Fields): readonly unknown[] {
  const blocks = listOf(message.content).flatMap((content_block, index) => [
    { type: 'content_block_start', index, content_block },
    { type: 'content_block_stop', index },
  ]);
  const ended = { type: 'message_delta', delta: message, usage: message.usage };
  return [{ type: 'message_start', message }, ...blocks, ended];
}

export function readStream({ losses }: Reading): StreamReader {
  /** The client's blocks by their index, with the input of a call at its start; blocks that are not sent have none. */
  const open = new Map<number, string>();
  function start(block: number, fields: Fields): StreamEvent[] {
    return readBlock(fields, losses).flatMap((part) => {
      const events = eventsOfPart(part.type === 'call' ? { ...part, input: '' } : part, block);
      if (events[0]?.type === 'open') open.set(block, part.type === 'call' ? part.input : '');
      // It is closed by an event of its own.
      return events.filter(({ type }) => type !== 'close');
    });
  }
  function stop(block: number): StreamEvent[] {
    const text = open.get(block);
    if (text === undefined) return [];
    open.delete(block);
    return [...(text === '' ? [] : [{ type: 'text', block, text } as const]), { type: 'close', block }];
  }
  function delta(block: number, fields: Fields): StreamEvent[] {
    if (!open.has(block)) return [];
    if (fields.type === 'signature_delta') {
      const signature = unwrapSignature(stringOf(fields.signature), 'anthropic');
      return [{ type: 'signature', block, signature }];
    }
    if (fields.type === 'citations_delta') {
      return cited(block, readCitation(fields.citation, losses));
    }
    const text = textOf(fields.text) ?? textOf(fields.thinking) ?? textOf(fields.partial_json);
    if (!text) return [];
    open.set(block, '');
    return [{ type: 'text', block, text }];
  }
  return ({ data }) => {
    const fields = fieldsOf(data);
    const index = numberOf(fields.index) ?? 0;
    switch (fields.type) {
      case 'message_start': {
        const { id, model } = fieldsOf(fields.message);
        return [{ type: 'start', id: textOf(id), model: textOf(model) }, ...readUsage('anthropic', data)];
      }
      case 'content_block_start':
        return start(index, fieldsOf(fields.content_block));
      case 'content_block_delta':
        return delta(index, fieldsOf(fields.delta));
      case 'content_block_stop':
        return stop(index);
      case 'message_delta': {
        const { stop_reason, stop_sequence } = fieldsOf(fields.delta);
        const usage = readUsage('anthropic', data);
        // One that follows may have counts alone.
        if (typeof stop_reason !== 'string') return usage;
        const reason = stops[stop_reason] ?? 'end';
        return [...usage, { type: 'stop', reason, sequence: textOf(stop_sequence) }];
      }
      case 'error':
        return [readError(fields)];
      default:
        return [];
    }
  };
}

/** `input_tokens` excludes tokens read from the cache. */
const writeUsage = ({ input = 0, cached, output = 0 }: TokenUsage): Fields =>
  given({
    input_tokens: Math.max(input - (cached ?? 0), 0),
    cache_read_input_tokens: cached,
    output_tokens: output,
  });

/** A message at its begin, or at its end. */
function messageOf(id: string | undefined, asked: Asked, ended?: NeutralAnswer): Fields {
  return {
    id: idWith('msg_', id, asked),
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content: ended?.parts.flatMap((part) => writePart(part, asked.losses)) ?? [],
    stop_reason: ended ? stopWords[ended.stop] : null,
    stop_sequence: ended?.stopSequence ?? null,
    usage: writeUsage(ended?.usage ?? {}),
  };
}

export const writeAnswer = (answer: NeutralAnswer, asked: Asked): Fields =>
  messageOf(answer.id, asked, answer);

function writePart(part: Part, losses: Losses): Fields[] {
  switch (part.type) {
    case 'text': {
      const citations = filled((part.citations ?? []).map(writeCitation));
      return [given({ type: 'text', text: part.text, citations })];
    }
    case 'refusal':
      return [{ type: 'text', text: part.text }];
    case 'thinking': {
      const { text, redacted, signature } = part;
      if (redacted !== undefined) return [{ type: 'redacted_thinking', data: redacted }];
      const signed = signature ? wrapSignature(signature, 'anthropic') : '';
      return [{ type: 'thinking', thinking: text, signature: signed }];
    }
    case 'call':
      return [writeCall(part.id, part.name, inputObject(part))];
    default:
      losses.drop(part.type);
      return [];
  }
}

const writeCitation = ({ url, title }: Citation): Fields => ({
  type: 'web_search_result_location',
  url,
  title: title ?? null,
  cited_text: '',
  encrypted_index: '',
});

/** The protocol has one open block at a time: the frames of another one wait until the blocks before are closed. */
interface OpenBlock {
  readonly part: 'text' | 'thinking' | 'refusal' | 'call';
  readonly waiting: Fields[];
  closed: boolean;
}

/** By what they are in; each has one place. */
const deltas = {
  text: (text: string) => ({ type: 'text_delta', text }),
  refusal: (text: string) => ({ type: 'text_delta', text }),
  thinking: (thinking: string) => ({ type: 'thinking_delta', thinking }),
  call: (partial_json: string) => ({ type: 'input_json_delta', partial_json }),
} as const;

export function writeStream(asked: Asked): StreamWriter {
  let index = -1;
  /** In the order in which they were opened; the first one is sent. */
  const blocks: OpenBlock[] = [];
  const frame = (type: string, more: Fields): Frame => ({ event: type, data: { type, ...more } });
  const begin = (content_block: unknown) => frame('content_block_start', { index: ++index, content_block });
  const end = () => frame('content_block_stop', { index });
  const grow = (delta: Fields) => frame('content_block_delta', { index, delta });

  function grown(block: OpenBlock, delta: Fields): Frame[] {
    if (block === blocks[0]) return [grow(delta)];
    block.waiting.push(delta);
    return [];
  }
  /** Sends what has waited for the end of the block before. */
  function next(): Frame[] {
    const [block] = blocks;
    if (!block) return [];
    const [first, ...others] = block.waiting;
    const frames = [begin(first), ...others.map(grow)];
    return block.closed ? [...frames, ...closed()] : frames;
  }
  function closed(): Frame[] {
    const last = end();
    blocks.shift();
    return [last, ...next()];
  }
  return streamWriter<OpenBlock>(asked, {
    start: (id) => [frame('message_start', { message: messageOf(id, asked) })],
    open(event) {
      const [content = {}] = writePart(begunPart(event), asked.losses);
      const block = { part: event.part, waiting: [content], closed: false };
      blocks.push(block);
      return [block, ...(blocks.length === 1 ? [begin(content)] : [])];
    },
    text: (block, text) => grown(block, deltas[block.part](text)),
    signature: (block, signature) =>
      block.part === 'thinking'
        ? grown(block, { type: 'signature_delta', signature: wrapSignature(signature, 'anthropic') })
        : [],
    citation: (block, citation) =>
      grown(block, { type: 'citations_delta', citation: writeCitation(citation) }),
    close(block) {
      if (block === blocks[0]) return closed();
      block.closed = true;
      return [];
    },
    redacted: (data) => [begin({ type: 'redacted_thinking', data }), end()],
    error: (error) => [{ event: 'error', data: errorBody('anthropic', error) }],
    end(stop, usage, sequence) {
      const delta = { stop_reason: stopWords[stop], stop_sequence: sequence ?? null };
      return [frame('message_delta', { delta, usage: writeUsage(usage) }), frame('message_stop', {})];
    },
  });
}
