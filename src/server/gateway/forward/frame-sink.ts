import type { IncomingHttpHeaders } from 'node:http';
import type { WebSocket } from 'ws';
import { parseJson } from '../../../base/json/parse-json.ts';
import { answerForms } from '../../../providers/answers/answer-forms.ts';
import { openAiTokens } from '../../../providers/answers/read-tokens.ts';
import { errorIn } from '../../../providers/answers/refusal.ts';
import { fieldsOf } from '../../../providers/json-fields.ts';
import type { Protocol } from '../../../providers/upstream-entry.ts';
import { type ApiError, errorBody } from '../request/protocol-error.ts';
import type { RequestEntry } from '../request/request-entry.ts';
import { looksLikeEvents, type Scanned } from './answer-scan.ts';
import { longestHoldMs } from './client-sink.ts';
import type { AnswerSink, Upstream } from './exchange.ts';
import { SseData } from './sse-data.ts';
import { UpstreamError } from './upstream-error.ts';

/** If the client is behind by this many bytes, nothing is sent until it has read. */
export const maxBuffered = 1024 * 1024;
const tryAgainLater = 1013;

const last = new Set(['response.completed', 'response.failed', 'response.incomplete', 'error']);
/** A frame without these words is not the last one, and is not parsed once the answer has begun. */
const words = /"(?:response\.(?:completed|failed|incomplete)|error)"/;
const form = answerForms.responses;
const noStream = 'answered with something that is not an event stream';

/**
 * The answer to one turn on a socket. The events of a stream become frames: the protocol is the same, only the envelope
 * is not. The last frame ends it, whatever the provider sends after it.
 */
export class FrameSink implements AnswerSink {
  readonly #socket: WebSocket;
  readonly #entry: RequestEntry;
  readonly #closing = new AbortController();
  #events = new SseData();
  #upstream: Upstream | undefined;
  /** Frames before the answer: until the client gets one, another credential can be tried. */
  #held: string[] = [];
  #holding: NodeJS.Timeout | undefined;
  /** Whether the content type is a stream of events; undefined: its bytes showed that it is one. */
  #typed: boolean | undefined;
  begun = false;

  constructor(socket: WebSocket, entry: RequestEntry) {
    this.#socket = socket;
    this.#entry = entry;
  }

  /** The client disconnected. */
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

  attach(upstream: Upstream | undefined): void {
    this.#upstream = upstream;
    clearTimeout(this.#holding);
    if (!upstream) return;
    this.#held = [];
    this.#holding = undefined;
    if (this.gone) upstream.abort();
  }

  takes(status: number): boolean {
    return status < 300;
  }

  head(_: number, headers: IncomingHttpHeaders): void {
    this.#events = new SseData();
    const encoding = headers['content-encoding'] ?? 'identity';
    this.#typed = /^\s*text\/event-stream/i.test(String(headers['content-type'] ?? ''));
    if (encoding !== 'identity') this.#broken(noStream);
  }

  data(chunk: Buffer): boolean {
    // Some servers use another content type for streams.
    if (this.#typed !== undefined && !looksLikeEvents(chunk, this.#typed)) {
      this.#broken(noStream);
      return true;
    }
    this.#typed = undefined;
    let more = true;
    for (const event of this.#events.push(chunk)) {
      if (event !== '[DONE]') more = this.frame(event);
      if (!this.#upstream) return true;
    }
    if (!this.#events.tooLarge) return more;
    this.#broken('sent an event that is too large for this server');
    return true;
  }

  end(): void {
    this.#broken('ended its answer before it was complete');
  }

  /** A frame from the provider. @returns false: pause until `resume` of the attached end is called */
  frame(text: string): boolean {
    const event = !this.begun || words.test(text) ? fieldsOf(parseJson(text)) : undefined;
    const final = typeof event?.type === 'string' && last.has(event.type);
    const tokens = final ? openAiTokens(event) : undefined;
    if (tokens) this.#entry.tokens = tokens;
    const error = final ? errorIn(event) : undefined;
    if (!this.begun && event && (error || form?.preamble(event))) {
      this.#held.push(text);
      if (!error) {
        this.#holding ??= setTimeout(() => this.handOn(), longestHoldMs);
        return true;
      }
    } else {
      this.handOn();
      this.#send(text);
    }
    if (!final) return this.#socket.bufferedAmount < maxBuffered;
    const { status = 502, headers = {}, body = {} } = error ?? {};
    this.#upstream?.over(
      error
        ? { kind: 'refused', status, headers, body: Buffer.from(JSON.stringify(body)) }
        : { kind: 'complete', status: 200 },
    );
    return true;
  }

  handOn(): object | undefined {
    clearTimeout(this.#holding);
    if (this.#held.length === 0) return undefined;
    for (const text of this.#held) this.#send(text);
    this.#held = [];
    return {};
  }

  /** The tokens are already in the record. */
  scanned(): Scanned {
    return { tokens: undefined, none: undefined };
  }

  cut(_: Protocol, error: ApiError): void {
    this.#socket.send(JSON.stringify(errorFrame(error)));
  }

  refuse(_: Protocol, error: ApiError, body = errorBody('openai', error)): void {
    if (this.begun) return;
    this.begun = true;
    sendError(this.#socket, errorFrame(error, body));
  }

  #broken(reason: string): void {
    const error = new UpstreamError(502, reason);
    this.#upstream?.over({ kind: 'broken', error, begun: this.begun, headed: true });
  }

  #send(text: string): void {
    this.#entry.firstByte();
    this.begun = true;
    this.#socket.send(text, () => this.#upstream?.resume());
  }
}

/** Sends an error to a client; the socket of a client that does not read is closed instead. */
export function sendError(socket: WebSocket, frame: Record<string, unknown>): void {
  if (socket.bufferedAmount > maxBuffered)
    socket.close(tryAgainLater, 'what was sent before has not been read');
  else socket.send(JSON.stringify(frame));
}

/** As recorded: the error of the HTTP body, with its status, in a frame of type `error`. */
export function errorFrame(error: ApiError, body = errorBody('openai', error)): Record<string, unknown> {
  return { type: 'error', status: error.status, error: body.error };
}
