import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { UsageTokens } from '../../contract/usage-record.ts';
import type { Protocol } from '../../providers/provider.ts';
import type { ApiError } from './protocol-error.ts';
import type { Refusal } from './upstream-error.ts';

/** The client's side of an exchange. */
export interface Sink {
  /** Whether an answer with this status goes to the client as it comes. */
  takes(status: number): boolean;
  head(status: number, headers: IncomingHttpHeaders): void;
  /** false: no more until `resume` of the attached end is called. */
  data(chunk: Buffer): boolean;
  end(): void;
  /** Something has been written to the client: it is too late for another attempt. */
  readonly begun: boolean;
  attach(upstream: { abort(): void; resume(): void } | undefined): void;
}

/** A sink that can also say that, and why, nobody answers well. */
export interface AnswerSink extends Sink {
  readonly gone: boolean;
  /** Aborts when the client goes away. */
  readonly closed: AbortSignal;
  /** The upstream stopped in the middle of its answer. */
  cut(protocol: Protocol, error: ApiError): void;
  /** An answer of this server's own. @param body instead of the plain error of the protocol */
  refuse(protocol: Protocol, error: ApiError, body?: Record<string, unknown>): void;
  /** Once the answer is over; undefined: it tells none. */
  tokens(): Promise<UsageTokens | undefined> | UsageTokens | undefined;
}

export type ExchangeEnd =
  | { readonly kind: 'complete'; readonly status: number }
  | ({ readonly kind: 'refused' } & Refusal)
  | { readonly kind: 'broken'; readonly error: Error; readonly begun: boolean }
  /** The client went away. */
  | { readonly kind: 'gone' };

/** Of a refusal; the rest of a longer one says nothing more. */
const refusalBytes = 64 * 1024;

/** One request to one upstream. A refusal is read and handed back, everything else flows to the sink. */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  sink: Sink,
): Promise<ExchangeEnd> {
  return new Promise((resolve) => {
    let upstream: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let refusal: Buffer[] | undefined;
    let refusalSize = 0;
    let ended = false;
    const end = (how: ExchangeEnd): void => {
      if (ended) return;
      ended = true;
      sink.attach(undefined);
      resolve(how);
    };
    const refused = (): void =>
      end({ kind: 'refused', status, headers, body: refusal ? Buffer.concat(refusal) : Buffer.alloc(0) });
    sink.attach({
      abort() {
        end({ kind: 'gone' });
        upstream?.abort(stopped);
      },
      resume: () => upstream?.resume(),
    });
    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        upstream = controller;
        if (ended) controller.abort(stopped);
      },
      onResponseStart(_, code, given) {
        if (ended || code < 200) return;
        status = code;
        headers = given;
        if (sink.takes(code)) sink.head(code, given);
        else refusal = [];
      },
      onResponseData(controller, chunk) {
        if (ended) return;
        if (!refusal) {
          if (!sink.data(chunk)) controller.pause();
          return;
        }
        refusal.push(chunk);
        refusalSize += chunk.length;
        if (refusalSize <= refusalBytes) return;
        refused();
        controller.abort(stopped);
      },
      onResponseEnd() {
        if (ended) return;
        if (refusal) return refused();
        sink.end();
        end({ kind: 'complete', status });
      },
      onResponseError(_, error) {
        if (refusal) refused();
        else end({ kind: 'broken', error, begun: sink.begun });
      },
    });
  });
}

const stopped = new Error('no longer wanted');
