import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuseHandshake } from '../../http/answer.ts';
import type { GatewayClient, GatewayParts } from '../gateway-parts.ts';
import { largestBody } from '../request/read-request.ts';
import { ResponsesSession } from './responses-session.ts';

const pingMs = 30_000;
const goingAway = 1001;
const tryAgainLater = 1013;
const closeTimeoutMs = 1000;
/** Bytes of a control frame of a client beside its data. */
const controlHead = 6;

/** The sockets of clients on /v1/responses. No timer runs while there are none. */
export class ResponsesSockets {
  readonly #parts: GatewayParts;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: largestBody,
    perMessageDeflate: false,
  });
  readonly #answered = new WeakSet<WebSocket>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, client: GatewayClient): void {
    const named = (headers: string[]): void => {
      for (const name in client.headers) headers.push(`${name}: ${client.headers[name]}`);
    };
    // The handshake is written before handleUpgrade returns, so this header applies to this request.
    this.#server.once('headers', named);
    const broken = (error: Error, refused: Duplex): void =>
      refuseHandshake(error, refused, client.headers.server ?? '');
    this.#server.once('wsClientError', broken);
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      this.#answered.add(opened);
      const { inFlight } = this.#parts;
      const closed = inFlight.socketOpened(client.clientKey);
      const session = new ResponsesSession(opened, request, client, this.#parts);
      const unfinished = inFlight.hold(client.clientKey);
      // The buffer of ws for an incomplete message is not accessible, so incoming bytes are counted.
      socket.prependListener('data', (chunk: Buffer) => {
        if (!unfinished.take(chunk.length)) this.#refuse(opened);
      });
      const wasControl = (data: Buffer): void => unfinished.give(data.length + controlHead);
      opened.on('ping', wasControl);
      opened.on('pong', wasControl);
      opened.on('pong', () => this.#answered.add(opened));
      // An error is followed by `close`.
      opened.on('error', () => opened.terminate());
      opened.on('message', (data, binary) => {
        unfinished.free();
        session.take(data as Buffer, binary);
      });
      opened.on('close', () => {
        session.end();
        unfinished.free();
        closed();
        if (this.#server.clients.size === 0) this.#stop();
      });
      this.#timer ??= setInterval(() => this.#ping(), pingMs).unref();
    });
    this.#server.off('headers', named).off('wsClientError', broken);
  }

  close(): void {
    this.#stop();
    for (const client of this.#server.clients) client.close(goingAway, 'the server stops');
    this.#server.close();
  }

  /** Used when a stop took too long. */
  terminate(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  /** Sends the reason and gives the client a moment to receive it; nothing more is read from it. */
  #refuse(client: WebSocket): void {
    client.close(tryAgainLater, 'too much data is in flight for this client key or for all clients');
    client.pause();
    setTimeout(() => client.terminate(), closeTimeoutMs).unref();
  }

  #ping(): void {
    for (const client of this.#server.clients) {
      if (!this.#answered.delete(client)) client.terminate();
      else client.ping();
    }
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
