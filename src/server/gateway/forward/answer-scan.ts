import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { parseJson } from '../../../base/json/parse-json.ts';
import type { AnswerForm } from '../../../providers/answers/answer-forms.ts';
import { mergeTokens } from '../../../providers/answers/read-tokens.ts';
import { errorIn, type SaidError } from '../../../providers/answers/refusal.ts';
import { fieldsOf } from '../../../providers/json-fields.ts';
import type { ReportedUsage, TokenReader } from '../../../providers/upstream-entry.ts';

/** Why an answer with a success status is a failure. */
export type NoAnswer =
  | { readonly how: 'error'; readonly error: SaidError }
  | { readonly how: 'cut-short' | 'empty' | 'foreign' };

/** What is known about an answer once it has ended. */
export interface Scanned {
  readonly tokens: ReportedUsage | undefined;
  /** undefined if it is an answer, as far as known. */
  readonly none: NoAnswer | undefined;
}

/** Reads an answer while it is streamed: its tokens, and whether it is an answer at all. */
export interface AnswerScan {
  push(chunk: Buffer): void;
  /** It is a stream of events. */
  readonly events: boolean;
  /** Part of an answer has arrived, and not only what may precede an error. */
  readonly good: boolean;
  /** The error in it; undefined: none so far. */
  readonly reportedError: SaidError | undefined;
  /** Once it has ended. */
  end(): Promise<Scanned> | Scanned;
}

/** Only the end of a larger JSON body, or of a longer line of a stream, is read. */
const most = 1024 * 1024;
/** No body with only an error is larger. */
const maxOfError = 64 * 1024;
const newline = 0x0a;
const carriageReturn = 0x0d;
const [brace, bracket] = [0x7b, 0x5b];

/** @param form undefined: only tokens are looked for */
export function answerScan(
  read: TokenReader,
  form: AnswerForm | undefined,
  contentType: string,
  encoding: string | undefined,
): AnswerScan {
  const typed = /^\s*text\/event-stream/i.test(contentType);
  const decoder = decoderOf(encoding);
  // An answer in an encoding that cannot be decoded is not judged.
  const legible = decoder !== undefined || encoding === undefined || encoding === 'identity';
  const plain = new SniffedScan(read, legible ? form : undefined, typed);
  return decoder ? decodedScan(plain, decoder) : plain;
}

/** The first bytes decide what it is, and the content type only if they do not. */
class SniffedScan implements AnswerScan {
  readonly #read: TokenReader;
  readonly #form: AnswerForm | undefined;
  readonly #typed: boolean;
  #scan: AnswerScan | undefined;

  constructor(read: TokenReader, form: AnswerForm | undefined, typed: boolean) {
    this.#read = read;
    this.#form = form;
    this.#typed = typed;
  }

  push(chunk: Buffer): void {
    this.#scan ??= looksLikeEvents(chunk, this.#typed)
      ? eventScan(this.#read, this.#form)
      : new JsonScan(this.#read, this.#form);
    this.#scan.push(chunk);
  }

  get events(): boolean {
    return this.#scan?.events ?? this.#typed;
  }

  get good(): boolean {
    return this.#scan?.good ?? this.#form === undefined;
  }

  get reportedError(): SaidError | undefined {
    return this.#scan?.reportedError;
  }

  end(): Promise<Scanned> | Scanned {
    return this.#scan?.end() ?? { tokens: undefined, none: this.#form && { how: 'empty' } };
  }
}

const eventFields = ['data:', 'event:', 'id:', 'retry:', ':'];

/** @param typed its content type is a stream of events */
export function looksLikeEvents(chunk: Buffer, typed: boolean): boolean {
  const first = chunk[0];
  if (first === brace || first === bracket) return false;
  if (typed) return !/^[{[]/.test(begun(chunk));
  const text = begun(chunk);
  return text !== '' && eventFields.some((field) => text.startsWith(field) || field.startsWith(text));
}

/** The first letters after a byte order mark and blanks. */
const begun = (chunk: Buffer): string =>
  chunk
    .toString('utf8', 0, 64)
    .replace(/^\ufeff/, '')
    .trimStart()
    .slice(0, 6);

/** A class, as an object with a getter costs a fiftieth of a request to make. */
class JsonScan implements AnswerScan {
  readonly events = false;
  readonly reportedError = undefined;
  readonly #read: TokenReader;
  readonly #form: AnswerForm | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  good: boolean;

  constructor(read: TokenReader, form: AnswerForm | undefined) {
    this.#read = read;
    this.#form = form;
    this.good = form === undefined;
  }

  push(chunk: Buffer): void {
    // Google sends a stream as one list, so the rest is awaited.
    if (!this.good && (this.#chunks[0] ?? chunk)[0] === bracket) this.good = chunk.includes('"candidates"');
    this.#size += chunk.length;
    // The end of a large body is enough: the counts are usually there.
    if (this.#size > most) this.#chunks = [endOf(this.#chunks, chunk)];
    else this.#chunks.push(chunk);
  }

  end(): Scanned {
    const [first, ...others] = this.#chunks;
    if (!first) return { tokens: undefined, none: undefined };
    const form = this.#form;
    const body = others.length === 0 ? first : Buffer.concat(this.#chunks);
    const reported = this.#read(reportedUsage(body));
    if (this.#size > most || (reported && (!form || looksGood(reported, body))))
      return { tokens: reported, none: undefined };
    if (this.#size > maxOfError && !body.includes('"usage')) return { tokens: undefined, none: undefined };
    const text = body.toString('utf8').trim();
    const value = parseJson(text);
    const error = form && errorIn(value);
    const none: NoAnswer | undefined = error ? { how: 'error', error } : form && isNone(text, value, form);
    return { tokens: reported ?? this.#read(value), none };
  }
}

/** A body with counted output is an answer; one without, as for embeddings, is an answer if it has no error. */
const looksGood = ({ output }: ReportedUsage, body: Buffer): boolean =>
  output === undefined ? !body.includes(errorWord) : output > 0;

function isNone(text: string, value: unknown, form: AnswerForm): NoAnswer | undefined {
  if (text === '' || value === null) return { how: 'empty' };
  if (value === undefined) return { how: 'foreign' };
  const body = fieldsOf(value);
  const empty = body
    ? Object.keys(body).length === 0 || form.empty(body)
    : Array.isArray(value) && value.length === 0;
  return empty ? { how: 'empty' } : undefined;
}

/** A copy: a piece would hold the whole buffer that it was read into. */
function endOf(before: readonly Buffer[], chunk: Buffer): Buffer {
  const near = chunk.length >= longestTail ? [chunk] : [...before, chunk];
  return Buffer.from(Buffer.concat(near).subarray(-longestTail));
}

/** Once the answer has begun, only lines that contain usage or an error are read; an incomplete line waits for its end. */
function eventScan(read: TokenReader, form: AnswerForm | undefined): AnswerScan {
  let tokens: ReportedUsage | undefined;
  let rest: Buffer | undefined;
  /** The line is too long: `rest` is the end of the part that has arrived. */
  let long = false;
  /** Any event with data, except the one that ends a stream. */
  let any = false;
  let ended = form === undefined || form.endMarks.length === 0;
  let named = false;
  let lineEnd: number | undefined;
  const take = (reported: ReportedUsage | undefined): void => {
    if (reported) tokens = mergeTokens(tokens, reported);
  };
  const look = (text: string): void => {
    for (const line of text.split(lineEnd === carriageReturn ? /\r\n?|\n/ : '\n')) {
      if (line.startsWith('event:')) named = line.slice(6).trim() === 'error';
      else if (named && line.trim() === '') named = false;
      if (!line.startsWith('data:') || (scan.good && !named && !mentions(line))) continue;
      const data = line.slice(5).trim();
      if (data === '' || data === '[DONE]') continue;
      any = true;
      const event = parseJson(data);
      take(read(event));
      const found = form && errorIn(event, named);
      if (found) scan.reportedError ??= found;
      else scan.good ||= !form?.preamble(fieldsOf(event) ?? {});
    }
  };
  const lookForEnd = (bytes: Buffer): void => {
    if (!ended) ended = form?.endMarks.some((marks) => marks(bytes)) === true;
  };
  /** Only the end of a long line is kept, but the mark of the stream's end may be at its beginning. */
  const keepEnd = (piece: Buffer): void => {
    if (!ended) lookForEnd(rest ? Buffer.concat([rest, piece]) : piece);
    rest = endOf(rest ? [rest] : [], piece);
  };
  const lookAt = (lines: Buffer): void => {
    lookForEnd(lines);
    if (!scan.good || mentions(lines)) look(lines.toString('utf8'));
  };
  const endLine = (): void => {
    if (rest && long) take(read(usageNear(rest)));
    else if (rest) lookAt(rest);
    [rest, long] = [undefined, false];
  };
  const scan = {
    events: true,
    good: form === undefined,
    reportedError: undefined as SaidError | undefined,
    push(piece: Buffer): void {
      const chunk = any || rest || !startsWithMark(piece) ? piece : piece.subarray(3);
      lineEnd ??= lineEndOf(chunk);
      const end1 = lineEnd ?? newline;
      let from = 0;
      if (long) {
        const first = chunk.indexOf(end1);
        keepEnd(first < 0 ? chunk : chunk.subarray(0, first));
        if (first < 0) return;
        endLine();
        from = first + 1;
      }
      const end = chunk.lastIndexOf(end1) + 1;
      if (end > from) {
        const lines = chunk.subarray(from, end);
        lookAt(rest ? Buffer.concat([rest, lines]) : lines);
        rest = undefined;
      }
      if (end === chunk.length) return;
      const begun = chunk.subarray(end);
      long = (rest?.length ?? 0) + begun.length > most;
      if (long) {
        scan.good = any = true;
        keepEnd(begun);
      }
      // A copy: a piece would hold the whole buffer that it was read into.
      else rest = Buffer.concat([rest ?? Buffer.alloc(0), begun]);
    },
    end(): Scanned {
      endLine();
      if (scan.reportedError) return { tokens, none: { how: 'error', error: scan.reportedError } };
      if (form && !any) return { tokens, none: { how: 'empty' } };
      return { tokens, none: ended ? undefined : { how: 'cut-short' } };
    },
  };
  return scan;
}

const startsWithMark = (chunk: Buffer): boolean =>
  chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;

/** A lone CR ends lines as well; undefined: not known yet. */
function lineEndOf(chunk: Buffer): number | undefined {
  const back = chunk.indexOf(carriageReturn);
  const feed = chunk.indexOf(newline);
  if (back >= 0 && (feed < 0 || back < feed - 1))
    return back === chunk.length - 1 ? undefined : carriageReturn;
  return feed < 0 ? undefined : newline;
}

const errorWord = '"error"';
const mentions = (text: { includes(word: string): boolean }): boolean =>
  text.includes('"usage') || text.includes(errorWord);

/** Counts at the end of a line whose beginning was dropped; they may be inside a nested object (Responses). */
function usageNear(tail: Buffer): Readonly<Record<string, unknown>> | undefined {
  const text = tail.toString('latin1').trimEnd();
  for (let braces = 0; braces < 3 && text.endsWith('}'.repeat(braces + 1)); braces += 1) {
    const reported = reportedUsage(Buffer.from(text.slice(0, text.length - braces), 'latin1'));
    if (reported) return reported;
  }
  return undefined;
}

function decodedScan(plain: AnswerScan, decoder: Transform): AnswerScan {
  let broken = false;
  const ended = new Promise<void>((resolve) => {
    decoder.on('data', (chunk: Buffer) => plain.push(chunk));
    decoder.once('end', resolve);
    decoder.once('error', () => {
      broken = true;
      resolve();
    });
  });
  return {
    // It is known too late to be awaited.
    good: true,
    get events() {
      return plain.events;
    },
    get reportedError() {
      return plain.reportedError;
    },
    push(chunk) {
      if (!broken) decoder.write(chunk);
    },
    async end() {
      if (!broken) decoder.end();
      await ended;
      const scanned = await plain.end();
      // Nothing is known about a body that could not be decoded.
      return broken ? { ...scanned, none: undefined } : scanned;
    },
  };
}

function decoderOf(encoding: string | undefined): Transform | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'br') return createBrotliDecompress();
  return encoding === 'deflate' ? createInflate() : undefined;
}

/** Counts are near the end of an answer, so only that part is searched. */
const longestTail = 4096;

const backslash = 0x5c;
/** The names that providers use; inside a string there is a backslash before the first quote. */
const names = ['"usage"', '"usageMetadata"'].map((name) => Buffer.from(name));

/**
 * The members of an answer from its counts on, without parsing the preceding part, which may be long. They are the
 * rest of the outermost object exactly if a brace before them makes valid JSON. undefined: it does not, so the whole
 * body must be parsed.
 */
export function reportedUsage(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  for (const name of names) {
    const at = body.lastIndexOf(name);
    if (at < 0 || body.length - at > longestTail || body[at - 1] === backslash) continue;
    try {
      // Only counts are read from it, so other texts may be decoded wrongly.
      return JSON.parse(`{${body.toString('latin1', at)}`);
    } catch {
      // It is inside a string, or a member of a nested object.
    }
  }
  return undefined;
}
