import type { IncomingHttpHeaders } from 'node:http';
import type { WebSocket } from 'ws';
import { openAiTokens } from '../../providers/openai-tokens.ts';
import type { Protocol } from '../../providers/provider.ts';
import type { AnswerSink } from './exchange.ts';
import { type ApiError, errorBody } from './protocol-error.ts';
import type { RequestEntry } from './request-entry.ts';
import { SseData } from './sse-data.ts';
import { type TokenScan, tokenScan } from './token-scan.ts';

/** Behind by this much, the client gets nothing more before it has read. */
export const mostBuffered = 1024 * 1024;

/** Turns the events of a stream into frames: the protocol is the same, only the envelope is not. */
export class FrameSink implements AnswerSink {
  readonly #socket: WebSocket;
  readonly #entry: RequestEntry;
  readonly #closing = new AbortController();
  readonly #data = new SseData();
  #upstream: { abort(): void; resume(): void } | undefined;
  #scan: TokenScan | undefined;
  #stream = false;
  begun = false;

  constructor(socket: WebSocket, entry: RequestEntry) {
    this.#socket = socket;
    this.#entry = entry;
  }

  /** The client went away. */
  leave(): void {
    this.#closing.abort();
    this.#upstream?.abort();
  }

  get gone(): boolean {
    return this.#closing.signal.aborted;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  attach(upstream: { abort(): void; resume(): void } | undefined): void {
    this.#upstream = upstream;
    if (upstream && this.gone) upstream.abort();
  }

  takes(status: number): boolean {
    return status < 300;
  }

  head(_: number, headers: IncomingHttpHeaders): void {
    const type = String(headers['content-type'] ?? '');
    this.#stream = type.startsWith('text/event-stream') && headers['content-encoding'] === undefined;
    this.#scan = tokenScan(openAiTokens, type, undefined);
  }

  data(chunk: Buffer): boolean {
    if (!this.#stream) return true;
    this.#entry.firstByte();
    this.#scan?.push(chunk);
    for (const data of this.#data.push(chunk)) if (data !== '[DONE]') this.#send(data);
    return this.#socket.bufferedAmount < mostBuffered;
  }

  end(): void {
    if (!this.#stream)
      this.refuse('openai', {
        status: 502,
        message: 'The provider answered with something that is no stream of events.',
      });
  }

  async tokens() {
    return this.#scan?.end();
  }

  cut(protocol: Protocol, error: ApiError): void {
    this.refuse(protocol, error);
  }

  refuse(_: Protocol, error: ApiError, body = errorBody('openai', error)): void {
    this.#send(JSON.stringify(errorFrame(error, body)));
  }

  #send(text: string): void {
    this.begun = true;
    this.#socket.send(text, () => this.#upstream?.resume());
  }
}

/** As recorded: the error of the HTTP body, with its status, in a frame of type `error`. */
export function errorFrame(error: ApiError, body = errorBody('openai', error)): Record<string, unknown> {
  return { type: 'error', status: error.status, error: body.error };
}
