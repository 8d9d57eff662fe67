import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Protocol, TokenReader } from '../../providers/provider.ts';
import type { AnswerSink, Upstream } from './exchange.ts';
import { responseHeaders } from './pass-headers.ts';
import { type ApiError, errorBody, errorEvent } from './protocol-error.ts';
import type { RequestEntry } from './request-entry.ts';
import { type TokenScan, tokenScan } from './token-scan.ts';
import { UpstreamFault } from './upstream-error.ts';

/** Writes an answer to the client as it comes: no faster than it reads, and no longer than it is there. */
export class ClientSink implements AnswerSink {
  readonly #response: ServerResponse;
  readonly #base: Readonly<Record<string, string>>;
  readonly #entry: RequestEntry;
  readonly #read: TokenReader;
  /** Redirects go through as well: the client is a browser's (Amp). */
  readonly #redirects: boolean;
  #upstream: Upstream | undefined;
  #head: { status: number; headers: IncomingHttpHeaders } | undefined;
  #scan: TokenScan | undefined;
  #events = false;
  #gone = false;
  #closing: AbortController | undefined;
  begun = false;

  constructor(
    response: ServerResponse,
    base: Readonly<Record<string, string>>,
    entry: RequestEntry,
    read: TokenReader,
    redirects: boolean,
  ) {
    this.#response = response;
    this.#base = base;
    this.#entry = entry;
    this.#read = read;
    this.#redirects = redirects;
    response.on('close', () => {
      if (response.writableFinished) return;
      this.#gone = true;
      this.#upstream?.abort();
      this.#closing?.abort();
    });
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Aborts when the client goes away; made only when somebody waits. */
  get closed(): AbortSignal {
    this.#closing ??= new AbortController();
    if (this.#gone) this.#closing.abort();
    return this.#closing.signal;
  }

  attach(upstream: Upstream | undefined): void {
    this.#upstream = upstream;
    if (upstream && this.#gone) upstream.abort();
  }

  takes(status: number): boolean {
    return status < (this.#redirects ? 400 : 300);
  }

  head(status: number, headers: IncomingHttpHeaders): void {
    this.#head = { status, headers };
    const type = String(headers['content-type'] ?? '');
    this.#events = type.startsWith('text/event-stream');
    if (!this.#redirects && type.startsWith('text/html')) {
      const error = new UpstreamFault(502, 'answered with a page for people, which is no answer of an API');
      this.#upstream?.over({ kind: 'broken', error, begun: false, headed: true });
    }
    this.#scan = tokenScan(this.#read, type, headers['content-encoding']);
  }

  data(chunk: Buffer): boolean {
    if (!this.begun) this.#begin();
    this.#scan?.push(chunk);
    if (this.#response.write(chunk)) return true;
    this.#response.once('drain', () => this.#upstream?.resume());
    return false;
  }

  end(): void {
    if (!this.begun) this.#begin();
    this.#response.end();
  }

  get fault(): string | undefined {
    return this.#scan?.fault;
  }

  /** Once the answer is over; undefined: it tells none. */
  tokens() {
    return this.#scan?.end();
  }

  /** The upstream stopped in the middle: a stream says so in its last event, a body stays visibly incomplete. */
  cut(protocol: Protocol, error: ApiError): void {
    const whole = this.#head?.headers['content-length'] === undefined;
    const plain = this.#head?.headers['content-encoding'] === undefined;
    if (this.#events && whole && plain) this.#response.end(errorEvent(protocol, error));
    else this.#response.destroy();
  }

  /** An answer of this server's own. */
  refuse(protocol: Protocol, error: ApiError, body = errorBody(protocol, error)): void {
    if (this.begun || this.#gone || this.#response.headersSent) return;
    this.begun = true;
    const text = JSON.stringify(body);
    this.#response.writeHead(error.status, {
      ...this.#base,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      ...error.headers,
    });
    this.#response.end(text);
  }

  // The head waits for the first byte of the body: until then another upstream can take over.
  #begin(): void {
    this.begun = true;
    this.#entry.firstByte();
    const { status, headers } = this.#head ?? { status: 502, headers: {} };
    this.#response.writeHead(status, responseHeaders(headers, this.#base));
  }
}
