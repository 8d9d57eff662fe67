import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** On a free port of loopback; ended with the test, and everybody who is still connected with it. */
async function listening(server: Server, scheme: string): Promise<string> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket.on('error', () => {}));
    socket.once('close', () => open.delete(socket));
  };
  server.on('connection', keep);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const httpServer = (answer: RequestListener) => listening(createServer(answer), 'http');

export const pem = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

export const httpsServer = (certificate: string, answer: RequestListener) =>
  listening(createSecureServer({ cert: pem(certificate), key: pem(`${certificate}-key`) }, answer), 'https');

export const socketServer = (meet: (socket: Socket) => void) => listening(createPlainServer(meet), 'http');

/** An address where nothing listens. */
export async function freeAddress(): Promise<string> {
  const server = createPlainServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
