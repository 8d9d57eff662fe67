import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { spliceBody } from '../../../base/json/edit-json.ts';
import type { ExchangeEnd, QuotaReader } from '../forward/exchange.ts';
import { type FrameSink, maxBuffered } from '../forward/frame-sink.ts';
import { requestHeaders } from '../forward/pass-headers.ts';
import { UpstreamError } from '../forward/upstream-error.ts';
import { bodyEdits } from '../forward/upstream-request.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestBody } from '../request/read-request.ts';
import { type Candidate, pathOf, type Target } from '../routing/route-table.ts';

const openMs = 10_000;
const largestFrame = 64 * 1024 * 1024;

interface Turn {
  readonly sink: FrameSink;
  readonly timer: NodeJS.Timeout;
  readonly end: (how: ExchangeEnd) => void;
}

/** Forwards frames between a client and a provider that supports this socket, too; one upstream socket at a time. */
export class SocketRelay {
  readonly #client: WebSocket;
  readonly #headers: IncomingHttpHeaders;
  readonly #parts: GatewayParts;
  #upstream: { readonly id: string; readonly socket: WebSocket } | undefined;
  #opening: WebSocket | undefined;
  #turn: Turn | undefined;

  constructor(client: WebSocket, headers: IncomingHttpHeaders, parts: GatewayParts) {
    this.#client = client;
    this.#headers = headers;
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#turn !== undefined;
  }

  /** Whether the socket of earlier turns, with the provider's state of them, belongs to this candidate. */
  isOpenTo({ target }: Candidate): boolean {
    return this.#upstream?.id === target.id && this.#upstream.socket.readyState === WebSocket.OPEN;
  }

  /** @returns a sentence if the provider did not accept a WebSocket; nothing was sent then */
  async turn(
    candidate: Candidate,
    frame: Buffer,
    body: RequestBody,
    sink: FrameSink,
  ): Promise<ExchangeEnd | string> {
    const socket = await this.#socketTo(candidate);
    if (typeof socket === 'string') return socket;
    const edits = bodyEdits(body, 'responses', candidate);
    return new Promise((resolve) => {
      const end = (how: ExchangeEnd): void => {
        if (this.#turn?.sink !== sink) return;
        clearTimeout(this.#turn.timer);
        this.#turn = undefined;
        sink.attach(undefined);
        // The key it was opened with is no longer valid.
        const refused = how.kind === 'refused' && how.status === 401;
        if (refused || how.kind === 'broken' || how.kind === 'gone') this.#drop();
        else socket.resume();
        resolve(how);
      };
      const timer = setTimeout(() => this.#silent(socket), this.#parts.pools.idleMs);
      this.#turn = { sink, timer, end };
      sink.attach({ abort: () => end({ kind: 'gone' }), resume: () => socket.resume(), over: end });
      socket.send(spliceBody(frame, edits).toString('utf8'));
    });
  }

  /** A frame that belongs to the running answer, such as its cancellation. @returns false: the provider is behind */
  pass(frame: Buffer): boolean {
    if (!this.#upstream || this.#upstream.socket.bufferedAmount > maxBuffered) return false;
    this.#upstream.socket.send(frame.toString('utf8'));
    return true;
  }

  /** The client disconnected. */
  close(): void {
    this.#turn?.end({ kind: 'gone' });
    this.#drop();
  }

  #drop(): void {
    this.#opening?.terminate();
    this.#upstream?.socket.terminate();
    this.#upstream = undefined;
  }

  /** The provider stores earlier turns for one connection, so that is kept open. */
  async #socketTo(candidate: Candidate): Promise<WebSocket | string> {
    const { target } = candidate;
    if (this.#upstream && this.isOpenTo(candidate)) return this.#upstream.socket;
    this.#upstream?.socket.close();
    this.#upstream = undefined;
    const socket = new WebSocket(socketUrl(target), {
      headers: this.#headersFor(target),
      handshakeTimeout: openMs,
      perMessageDeflate: false,
      maxPayload: largestFrame,
    });
    this.#opening = socket;
    const { account } = target.entry;
    const quota = account && this.#parts.quotaReader?.(account.name);
    socket.once('upgrade', ({ headers }) => quota?.headers(headers));
    const error = await new Promise<Error | undefined>((resolve) => {
      socket.once('open', () => resolve(undefined));
      socket.once('error', resolve);
    });
    this.#opening = undefined;
    // Later errors are followed by `close`.
    socket.on('error', () => {});
    if (error || this.#client.readyState !== WebSocket.OPEN) {
      socket.terminate();
      const status = /Unexpected server response: (\d{3})/.exec(error?.message ?? '')?.[1];
      const answer = status === undefined ? '' : ` (it answered ${status})`;
      return `${target.entry.name} did not accept a WebSocket${answer}`;
    }
    this.#upstream = { id: target.id, socket };
    socket.on('message', (data, binary) => this.#fromUpstream(socket, data as Buffer, binary, quota));
    socket.on('close', () => this.#lost(socket));
    return socket;
  }

  #headersFor(target: Target): Record<string, string> {
    const headers = requestHeaders(this.#headers, target, 'responses', this.#parts.table().config) as Record<
      string,
      string
    >;
    delete headers['accept-encoding'];
    delete headers['content-type'];
    return headers;
  }

  #fromUpstream(socket: WebSocket, frame: Buffer, binary: boolean, quota: QuotaReader | undefined): void {
    if (this.#upstream?.socket !== socket) return;
    this.#turn?.timer.refresh();
    const text = binary ? undefined : frame.toString('utf8');
    if (text !== undefined) quota?.frame?.(text);
    if (this.#turn && text !== undefined) {
      if (!this.#turn.sink.frame(text)) socket.pause();
      return;
    }
    this.#client.send(frame, { binary }, () => socket.resume());
    if (this.#client.bufferedAmount > maxBuffered) socket.pause();
  }

  #silent(socket: WebSocket): void {
    // While the client reads slower than the provider sends, the provider's socket is paused.
    if (socket.isPaused) this.#turn?.timer.refresh();
    else if (this.#turn?.sink.begun) this.#broken(504, 'stopped sending in the middle of its answer');
    else this.#broken(504, 'accepted the request and did not answer in time');
  }

  #lost(socket: WebSocket): void {
    if (this.#upstream?.socket !== socket) return;
    this.#upstream = undefined;
    this.#broken(502, 'closed the connection before its answer was complete');
  }

  #broken(status: number, reason: string): void {
    if (!this.#turn) return;
    const { begun } = this.#turn.sink;
    this.#turn.end({ kind: 'broken', error: new UpstreamError(status, reason), begun, headed: begun });
  }
}

const socketUrl = (target: Target): string =>
  `${target.origin.replace(/^http/, 'ws')}${target.basePath}${pathOf(target, 'responses') ?? ''}`;
