import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { completion } from './gateway-world.ts';

export interface Upload {
  /** Of the body, so far. */
  bytes: number;
  /** Of a complete body; undefined: it is not complete. */
  digest: string | undefined;
  /** It ended before it was complete. */
  aborted: boolean;
}

/** A provider that tells how much of a request has reached it while that is still being sent. */
export async function uploadUpstream(): Promise<{ url: string; uploads: Upload[] }> {
  const uploads: Upload[] = [];
  const server = createServer((request, response) => {
    const upload: Upload = { bytes: 0, digest: undefined, aborted: false };
    uploads.push(upload);
    const hash = createHash('sha256');
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => {
      upload.bytes += chunk.length;
      hash.update(chunk);
    });
    request.on('end', () => {
      upload.digest = hash.digest('hex');
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion));
    });
    request.on('close', () => {
      upload.aborted = upload.digest === undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, uploads };
}
