import type { IncomingMessage } from 'node:http';
import { failure, type Outcome, success } from '../contract/outcome.ts';

export const kib = 1024;
export const jsonLimit = 1024 * kib;
export const configTextLimit = 4 * 1024 * kib;

/**
 * The whole body as UTF-8, or `invalid` when it is larger than `limit` bytes. What comes after the limit is
 * read and thrown away, so that the sender gets to see the answer; the server's request timeout ends it.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Outcome<string>> {
  const tooLarge = failure(
    'invalid',
    `The body is larger than ${limit / kib} KiB, which is the most this address takes.`,
  );
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers['content-length'] ?? 0) > limit) {
      request.resume();
      resolve(tooLarge);
      return;
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      resolve(tooLarge);
    });
    request.once('end', () => resolve(success(Buffer.concat(chunks).toString('utf8'))));
    request.once('error', () => resolve(failure('cancelled', 'The sender went away.')));
    request.once('close', () => resolve(failure('cancelled', 'The sender went away.')));
  });
}
