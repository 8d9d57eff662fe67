import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Outcome, success } from '../../contract/outcome.ts';
import { errorAnswer, writeAnswer } from './answer.ts';
import { type BindAddress, listenFailure } from './bind-address.ts';
import type { TlsFiles } from './load-tls.ts';

/** Requests that are running at a stop get this long, ms. */
const graceMs = 3_000;
/** Between two looks for connections whose request has ended, during a stop; ms. */
const lookMs = 50;

const limits: ServerOptions = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 32 * 1024,
  // Node's own answer to a missing Host lacks our server header, so handle-request.ts answers.
  requireHostHeader: false,
};

/** ms; absent: the defaults. */
export type HttpTimes = Pick<
  ServerOptions,
  'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval'
>;

/** HTTP, or HTTPS with these files; never waits for a slow or endless sender. */
export function createHttpServer(
  tls: TlsFiles | undefined,
  listener: RequestListener,
  times: HttpTimes = {},
): Server {
  const options = { ...limits, ...times };
  const server = tls ? createTlsServer({ ...options, ...tls }, listener) : createServer(options, listener);
  // Node would silently drop headers after the first 2,000, perhaps the key; maxHeaderSize bounds them anyway.
  server.maxHeadersCount = 0;
  const sockets = new Set<Socket>();
  openSockets.set(server, sockets);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return server;
}

/** Includes upgraded ones, which Node's closeAllConnections omits and its `close` waits for. */
const openSockets = new WeakMap<Server, Set<Socket>>();

/** The port that it listens on, or why it cannot. */
export async function listen(server: Server, bound: BindAddress): Promise<Outcome<number>> {
  try {
    server.listen({ host: bound.host, port: bound.port });
    await once(server, 'listening');
    // Later errors of the listening socket end no requests and must not end the process.
    server.on('error', () => {});
    return success((server.address() as AddressInfo).port);
  } catch (error) {
    return listenFailure(error as NodeJS.ErrnoException, bound);
  }
}

/** Accepts no new connection and lets running requests end. @param endSockets called when they take too long */
export async function stopServer(server: Server, endSockets: () => void): Promise<void> {
  // This also ends connections that wait for a next request, but only those of now.
  const closed = new Promise((resolve) => server.close(resolve));
  const looks = setInterval(() => server.closeIdleConnections(), lookMs);
  const timer = setTimeout(() => {
    endSockets();
    for (const socket of openSockets.get(server) ?? []) socket.destroy();
  }, graceMs);
  await closed;
  clearInterval(looks);
  clearTimeout(timer);
}

/** What a new connection began with, if that is no HTTP; the parser of Node has given up on it. */
export function firstBytes(error: NodeJS.ErrnoException, socket: Duplex): Buffer | undefined {
  const { rawPacket } = error as { rawPacket?: unknown };
  if (!(rawPacket instanceof Buffer)) return undefined;
  return (socket as Socket).bytesRead === rawPacket.length ? rawPacket : undefined;
}

/** Invalid, too large or too slow requests; Node's answer would lack our server header and a message. */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex, serverName: string): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ([431, 'The headers of this request are larger than 32 KiB.'] as const)
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ([408, 'The request took too long to arrive.'] as const)
        : ([400, 'This is not a valid HTTP/1.1 request.'] as const);
  writeAnswer(socket, errorAnswer(status, message, 'invalid_request_error'), serverName);
}
