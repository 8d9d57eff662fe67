import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AnswerForm } from '../../../providers/answers/answer-forms.ts';
import type { Protocol, TokenReader } from '../../../providers/upstream-entry.ts';
import { type ApiError, errorBody, errorEvent } from '../request/protocol-error.ts';
import type { RequestEntry } from '../request/request-entry.ts';
import { type AnswerScan, answerScan, type Scanned } from './answer-scan.ts';
import { type AnswerSink, endOf, type Upstream } from './exchange.ts';
import { responseHeaders } from './pass-headers.ts';
import { UpstreamError } from './upstream-error.ts';

/** What may precede an error is held back for at most this long, and at most this many bytes. */
export const longestHoldMs = 1_000;
const maxHeld = 64 * 1024;
const structured = /json|event-stream/i;

/**
 * Writes an answer to the client as it arrives, with back pressure, until the client disconnects. Only what may still
 * turn out to be an error is held back: a stream before its first content, and a body until it is complete.
 */
export class ClientSink implements AnswerSink {
  readonly #response: ServerResponse;
  readonly #base: Readonly<Record<string, string>>;
  readonly #entry: RequestEntry;
  readonly #read: TokenReader;
  /** undefined: everything passes through, redirects as well: the client may be a browser (Amp). */
  form: AnswerForm | undefined;
  #upstream: Upstream | undefined;
  #head: { status: number; headers: IncomingHttpHeaders } | undefined;
  #scan: AnswerScan | undefined;
  #scanned: Promise<Scanned> | Scanned | undefined;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #holding: NodeJS.Timeout | undefined;
  #gone = false;
  #closing: AbortController | undefined;
  begun = false;

  constructor(
    response: ServerResponse,
    base: Readonly<Record<string, string>>,
    entry: RequestEntry,
    read: TokenReader,
    form: AnswerForm | undefined,
  ) {
    this.#response = response;
    this.#base = base;
    this.#entry = entry;
    this.#read = read;
    this.form = form;
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

  /** Aborts when the client disconnects; created on first use. */
  get closed(): AbortSignal {
    this.#closing ??= new AbortController();
    if (this.#gone) this.#closing.abort();
    return this.#closing.signal;
  }

  attach(upstream: Upstream | undefined): void {
    this.#upstream = upstream;
    if (upstream) {
      this.#scan = undefined;
      this.#scanned = undefined;
      this.#drop();
      if (this.#gone) upstream.abort();
    } else clearTimeout(this.#holding);
  }

  takes(status: number): boolean {
    return status < (this.form === undefined ? 400 : 300);
  }

  head(status: number, headers: IncomingHttpHeaders): void {
    this.#head = { status, headers };
    const type = String(headers['content-type'] ?? '');
    if (this.form && /^\s*text\/html/i.test(type)) {
      const error = new UpstreamError(502, 'answered with a web page, not an API response');
      this.#upstream?.over({ kind: 'broken', error, begun: false, headed: true });
    }
    const form = this.form?.raw && !structured.test(type) ? undefined : this.form;
    this.#scan = answerScan(this.#read, form, type, headers['content-encoding']);
  }

  data(chunk: Buffer): boolean {
    this.#scan?.push(chunk);
    if (!this.begun) {
      if (this.#holds(chunk)) return true;
      this.#begin();
    }
    if (this.#response.write(chunk)) return true;
    this.#response.once('drain', () => this.#upstream?.resume());
    return false;
  }

  end(trailers?: Readonly<Record<string, string>>): void {
    const scanned = this.scanned();
    const none = scanned instanceof Promise ? undefined : scanned.none;
    if (none && !this.begun) {
      this.#upstream?.over(endOf(none, undefined));
      return;
    }
    // Together with the end, which is one step less.
    const last = none || this.begun ? undefined : this.#held.pop();
    if (!this.begun) this.#begin();
    if (trailers) this.#response.addTrailers(trailers);
    // First the client gets the error in the stream.
    if (none?.how !== 'cut-short') this.#response.end(last);
    if (none) this.#upstream?.over(endOf(none, this.#head?.status));
  }

  handOn(): { sent: number } | undefined {
    if (this.begun || this.#gone || !this.#scan?.events || this.#held.length === 0) return undefined;
    this.#begin();
    this.#response.end();
    return { sent: this.#response.statusCode };
  }

  scanned(): Promise<Scanned> | Scanned {
    this.#scanned ??= this.#scan?.end() ?? { tokens: undefined, none: undefined };
    return this.#scanned;
  }

  /** The upstream stopped in the middle: a stream reports it in its last event, a body stays visibly incomplete. */
  cut(protocol: Protocol, error: ApiError): void {
    if (this.#response.writableEnded) return;
    const plain = this.#head?.headers['content-encoding'] === undefined;
    if (this.#scan?.events && plain) this.#response.end(errorEvent(protocol, error));
    else this.#response.destroy();
  }

  /** A successful answer of this server's own. */
  answer(body: Record<string, unknown>, headers: Readonly<Record<string, string>>): void {
    this.begun = true;
    const text = JSON.stringify(body);
    const about = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    this.#response.writeHead(200, { ...this.#base, ...about, ...headers });
    this.#response.end(text);
  }

  /** An error of this server's own. */
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

  /** Whether this piece is held back with those before it; if it contains an error, another upstream is tried. */
  #holds(chunk: Buffer): boolean {
    const scan = this.#scan;
    if (scan?.reportedError && !scan.good) {
      this.#held.push(chunk);
      this.#upstream?.over(endOf({ how: 'error', error: scan.reportedError }, undefined));
      return true;
    }
    if (!scan || scan.good || this.#heldBytes + chunk.length > maxHeld) return false;
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    // A complete answer ends at once.
    if (Number(this.#head?.headers['content-length']) !== this.#heldBytes)
      this.#holding ??= setTimeout(() => this.#begin(), longestHoldMs);
    return true;
  }

  #drop(): void {
    clearTimeout(this.#holding);
    this.#holding = undefined;
    this.#held.length = 0;
    this.#heldBytes = 0;
  }

  // The head waits for the first bytes that are known to be part of an answer.
  #begin(): void {
    this.begun = true;
    this.#entry.firstByte();
    const { status, headers } = this.#head ?? { status: 502, headers: {} };
    const own = responseHeaders(headers, this.#base);
    // If it is cut short, an error is added.
    if (this.#scan?.events) delete own['content-length'];
    this.#response.writeHead(status, own);
    for (const chunk of this.#held) this.#response.write(chunk);
    this.#drop();
  }
}
