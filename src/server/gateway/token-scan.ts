import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { parseJson } from '../../base/parse-json.ts';
import type { TokenReader, ToldUsage } from '../../providers/provider.ts';
import { mergeTokens } from '../../providers/read-tokens.ts';
import { faultIn, faultWord } from './stream-fault.ts';
import { longestTail, toldUsage } from './told-usage.ts';

/** Reads the tokens of an answer on its way past, and whether a stream ended with an error; what is told is the answer's own count. */
export interface TokenScan {
  push(chunk: Buffer): void;
  /** JSON of the error with which a stream ended; once it has. */
  readonly fault?: string | undefined;
  /** Once the answer has ended. */
  end(): Promise<ToldUsage | undefined> | ToldUsage | undefined;
}

/** Of a larger JSON body, or one line of a stream, only the end is read. */
const most = 1024 * 1024;
const newline = 0x0a;

export function tokenScan(read: TokenReader, contentType: string, encoding: string | undefined): TokenScan {
  const plain = contentType.startsWith('text/event-stream') ? eventScan(read) : jsonScan(read);
  const decoder = decoderOf(encoding);
  return decoder ? decodedScan(plain, decoder) : plain;
}

function jsonScan(read: TokenReader): TokenScan {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    push(chunk) {
      size += chunk.length;
      // Of a large one the end is enough, where the counts stand mostly.
      if (size > most) chunks = [endOf(chunks, chunk)];
      else chunks.push(chunk);
    },
    end() {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      if (!body) return undefined;
      const told = read(toldUsage(body));
      if (told || size > most || !body.includes('"usage')) return told;
      return read(parseJson(body.toString('utf8')));
    },
  };
}

/** A copy: a piece would hold the whole buffer that it was read into. */
function endOf(before: readonly Buffer[], chunk: Buffer): Buffer {
  const near = chunk.length >= longestTail ? [chunk] : [...before, chunk];
  return Buffer.from(Buffer.concat(near).subarray(-longestTail));
}

/** Only lines that speak of usage or an error are looked at; the rest of a line waits for its end. */
function eventScan(read: TokenReader): TokenScan {
  let tokens: ToldUsage | undefined;
  let rest: Buffer | undefined;
  /** The line is a large one: `rest` is the end of what came of it. */
  let long = false;
  let fault: string | undefined;
  const take = (told: ToldUsage | undefined): void => {
    if (told) tokens = mergeTokens(tokens, told);
  };
  const look = (text: string): void => {
    for (const line of text.split('\n')) {
      if (!line.startsWith('data:') || !tells(line)) continue;
      const event = parseJson(line.slice(5));
      take(read(event));
      const found = faultIn(event);
      if (found) fault = JSON.stringify(found);
    }
  };
  const endLine = (): void => {
    if (rest && long) take(read(usageNear(rest)));
    else if (rest) look(rest.toString('utf8'));
    [rest, long] = [undefined, false];
  };
  return {
    push(chunk) {
      let from = 0;
      if (long) {
        const first = chunk.indexOf(newline);
        rest = endOf(rest ? [rest] : [], first < 0 ? chunk : chunk.subarray(0, first));
        if (first < 0) return;
        endLine();
        from = first + 1;
      }
      const end = chunk.lastIndexOf(newline) + 1;
      if (end > from) {
        const lines = chunk.subarray(from, end);
        if (rest) look(Buffer.concat([rest, lines]).toString('utf8'));
        else if (tells(lines)) look(lines.toString('utf8'));
        rest = undefined;
      }
      if (end === chunk.length) return;
      const begun = chunk.subarray(end);
      long = (rest?.length ?? 0) + begun.length > most;
      // A copy: a piece would hold the whole buffer that it was read into.
      rest = long ? endOf(rest ? [rest] : [], begun) : Buffer.concat([rest ?? Buffer.alloc(0), begun]);
    },
    get fault() {
      return fault;
    },
    end() {
      endLine();
      return tokens;
    },
  };
}

const tells = (text: { includes(word: string): boolean }): boolean =>
  text.includes('"usage') || text.includes(faultWord);

/** Counts at the end of a line whose beginning is gone; they may stand in an object inside of the outermost (Responses). */
function usageNear(tail: Buffer): Readonly<Record<string, unknown>> | undefined {
  const text = tail.toString('latin1').trimEnd();
  for (let braces = 0; braces < 3 && text.endsWith('}'.repeat(braces + 1)); braces += 1) {
    const told = toldUsage(Buffer.from(text.slice(0, text.length - braces), 'latin1'));
    if (told) return told;
  }
  return undefined;
}

function decodedScan(plain: TokenScan, decoder: Transform): TokenScan {
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
    get fault() {
      return plain.fault;
    },
    push(chunk) {
      if (!broken) decoder.write(chunk);
    },
    async end() {
      if (!broken) decoder.end();
      await ended;
      return plain.end();
    },
  };
}

function decoderOf(encoding: string | undefined): Transform | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'br') return createBrotliDecompress();
  return encoding === 'deflate' ? createInflate() : undefined;
}
