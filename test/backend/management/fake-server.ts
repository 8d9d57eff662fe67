import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';

/** What a fake server was sent, in order. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FakeServer {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

type Respond = (response: ServerResponse, request: Seen, count: number) => void;

/** An HTTP server on a free loopback port that answers as told and remembers what it was asked. */
export async function fakeServer(respond: Respond): Promise<FakeServer> {
  const seen: Seen[] = [];
  const server = createServer(recording(seen, respond));
  return listening(server, () => server.closeAllConnections(), seen, 'http');
}

export function recording(seen: Seen[], respond: Respond): RequestListener {
  return async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body });
    respond(response, { method, url, headers, body }, seen.length);
  };
}

/** Raw bytes instead of HTTP: for answers that no HTTP library would give. */
export async function fakeSocketServer(talk: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    talk(socket);
  });
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return listening(server, end, [], 'http');
}

export async function listening(
  server: ReturnType<typeof createSocketServer>,
  end: () => void,
  seen: Seen[],
  scheme: string,
): Promise<FakeServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        end();
      }),
  };
}

export const ours = { server: 'cli-proxy/1.2.3', 'content-type': 'application/json' };

/** A good answer to `console/state`. */
export const state = {
  version: '1.2.3',
  signedInAs: 'management secret',
  revision: 'a'.repeat(64),
  config: { 'api-keys': ['fake-client-key-alpha-0000000000000001'] },
  problem: null,
  warnings: [],
  keyRecords: [],
  activity: {},
  countedSince: 1_790_000_000_000,
};

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: object = ours,
): void {
  response.writeHead(status, { ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
}
