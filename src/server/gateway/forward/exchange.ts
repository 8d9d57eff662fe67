import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Protocol } from '../../../providers/upstream-entry.ts';
import type { ApiError } from '../request/protocol-error.ts';
import type { NoAnswer, Scanned } from './answer-scan.ts';
import { type Refusal, saidRefusal, UpstreamError } from './upstream-error.ts';

/** The client's side of an exchange. */
interface Sink {
  /** Whether an answer with this status is streamed to the client. */
  takes(status: number): boolean;
  head(status: number, headers: IncomingHttpHeaders): void;
  /** false: pause until `resume` of the attached end is called. */
  data(chunk: Buffer): boolean;
  /** @param trailers headers that were not known before the body */
  end(trailers?: Readonly<Record<string, string>>): void;
  /** Bytes were written to the client, so it is too late for another attempt. */
  readonly begun: boolean;
  attach(upstream: Upstream | undefined): void;
}

/** The upstream's side, as far as a sink controls it. */
export interface Upstream {
  abort(): void;
  resume(): void;
  /** Ends the exchange with this result, whatever the upstream still sends. */
  over(how: ExchangeEnd): void;
}

/** A sink that can also send an error of this server's own. */
export interface AnswerSink extends Sink {
  readonly gone: boolean;
  /** Aborts when the client disconnects. */
  readonly closed: AbortSignal;
  /** The upstream stopped in the middle of its answer. */
  cut(protocol: Protocol, error: ApiError): void;
  /** An answer of this server's own. @param body instead of the plain error of the protocol */
  refuse(protocol: Protocol, error: ApiError, body?: Record<string, unknown>): void;
  /**
   * Forwards a held-back refusal unchanged, as clients know the events and frames of their protocol. `sent`: the status
   * that they got with it. undefined: nothing was held back that they would understand.
   */
  handOn(): { readonly sent?: number } | undefined;
  /** What the answer contained; called once it has ended. */
  scanned(): Promise<Scanned> | Scanned;
}

export type ExchangeEnd =
  | { readonly kind: 'complete'; readonly status: number }
  /** `sent`: the status with which the client already got it. */
  | ({ readonly kind: 'refused'; readonly sent?: number } & Refusal)
  /** `headed`: the head of an answer had arrived. */
  | { readonly kind: 'broken'; readonly error: Error; readonly begun: boolean; readonly headed: boolean }
  /** The client disconnected. */
  | { readonly kind: 'gone' };

/** Bytes read of a refusal. */
const refusalBytes = 64 * 1024;

/** Reads what an account's answers say about its quota. */
export interface QuotaReader {
  /** Gets the headers of an answer, also of a refusal. */
  headers(headers: IncomingHttpHeaders): void;
  /** Gets the frames of a socket. */
  frame?(text: string): void;
}

/** One request to one upstream. A refusal is read and returned, everything else is streamed to the sink. */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  sink: Sink,
  quota?: QuotaReader,
): Promise<ExchangeEnd> {
  return new Promise((resolve) => {
    const running = new Exchange(sink, resolve, quota);
    sink.attach(running);
    dispatcher.dispatch(options, running);
  });
}

/** A class and not closures, as this runs for every request. */
class Exchange implements Dispatcher.DispatchHandler, Upstream {
  readonly #sink: Sink;
  readonly #resolve: (how: ExchangeEnd) => void;
  readonly #quota: QuotaReader | undefined;
  #upstream: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #refusal: Buffer[] | undefined;
  #refusalSize = 0;
  #ended = false;

  constructor(sink: Sink, resolve: (how: ExchangeEnd) => void, quota: QuotaReader | undefined) {
    this.#sink = sink;
    this.#resolve = resolve;
    this.#quota = quota;
  }

  /** The client disconnected. */
  abort(): void {
    this.#end({ kind: 'gone' });
    this.#upstream?.abort(stopped);
  }

  /** The client is ready for more. */
  resume(): void {
    this.#upstream?.resume();
  }

  over(how: ExchangeEnd): void {
    this.#end(how);
    // Bytes after a complete answer are discarded with the connection.
    if (how.kind !== 'complete') this.#upstream?.abort(stopped);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#upstream = controller;
    if (this.#ended) controller.abort(stopped);
  }

  onResponseStart(_: Dispatcher.DispatchController, code: number, headers: IncomingHttpHeaders): void {
    if (this.#ended || code < 200) return;
    this.#status = code;
    this.#headers = headers;
    this.#quota?.headers(headers);
    if (this.#sink.takes(code)) this.#sink.head(code, headers);
    else this.#refusal = [];
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    if (!this.#refusal) {
      if (!this.#sink.data(chunk)) controller.pause();
      return;
    }
    this.#refusal.push(chunk);
    this.#refusalSize += chunk.length;
    if (this.#refusalSize <= refusalBytes) return;
    this.#refused(this.#refusal);
    controller.abort(stopped);
  }

  onResponseEnd(): void {
    if (this.#ended) return;
    if (this.#refusal) {
      this.#refused(this.#refusal);
      return;
    }
    this.#sink.end();
    this.#end({ kind: 'complete', status: this.#status });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#refusal) this.#refused(this.#refusal);
    else this.#end({ kind: 'broken', error, begun: this.#sink.begun, headed: this.#status !== 0 });
  }

  #refused(pieces: readonly Buffer[]): void {
    const body = Buffer.concat(pieces);
    this.#end({ kind: 'refused', status: this.#status, headers: this.#headers, body });
  }

  #end(how: ExchangeEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.attach(undefined);
    this.#resolve(how);
  }
}

const stopped = new Error('no longer wanted');

/** A failed answer as the end of its exchange. @param sent status that the client got; undefined: nothing */
export function endOf(none: NoAnswer, sent: number | undefined): ExchangeEnd {
  const begun = sent !== undefined;
  if (none.how === 'error')
    return { kind: 'refused', ...saidRefusal(none.error, begun), ...(begun && { sent }) };
  const { how, words } = noAnswers[none.how];
  return { kind: 'broken', error: new UpstreamError(502, words, how), begun, headed: true };
}

const noAnswers = {
  'cut-short': { how: 'cut-short', words: 'ended its answer before it was complete' },
  empty: { how: 'empty', words: 'answered with no content' },
  foreign: { how: 'down', words: 'answered with something other than an API response' },
} as const;
