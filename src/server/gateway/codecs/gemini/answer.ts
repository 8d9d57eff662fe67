import { carried, fieldsOf, given, inputObject, listOf, textOf } from '../json.ts';
import type {
  Asked,
  Citation,
  Fields,
  NeutralAnswer,
  Part,
  Signature,
  StopReason,
  TextPart,
  TokenUsage,
} from '../neutral.ts';
import { list, number, object, readPart, text } from './read-request.ts';

const filtered = /SAFETY|RECITATION|BLOCKLIST|PROHIBITED|SPII|LANGUAGE/;

export function stopOf(finish: string | undefined, calls: boolean): StopReason {
  if (finish === 'MAX_TOKENS') return 'length';
  if (finish !== undefined && filtered.test(finish)) return 'filter';
  return calls ? 'calls' : 'end';
}

export function readAnswer(body: Fields, newId: () => string): NeutralAnswer {
  const candidate = fieldsOf(list(body, 'candidates')[0]);
  const blocked = text(object(body, 'promptFeedback'), 'blockReason');
  const parts: Part[] = [];
  const free = { drop() {}, refuse() {} };
  for (const item of listOf(object(candidate, 'content').parts)) {
    for (const part of readPart(fieldsOf(item), free)) {
      const last = parts.at(-1);
      if (part.type === 'call' && part.id === '') parts.push({ ...part, id: newId() });
      else if (part.type === 'text' && last?.type === 'text')
        parts.splice(-1, 1, { ...last, text: last.text + part.text });
      else if (part.type === 'thinking' && last?.type === 'thinking' && !last.signature) {
        parts.splice(-1, 1, { ...part, text: last.text + part.text });
      } else parts.push(part);
    }
  }
  const citations = citationsOf(candidate);
  const at = parts.findLastIndex(({ type }) => type === 'text');
  const cited = parts[at];
  if (cited?.type === 'text' && citations.length > 0) parts[at] = { ...cited, citations };
  const calls = parts.some(({ type }) => type === 'call');
  return {
    id: text(body, 'responseId'),
    model: text(body, 'modelVersion'),
    parts,
    stop: blocked === undefined ? stopOf(text(candidate, 'finishReason'), calls) : 'filter',
    usage: readUsage(object(body, 'usageMetadata')),
  };
}

export function citationsOf(candidate: Fields): Citation[] {
  return list(object(candidate, 'groundingMetadata'), 'groundingChunks').flatMap((chunk) => {
    const { uri, title } = fieldsOf(fieldsOf(chunk).web);
    return typeof uri === 'string' ? [{ url: uri, title: textOf(title) }] : [];
  });
}

export function readUsage(usage: Fields): TokenUsage {
  const answer = number(usage, 'candidatesTokenCount');
  const thoughts = number(usage, 'thoughtsTokenCount');
  const prompt = number(usage, 'promptTokenCount');
  return given({
    input: prompt === undefined ? undefined : prompt + (number(usage, 'toolUsePromptTokenCount') ?? 0),
    cached: number(usage, 'cachedContentTokenCount'),
    output: answer === undefined && thoughts === undefined ? undefined : (answer ?? 0) + (thoughts ?? 0),
    reasoning: thoughts,
  });
}

export function writeUsage({ input = 0, cached, output = 0, reasoning }: TokenUsage): Fields {
  return given({
    promptTokenCount: input,
    candidatesTokenCount: Math.max(output - (reasoning ?? 0), 0),
    totalTokenCount: input + output,
    cachedContentTokenCount: cached,
    thoughtsTokenCount: reasoning,
  });
}

export function finishOf(stop: StopReason): string {
  if (stop === 'length') return 'MAX_TOKENS';
  return stop === 'filter' || stop === 'refusal' ? 'SAFETY' : 'STOP';
}

export const signed = (signature: Signature | undefined): Fields =>
  signature ? { thoughtSignature: carried(signature, 'gemini') } : {};

/** A signature without thoughts is attached to the part that follows it. */
function writeAnswerParts(parts: readonly Part[]): Fields[] {
  const written: Fields[] = [];
  let before: Signature | undefined;
  for (const part of parts) {
    if (part.type === 'thinking' && part.redacted !== undefined) continue;
    if (part.type === 'thinking') {
      if (part.text !== '') written.push({ text: part.text, thought: true });
      before = part.signature ?? before;
      continue;
    }
    const fields: Fields | undefined =
      part.type === 'call'
        ? { functionCall: { id: part.id, name: part.name, args: inputObject(part) } }
        : part.type === 'text' || part.type === 'refusal'
          ? { text: part.text }
          : undefined;
    if (!fields) continue;
    written.push({ ...fields, ...signed(before) });
    before = undefined;
  }
  return written;
}

export const grounding = (citations: readonly Citation[]): Fields => ({
  groundingMetadata: {
    groundingChunks: citations.map(({ url, title }) => ({ web: given({ uri: url, title }) })),
  },
});

export function writeAnswer(answer: NeutralAnswer, asked: Asked): Fields {
  const texts = answer.parts.filter((part): part is TextPart => part.type === 'text');
  const citations = texts.flatMap((part) => part.citations ?? []);
  return {
    candidates: [
      {
        content: { role: 'model', parts: writeAnswerParts(answer.parts) },
        finishReason: finishOf(answer.stop),
        index: 0,
        ...(citations.length > 0 ? grounding(citations) : {}),
      },
    ],
    usageMetadata: writeUsage(answer.usage),
    modelVersion: asked.model,
    responseId: answer.id ?? asked.newId(),
  };
}
