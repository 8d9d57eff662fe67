import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';

const kib = 1024;
export const jsonLimit = 1024 * kib;
export const configTextLimit = 4 * 1024 * kib;
/** Bytes of an export of a quarter of a million requests. */
export const usageLimit = 64 * 1024 * kib;

/** An oversized body up to this many bytes larger is read to its end, so that its sender can read the answer. */
const toleratedBytes = 16 * 1024 * kib;

/** The whole body, `invalid` if it is larger than `limit` bytes (none is kept), or `unsupported` if it is not UTF-8. */
export function readBody(request: IncomingMessage, limit: number): Promise<Outcome<string>> {
  const tooLarge = failure('invalid', words().body.large(limit / kib));
  const gone = failure('cancelled', words().body.gone);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers['content-length'] ?? 0) > limit + toleratedBytes) resolve(tooLarge);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limit + toleratedBytes) resolve(tooLarge);
    });
    request.once('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = isUtf8(bytes)
        ? success(bytes.toString('utf8'))
        : failure('unsupported', words().body.notUtf8);
      resolve(size > limit ? tooLarge : text);
    });
    request.once('error', () => resolve(gone));
    request.once('close', () => resolve(gone));
  });
}
