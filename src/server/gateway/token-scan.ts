import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { UsageTokens } from '../../contract/usage-record.ts';
import type { TokenReader } from '../../providers/provider.ts';
import { mergeTokens } from '../../providers/read-tokens.ts';
import { toldUsage } from './told-usage.ts';

/** Reads the tokens of an answer on its way past; what is told is the answer's own count. */
export interface TokenScan {
  push(chunk: Buffer): void;
  /** Once the answer has ended. */
  end(): Promise<UsageTokens | undefined> | UsageTokens | undefined;
}

/** A larger JSON body, or one line of a stream, is not read: its tokens stay unknown. */
const most = 1024 * 1024;
const newline = 0x0a;

export function tokenScan(read: TokenReader, contentType: string, encoding: string | undefined): TokenScan {
  const plain = contentType.startsWith('text/event-stream') ? eventScan(read) : jsonScan(read);
  const decoder = decoderOf(encoding);
  return decoder ? decodedScan(plain, decoder) : plain;
}

function jsonScan(read: TokenReader): TokenScan {
  let chunks: Buffer[] | undefined = [];
  let size = 0;
  return {
    push(chunk) {
      size += chunk.length;
      if (size > most) chunks = undefined;
      else chunks?.push(chunk);
    },
    end() {
      const body = chunks && (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
      if (!body) return undefined;
      const told = read(toldUsage(body));
      if (told || !body.includes('"usage')) return told;
      return read(parsed(body.toString('utf8')));
    },
  };
}

/** Only lines that speak of usage are looked at; the rest of a line waits for its end. */
function eventScan(read: TokenReader): TokenScan {
  let tokens: UsageTokens | undefined;
  let rest: Buffer | undefined;
  const look = (text: string): void => {
    for (const line of text.split('\n')) {
      if (!line.startsWith('data:') || !line.includes('"usage')) continue;
      const told = read(parsed(line.slice(5)));
      if (told) tokens = mergeTokens(tokens, told);
    }
  };
  return {
    push(chunk) {
      const end = chunk.lastIndexOf(newline) + 1;
      if (end > 0) {
        const lines = chunk.subarray(0, end);
        if (rest) look(Buffer.concat([rest, lines]).toString('utf8'));
        else if (lines.includes('"usage')) look(lines.toString('utf8'));
        rest = undefined;
      }
      if (end === chunk.length) return;
      const size = (rest?.length ?? 0) + chunk.length - end;
      // A copy: a piece would hold the whole buffer that it was read into.
      rest = size > most ? undefined : Buffer.concat([rest ?? Buffer.alloc(0), chunk.subarray(end)]);
    },
    end() {
      if (rest) look(rest.toString('utf8'));
      return tokens;
    },
  };
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
