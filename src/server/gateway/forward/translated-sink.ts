import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../../../base/json/parse-json.ts';
import { answerForms } from '../../../providers/answers/answer-forms.ts';
import { tokenReaders } from '../../../providers/answers/read-tokens.ts';
import type { Protocol } from '../../../providers/upstream-entry.ts';
import { joinEvents } from '../codecs/join-events.ts';
import { fieldsOf } from '../codecs/json.ts';
import type {
  Asked,
  Codec,
  Fields,
  Frame,
  StreamEvent,
  StreamReader,
  StreamWriter,
} from '../codecs/neutral.ts';
import type { ApiError } from '../request/protocol-error.ts';
import type { RequestEntry } from '../request/request-entry.ts';
import type { ApiRequest } from '../routing/api-route.ts';
import { type AnswerScan, answerScan, type NoAnswer, type Scanned } from './answer-scan.ts';
import { type AnswerSink, endOf, type Upstream } from './exchange.ts';
import { SseData } from './sse-data.ts';
import { UpstreamError } from './upstream-error.ts';

/** The form of the answer for the client: whole, as events, or as the array that Google sends without `alt=sse`. */
export type AnswerShape = 'whole' | 'events' | 'array';

interface Translation {
  /** The request as it is sent to the provider. */
  readonly api: ApiRequest;
  readonly provider: Codec;
  readonly client: Codec;
  /** Of the client. */
  readonly protocol: Protocol;
  readonly shape: AnswerShape;
  readonly asked: Omit<Asked, 'losses'>;
  readonly entry: Pick<RequestEntry, 'dropped'>;
  /** Members of the request that were not forwarded. */
  readonly dropped: ReadonlySet<string>;
}

/** One of these has whatever a protocol answers. */
const answerMembers = ['choices', 'output', 'content', 'candidates', 'promptFeedback'];
/** For a body that is read whole. */
const largestAnswer = 64 * 1024 * 1024;

/**
 * Between an exchange with a provider and the sink of a client that speaks another protocol: reads the one and writes
 * the other, event by event. Success and failure are judged by the provider's original answer.
 */
export class TranslatedSink implements AnswerSink {
  readonly #client: AnswerSink;
  readonly #translation: Translation;
  #upstream: Upstream | undefined;
  #scan: AnswerScan | undefined;
  #scanned: Promise<Scanned> | Scanned | undefined;
  #sse: SseData | undefined;
  /** Made when they are needed: most whole answers need neither. */
  #reader: StreamReader | undefined;
  #writer: StreamWriter | undefined;
  /** For an answer that is sent to the client whole. */
  #head: { readonly status: number; readonly headers: IncomingHttpHeaders } | undefined;
  #events: StreamEvent[] = [];
  #body: Buffer[] = [];
  #size = 0;
  #elements = 0;
  /** What the answer loses. A stream names it behind its body, as its headers are gone by then. */
  readonly #lost = new Set<string>();
  readonly #asked: Asked;

  constructor(client: AnswerSink, translation: Translation) {
    this.#client = client;
    this.#translation = translation;
    const losses = { drop: (name: string) => void this.#lost.add(`answer.${name}`), refuse() {} };
    this.#asked = { ...translation.asked, losses };
  }

  get begun(): boolean {
    return this.#client.begun;
  }
  get gone(): boolean {
    return this.#client.gone;
  }
  get closed(): AbortSignal {
    return this.#client.closed;
  }

  attach(upstream: Upstream | undefined): void {
    this.#upstream = upstream;
    this.#client.attach(upstream);
    if (!upstream) return;
    [this.#reader, this.#writer] = [undefined, undefined];
    [this.#scan, this.#scanned, this.#events, this.#body] = [undefined, undefined, [], []];
    [this.#size, this.#elements] = [0, 0];
    this.#lost.clear();
  }

  takes(status: number): boolean {
    return status < 300;
  }

  head(status: number, headers: IncomingHttpHeaders): void {
    const { api, shape, dropped } = this.#translation;
    const type = String(headers['content-type'] ?? '');
    if (/^\s*text\/html/i.test(type)) this.#broken('answered with a web page, not an API response');
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      this.#broken('answered in an encoding that was not asked for');
    this.#scan = answerScan(tokenReaders[api.protocol], answerForms[api.route], type, undefined);
    this.#sse = undefined;
    const { 'request-id': id, 'x-request-id': xId } = headers;
    const own = {
      'content-type': shape === 'events' ? 'text/event-stream' : 'application/json',
      ...(shape === 'events' && { 'cache-control': 'no-cache' }),
      ...(id !== undefined && { 'request-id': id }),
      ...(xId !== undefined && { 'x-request-id': xId }),
      ...droppedHeader(dropped),
    };
    // Of a whole answer the length is known first, so that it is one write.
    if (shape === 'whole') this.#head = { status, headers: own };
    else this.#client.head(status, own);
  }

  data(chunk: Buffer): boolean {
    this.#scan?.push(chunk);
    if (!this.#sse && this.#size === 0 && this.#scan?.events) this.#sse = new SseData();
    if (!this.#sse) {
      this.#size += chunk.length;
      if (this.#size > largestAnswer) this.#broken('answered with more than 64 MiB');
      else this.#body.push(Buffer.from(chunk));
      return true;
    }
    const events = this.#sse.push(chunk).flatMap((data) => this.#read(frameOf(data)));
    if (this.#sse.tooLarge) this.#broken('sent an event larger than 16 MiB');
    const reported = this.#scan?.reportedError;
    if (reported && !this.begun) {
      this.#upstream?.over(endOf({ how: 'error', error: reported }, undefined));
      return true;
    }
    return this.#send(events);
  }

  end(): void {
    const scanned = this.scanned();
    // Only of an answer in an encoding, and none is taken.
    if (scanned instanceof Promise) return;
    const { none } = scanned;
    const body =
      none || this.#sse ? undefined : fieldsOf(parseJson(Buffer.concat(this.#body).toString('utf8')));
    if (none) this.#endWithout(none);
    else if (body && !answerMembers.some((name) => name in body)) this.#endWithout({ how: 'foreign' });
    else this.#endWell(body);
  }

  #endWithout(none: NoAnswer): void {
    const sent = this.begun ? 200 : undefined;
    this.#upstream?.over(endOf(none, sent));
    // A stream that is cut short is ended by `cut`; one with an error has already reported it.
    if (this.begun && none.how !== 'cut-short') this.#client.end();
  }

  /** @param body of an answer that is no stream */
  #endWell(body: Fields | undefined): void {
    const { provider, client, shape, dropped, entry } = this.#translation;
    const asked = this.#asked;
    if (body) this.#send(provider.streamOf(body).flatMap((data) => this.#read({ data })));
    // Not before all of it is written.
    const header = () => {
      const names = new Set([...dropped, ...this.#lost]);
      if (names.size > 0) entry.dropped = namesIn(names);
      return droppedHeader(names);
    };
    if (shape === 'whole') {
      const bytes = Buffer.from(JSON.stringify(client.writeAnswer(joinEvents(this.#events), asked)));
      const { status, headers } = this.#head ?? { status: 200, headers: {} };
      this.#client.head(status, { ...headers, ...header(), 'content-length': String(bytes.length) });
      this.#client.data(bytes);
      this.#client.end();
    } else {
      const last = this.#writing.end();
      const trailers = header();
      if (last.length > 0) this.#client.data(this.#bytes(last));
      if (shape === 'array') this.#client.data(Buffer.from(this.#elements === 0 ? '[]' : ']'));
      this.#client.end(this.#lost.size > 0 ? trailers : undefined);
    }
  }

  #read(frame: Frame): readonly StreamEvent[] {
    this.#reader ??= this.#translation.provider.readStream(this.#asked);
    return this.#reader(frame);
  }

  get #writing(): StreamWriter {
    this.#writer ??= this.#translation.client.writeStream(this.#asked);
    return this.#writer;
  }

  #send(events: readonly StreamEvent[]): boolean {
    if (this.#translation.shape === 'whole') {
      this.#events.push(...events);
      return true;
    }
    const frames = events.flatMap((event) => this.#writing.write(event));
    return frames.length === 0 || this.#client.data(this.#bytes(frames));
  }

  #bytes(frames: readonly Frame[]): Buffer {
    const text = frames.map((frame) =>
      this.#translation.shape === 'array' ? this.#element(frame) : eventText(frame),
    );
    return Buffer.from(text.join(''));
  }

  #element({ data }: Frame): string {
    this.#elements += 1;
    return `${this.#elements === 1 ? '[' : ',\r\n'}${JSON.stringify(data)}`;
  }

  handOn(): undefined {
    return undefined;
  }

  scanned(): Promise<Scanned> | Scanned {
    this.#scanned ??= this.#scan?.end() ?? { tokens: undefined, none: undefined };
    return this.#scanned;
  }

  cut(_: Protocol, error: ApiError): void {
    const { shape, protocol } = this.#translation;
    if (shape !== 'events') {
      this.#client.cut(protocol, error);
      return;
    }
    this.#send([{ type: 'error', error }]);
    this.#client.end();
  }

  /** The provider's body is in its own protocol, so the client gets the error in the client's. */
  refuse(_: Protocol, error: ApiError): void {
    this.#client.refuse(this.#translation.protocol, error);
  }

  #broken(words: string): void {
    const error = new UpstreamError(502, words);
    this.#upstream?.over({ kind: 'broken', error, begun: this.begun, headed: true });
  }
}

const frameOf = (data: string): Frame => ({ data: data === '[DONE]' ? data : parseJson(data) });

function eventText({ event, data }: Frame): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return event === undefined ? `data: ${text}\n\n` : `event: ${event}\ndata: ${text}\n\n`;
}

/** They may come from the client or the provider. */
const namesIn = (names: ReadonlySet<string>): string =>
  [...names]
    .slice(0, 20)
    .map((name) => name.replace(/[^\w.-]/g, '_').slice(0, 60))
    .join(', ');

const droppedHeader = (names: ReadonlySet<string>): Readonly<Record<string, string>> =>
  names.size === 0 ? {} : { 'x-cli-proxy-dropped': namesIn(names) };
