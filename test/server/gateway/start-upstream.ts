import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked extends SeenRequest {
  readonly response: ServerResponse;
  readonly request: IncomingMessage;
  /** Of the request, counted from 0. */
  readonly turn: number;
  json(status: number, value: unknown, headers?: Record<string, string>): void;
  /** Each item one event; the stream ends after the last. */
  events(...events: (object | string)[]): void;
}

export interface FakeUpstream {
  readonly url: string;
  readonly seen: SeenRequest[];
  readonly sockets: WebSocket[];
}

/** A provider on a free port of loopback that answers as it is told, until `close`. */
export async function startUpstream(
  answer: (asked: Asked) => void,
  onFrame?: (socket: WebSocket, frame: string) => void,
  upgradeHeaders: readonly string[] = [],
): Promise<FakeUpstream & { close(): Promise<void> }> {
  const seen: SeenRequest[] = [];
  const sockets: WebSocket[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const known = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      const turn = seen.push(known) - 1;
      answer({ ...known, turn, request, response, ...answers(response) });
    });
  });
  if (onFrame) {
    const accepted = new WebSocketServer({ noServer: true });
    accepted.on('headers', (headers) => headers.push(...upgradeHeaders));
    server.on('upgrade', (request, socket, head) => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body: '' });
      accepted.handleUpgrade(request, socket, head, (opened) => {
        sockets.push(opened);
        opened.on('message', (data) => onFrame(opened, String(data)));
      });
    });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    sockets,
    async close() {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answers(response: ServerResponse): Pick<Asked, 'json' | 'events'> {
  return {
    json(status, value, headers = {}) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    },
    events(...events) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of events) response.write(eventText(event));
      response.end();
    },
  };
}

export function eventText(event: object | string): string {
  if (typeof event === 'string') return `data: ${event}\n\n`;
  const { type } = event as { type?: string };
  return `${type ? `event: ${type}\n` : ''}data: ${JSON.stringify(event)}\n\n`;
}
