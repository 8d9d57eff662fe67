import { fieldsOf, inputObject, listOf, numberOf, textOf } from '../json.ts';
import type {
  Asked,
  Citation,
  Fields,
  Frame,
  Part,
  Signature,
  StopReason,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import { citationsOf, finishOf, grounding, readUsage, signed, stopOf, writeUsage } from './answer.ts';
import { list, object, readPart, text } from './read-request.ts';

export function readStream(newId: () => string): StreamReader {
  let started = false;
  let ended = false;
  let next = 0;
  let called = false;
  let open: { part: 'text' | 'thinking'; block: number } | undefined;
  const closed = (): StreamEvent[] => {
    if (!open) return [];
    const { block } = open;
    open = undefined;
    return [{ type: 'close', block }];
  };
  function opened(part: 'text' | 'thinking'): { events: StreamEvent[]; block: number } {
    if (open?.part === part) return { events: [], block: open.block };
    const events = closed();
    open = { part, block: next++ };
    events.push({ type: 'open', part, block: open.block });
    return { events, block: open.block };
  }
  function eventsOfPart(part: Part): StreamEvent[] {
    if (part.type === 'text' || part.type === 'thinking') {
      const { events, block } = opened(part.type);
      if (part.text !== '') events.push({ type: 'text', block, text: part.text });
      if (part.type === 'thinking' && part.signature) {
        events.push({ type: 'signature', block, signature: part.signature }, ...closed());
      }
      return events;
    }
    if (part.type !== 'call') return [];
    called = true;
    const block = next++;
    const id = part.id === '' ? newId() : part.id;
    return [
      ...closed(),
      { type: 'open', part: 'call', block, id, name: part.name },
      { type: 'text', block, text: part.input },
      { type: 'close', block },
    ];
  }
  return {
    get ended() {
      return ended;
    },
    read({ data }) {
      const chunk = fieldsOf(data);
      if (chunk.error !== undefined) return [readError(fieldsOf(chunk.error))];
      const events: StreamEvent[] = [];
      if (!started) {
        started = true;
        events.push({ type: 'start', id: text(chunk, 'responseId'), model: text(chunk, 'modelVersion') });
      }
      const candidate = fieldsOf(list(chunk, 'candidates')[0]);
      for (const item of listOf(object(candidate, 'content').parts)) {
        for (const part of readPart(fieldsOf(item), { drop() {}, refuse() {} }))
          events.push(...eventsOfPart(part));
      }
      const { block } = open ?? {};
      if (block !== undefined) {
        for (const citation of citationsOf(candidate)) events.push({ type: 'citation', block, citation });
      }
      const usage = object(chunk, 'usageMetadata');
      if (Object.keys(usage).length > 0) events.push({ type: 'usage', usage: readUsage(usage) });
      const blocked = text(object(chunk, 'promptFeedback'), 'blockReason');
      const finish = text(candidate, 'finishReason');
      if ((finish !== undefined || blocked !== undefined) && !ended) {
        ended = true;
        const reason = blocked === undefined ? stopOf(finish, called) : 'filter';
        events.push(...closed(), { type: 'stop', reason });
      }
      return events;
    },
  };
}

function readError({ message, code, status }: Fields): StreamEvent {
  const said = textOf(message) ?? 'The provider ended the stream with an error.';
  return {
    type: 'error',
    error: { message: said, status: numberOf(code) ?? statusOf(textOf(status)), code: textOf(status) },
  };
}

const errorWords: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

const statusOf = (word: string | undefined): number =>
  Number(Object.entries(errorWords).find(([, known]) => known === word)?.[0] ?? 500);

/** Each chunk is a complete answer object; a tool call is never split. */
export function writeStream(asked: Asked): StreamWriter {
  let id = '';
  let usage: TokenUsage = {};
  let stop: StopReason = 'end';
  let before: Signature | undefined;
  const citations: Citation[] = [];
  const blocks = new Map<number, { part: string; call?: { id: string; name: string }; held: string }>();
  const about = () => ({ modelVersion: asked.model, responseId: id });
  const chunk = (part: Fields): Frame[] => [
    { data: { candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }], ...about() } },
  ];
  function signedPart(part: Fields): Frame[] {
    const frames = chunk({ ...part, ...signed(before) });
    before = undefined;
    return frames;
  }
  return {
    write(event) {
      switch (event.type) {
        case 'start':
          id = event.id ?? asked.newId();
          return [];
        case 'open': {
          const call = event.part === 'call' ? { id: event.id, name: event.name } : undefined;
          blocks.set(event.block, { part: event.part, ...(call ? { call } : {}), held: '' });
          return [];
        }
        case 'text': {
          const block = blocks.get(event.block);
          if (block?.part === 'thinking') return chunk({ text: event.text, thought: true });
          if (block?.part !== 'call') return signedPart({ text: event.text });
          block.held += event.text;
          return [];
        }
        case 'signature':
          before = event.signature;
          return [];
        case 'close': {
          const block = blocks.get(event.block);
          blocks.delete(event.block);
          if (!block?.call) return [];
          return signedPart({ functionCall: { ...block.call, args: inputObject({ input: block.held }) } });
        }
        case 'citation':
          citations.push(event.citation);
          return [];
        case 'usage':
          usage = { ...usage, ...event.usage };
          return [];
        case 'stop':
          stop = event.reason;
          return [];
        case 'error': {
          const { status, message } = event.error;
          const code = status === 529 ? 503 : status;
          return [{ data: { error: { code, message, status: errorWords[code] ?? 'INTERNAL' } } }];
        }
        default:
          return [];
      }
    },
    end() {
      const unsent = before ? signedPart({ text: '' }) : [];
      const last = {
        content: { role: 'model', parts: [] as Fields[] },
        finishReason: finishOf(stop),
        index: 0,
      };
      const cited = citations.length > 0 ? grounding(citations) : {};
      return [
        ...unsent,
        { data: { candidates: [{ ...last, ...cited }], usageMetadata: writeUsage(usage), ...about() } },
      ];
    },
  };
}
