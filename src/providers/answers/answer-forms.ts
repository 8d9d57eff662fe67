import { type Fields, fieldsOf } from '../json-fields.ts';
import type { ApiRoute } from '../upstream-entry.ts';

/** What distinguishes a complete answer on a route from one that has only begun, or is empty. */
export interface AnswerForm {
  /** Every complete stream contains one of these; an empty list: not known. */
  readonly endMarks: readonly EndMark[];
  /** An event that precedes the answer and contains nothing of it. */
  preamble(event: Fields): boolean;
  /** A body without an answer. */
  empty(body: Fields): boolean;
  /** It may be something other than JSON or events: sound, or a text. */
  readonly raw?: true;
}

/** Whether bytes of a stream contain what only its end has. */
type EndMark = (bytes: Buffer) => boolean;

/** Inside a string each quote has a backslash before it, so these are members. */
const marks = (...texts: readonly string[]): readonly EndMark[] =>
  texts.map((text) => {
    const mark = Buffer.from(text);
    return (bytes) => bytes.includes(mark);
  });

const [quote, zero, nine] = [0x22, 0x30, 0x39];
/** A member that is a string or a number, with any spacing; until the end it is usually null. */
function filled(name: string): EndMark {
  const mark = Buffer.from(`"${name}"`);
  return (bytes) => {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      let next = at + mark.length;
      while (isGap(bytes[next])) next += 1;
      const first = bytes[next] ?? 0;
      if (next > at + mark.length && (first === quote || (first >= zero && first <= nine))) return true;
    }
    return false;
  };
}
/** A colon or a blank */
const isGap = (byte: number | undefined): boolean => byte === 0x3a || byte === 0x20 || byte === 0x09;

const noList = (value: unknown): boolean => !Array.isArray(value) || value.length === 0;
const typed =
  (...types: readonly string[]) =>
  ({ type }: Fields): boolean =>
    types.includes(type as string);
const never = (): boolean => false;

const choices: AnswerForm = {
  endMarks: [...marks('[DONE]'), filled('finish_reason')],
  preamble: ({ choices: list, usage }) =>
    noList(list) ? list !== undefined && !usage : (list as unknown[]).every(saysNothing),
  empty: (body) => 'choices' in body && noList(body.choices),
};

/** A first chunk only names the role. */
function saysNothing(choice: unknown): boolean {
  const { delta, finish_reason: reason } = fieldsOf(choice) ?? {};
  const parts = Object.entries(fieldsOf(delta) ?? { text: 'of a completion' });
  return !reason && parts.every(([name, part]) => name === 'role' || part === null || part === '');
}

const whole: AnswerForm = { endMarks: [], preamble: never, empty: never };

/** By route; undefined: answers pass through unchecked. */
export const answerForms: Readonly<Record<ApiRoute, AnswerForm | undefined>> = {
  chat: choices,
  completions: choices,
  responses: {
    endMarks: marks(...['completed', 'incomplete', 'failed', 'cancelled'].map((end) => `"response.${end}"`)),
    preamble: typed(
      ...['response.created', 'response.in_progress', 'response.queued'],
      // What Codex says about its limits and itself.
      ...['codex.rate_limits', 'codex.response.metadata'],
    ),
    empty: never,
  },
  messages: {
    endMarks: marks('"message_stop"'),
    preamble: typed('message_start', 'ping'),
    empty: never,
  },
  gemini: {
    endMarks: [filled('finishReason'), filled('blockReason')],
    preamble: ({ candidates, promptFeedback }) => noList(candidates) && promptFeedback === undefined,
    empty: ({ candidates, promptFeedback }) =>
      candidates !== undefined && noList(candidates) && promptFeedback === undefined,
  },
  compact: whole,
  images: whole,
  image_edits: whole,
  image_variations: whole,
  speech: { ...whole, raw: true },
  transcriptions: { ...whole, raw: true },
  translations: { ...whole, raw: true },
  count_tokens: whole,
  embeddings: whole,
  moderations: whole,
  monitor: whole,
  amp: undefined,
};
