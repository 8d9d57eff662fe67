import { errorBody } from '../../request/protocol-error.ts';
import { Blocks, streamWriter } from '../blocks.ts';
import { begunPart, cited, eventsOf } from '../join-events.ts';
import { fieldsOf, given, listOf, readCitation, readError, readUsage, wrapSignature } from '../json.ts';
import type {
  Asked,
  Citation,
  Fields,
  Frame,
  Losses,
  NeutralAnswer,
  Part,
  Reading,
  Signature,
  StopReason,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import { list, object, readPart, text, writeCall, writeMedia } from './request.ts';

const filtered = /SAFETY|RECITATION|BLOCKLIST|PROHIBITED|SPII|LANGUAGE/;

function stopOf(finish: string | undefined, calls: boolean): StopReason {
  if (finish === 'MAX_TOKENS') return 'length';
  if (finish !== undefined && filtered.test(finish)) return 'filter';
  return calls ? 'calls' : 'end';
}

/** It has the form of a chunk. */
export function streamOf(answer: Fields): readonly unknown[] {
  const [candidate] = list(answer, 'candidates');
  return [{ ...answer, candidates: [{ finishReason: 'STOP', ...fieldsOf(candidate) }] }];
}

function citationsOf(candidate: Fields, losses: Losses): Citation[] {
  return list(object(candidate, 'groundingMetadata'), 'groundingChunks').flatMap((chunk) => {
    const { web, ...others } = fieldsOf(chunk);
    const { uri: url, title } = fieldsOf(web);
    return readCitation({ type: Object.keys(others)[0], url, title }, losses);
  });
}

export function readStream({ newId, losses }: Reading): StreamReader {
  let started = false;
  let ended = false;
  let called = false;
  /** Citations are of the text before them. */
  let texts: number | undefined;
  const blocks = new Blocks();
  function eventsOfPart(part: Part): StreamEvent[] {
    if (part.type === 'text' || part.type === 'thinking') {
      const events = blocks.text(part.type, part.text);
      const { open: block = 0 } = blocks;
      if (part.type === 'text') texts = block;
      else if (part.signature)
        events.push({ type: 'signature', block, signature: part.signature }, ...blocks.close());
      return events;
    }
    if (part.type === 'image') return [...blocks.close(), { type: 'image', part }];
    if (part.type !== 'call') {
      losses.drop(part.type);
      return [];
    }
    called = true;
    const { block, events } = blocks.call(part.id === '' ? newId() : part.id, part.name);
    return [...events, { type: 'text', block, text: part.input }, { type: 'close', block }];
  }
  return ({ data }) => {
    const chunk = fieldsOf(data);
    if (chunk.error !== undefined) return [readError(data)];
    const events: StreamEvent[] = [];
    if (!started) {
      started = true;
      events.push({ type: 'start', id: text(chunk, 'responseId'), model: text(chunk, 'modelVersion') });
    }
    const candidate = fieldsOf(list(chunk, 'candidates')[0]);
    let citations = citationsOf(candidate, losses);
    const cite = (): void => {
      const block = texts;
      if (block === undefined) return;
      events.push(...cited(block, citations));
      citations = [];
    };
    for (const item of listOf(object(candidate, 'content').parts)) {
      for (const part of readPart(fieldsOf(item), losses)) {
        // This part closes the text.
        if (part.type !== 'text' && blocks.open === texts) cite();
        events.push(...eventsOfPart(part));
      }
    }
    cite();
    events.push(...readUsage('gemini', chunk));
    const blocked = text(object(chunk, 'promptFeedback'), 'blockReason');
    const finish = text(candidate, 'finishReason');
    if ((finish !== undefined || blocked !== undefined) && !ended) {
      ended = true;
      const reason = blocked === undefined ? stopOf(finish, called) : 'filter';
      events.push(...blocks.close(), { type: 'stop', reason });
    }
    return events;
  };
}

function writeUsage({ input = 0, cached, output = 0, reasoning }: TokenUsage): Fields {
  return given({
    promptTokenCount: input,
    candidatesTokenCount: Math.max(output - (reasoning ?? 0), 0),
    totalTokenCount: input + output,
    cachedContentTokenCount: cached,
    thoughtsTokenCount: reasoning,
  });
}

function finishOf(stop: StopReason): string {
  if (stop === 'length') return 'MAX_TOKENS';
  return stop === 'filter' || stop === 'refusal' ? 'SAFETY' : 'STOP';
}

/** The last chunk, with the parts of all chunks. */
export function writeAnswer(answer: NeutralAnswer, asked: Asked): Fields {
  const writer = writeStream(asked);
  const frames = [...eventsOf(answer).flatMap((event) => writer.write(event)), ...writer.end()];
  const chunks = frames.map(({ data }) => fieldsOf(data));
  const candidates = chunks.map((fields) => fieldsOf(listOf(fields.candidates)[0]));
  const parts = candidates.flatMap(({ content }) => listOf(fieldsOf(content).parts));
  return { ...chunks.at(-1), candidates: [{ ...candidates.at(-1), content: { role: 'model', parts } }] };
}

interface OpenBlock {
  readonly part: Part;
  /** The input of a call, which is not sent in fragments. */
  held: string;
}

/** Each chunk is a complete answer object; a tool call is never split. */
export function writeStream(asked: Asked): StreamWriter {
  let id = '';
  /** A signature without thoughts is attached to the part that follows it. */
  let before: Signature | undefined;
  const citations: Citation[] = [];
  const chunk = (parts: readonly Fields[], last: Fields = {}, usage: Fields = {}): Frame => ({
    data: {
      candidates: [{ content: { role: 'model', parts }, index: 0, ...last }],
      ...usage,
      modelVersion: asked.model,
      responseId: id,
    },
  });
  function signed(part: Fields): Frame[] {
    const signature = before && { thoughtSignature: wrapSignature(before, 'gemini') };
    before = undefined;
    return [chunk([{ ...part, ...signature }])];
  }
  return streamWriter<OpenBlock>(asked, {
    start(answerId) {
      id = answerId ?? asked.newId();
      return [];
    },
    open: (event) => [{ part: begunPart(event), held: '' }],
    text(block, said) {
      if (block.part.type === 'thinking') return said === '' ? [] : [chunk([{ text: said, thought: true }])];
      if (block.part.type !== 'call') return signed({ text: said });
      block.held += said;
      return [];
    },
    signature(_, signature) {
      before = signature;
      return [];
    },
    image: (part) => signed(writeMedia(part)),
    close: ({ part, held }) => (part.type === 'call' ? signed(writeCall({ ...part, input: held })) : []),
    citation(_, citation) {
      citations.push(citation);
      return [];
    },
    error: (error) => [
      { data: errorBody('gemini', error.status === 529 ? { ...error, status: 503 } : error) },
    ],
    end(stop, usage) {
      const unsent = before ? signed({ text: '' }) : [];
      const groundingChunks = citations.map(({ url, title }) => ({ web: given({ uri: url, title }) }));
      const cited = citations.length > 0 ? { groundingMetadata: { groundingChunks } } : {};
      const last = { finishReason: finishOf(stop), ...cited };
      return [...unsent, chunk([], last, { usageMetadata: writeUsage(usage) })];
    },
  });
}
