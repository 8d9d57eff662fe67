import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { type ByteEdit, setValue, spliceBody } from '../../../base/json/edit-json.ts';
import { JsonMembers } from '../../../base/json/json-members.ts';
import { readableStack } from '../../../base/readable-stack.ts';
import { strategyNamed } from '../../../contract/config.ts';
import { forward } from '../forward/forward.ts';
import type { ForwardJob } from '../forward/forward-job.ts';
import { errorFrame, FrameSink, sendError } from '../forward/frame-sink.ts';
import { searchOf } from '../forward/upstream-request.ts';
import type { GatewayClient, GatewayParts } from '../gateway-parts.ts';
import { crowded, type Hold } from '../limits/in-flight.ts';
import type { ApiError } from '../request/protocol-error.ts';
import { bodyProblems, largestBody, maxMembers, type RequestBody } from '../request/read-request.ts';
import { RequestEntry } from '../request/request-entry.ts';
import { responsesSocketRequest as api } from '../routing/api-route.ts';
import { candidatesFor } from '../serve-request.ts';
import { SocketRelay } from './socket-relay.ts';
import { relayed, type SocketJob } from './socket-turn.ts';

/** At most this many frames wait for the previous answer. */
const maxWaiting = 16;
/** At most this many bytes of them together: as many as one frame may have. */
const maxWaitingBytes = largestBody;
const policy = 1008;
const unexpected = 1011;
const wanted = new Set(['type', 'model', 'stream']);

/** One client's socket: one `response.create` at a time, each a request with its own record. */
export class ResponsesSession {
  readonly #socket: WebSocket;
  readonly #request: IncomingMessage;
  readonly #client: GatewayClient;
  readonly #parts: GatewayParts;
  readonly #relay: SocketRelay;
  readonly #hold: Hold;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #running = false;
  #sink: FrameSink | undefined;

  constructor(socket: WebSocket, request: IncomingMessage, client: GatewayClient, parts: GatewayParts) {
    this.#socket = socket;
    this.#request = request;
    this.#client = client;
    this.#parts = parts;
    this.#hold = parts.inFlight.hold(client.clientKey);
    this.#relay = new SocketRelay(socket, request.headers, parts);
  }

  take(frame: Buffer, binary: boolean): void {
    if (!this.#open) return;
    const members = membersOf(frame);
    const type = binary ? undefined : (members.last('type')?.text ?? '');
    if (members.overfull) this.#sendError(bodyProblems.repeated);
    else if (type === undefined) this.#sendError({ status: 400, message: 'A frame must be text.' });
    else if (type === 'response.create') this.#queue(frame);
    // Other messages of the protocol are for a provider with a socket of its own.
    else if (!this.#relay.busy || !type.startsWith('response.'))
      this.#sendError({ status: 400, message: `unsupported websocket request type: ${type.slice(0, 100)}` });
    else if (!this.#relay.pass(frame))
      this.#sendError({ status: 429, message: 'The provider does not accept more frames yet.' });
  }

  /** False once either side has begun to close it. */
  get #open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #queue(frame: Buffer): void {
    if (this.#waiting.length >= maxWaiting || this.#waitingBytes + frame.length > maxWaitingBytes) {
      this.#sendError({
        status: 429,
        message: 'Too many requests wait on this socket; wait for the answers.',
      });
      return;
    }
    if (!this.#hold.take(frame.length)) {
      this.#sendError(crowded);
      return;
    }
    this.#waiting.push(frame);
    this.#waitingBytes += frame.length;
    if (!this.#running) void this.#run();
  }

  end(): void {
    this.#waiting.length = 0;
    this.#hold.free();
    this.#sink?.leave();
    this.#relay.close();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let frame = this.#waiting.shift(); frame && this.#open; frame = this.#waiting.shift()) {
      this.#waitingBytes -= frame.length;
      await this.#turn(frame);
      this.#hold.give(frame.length);
    }
    this.#running = false;
  }

  async #turn(frame: Buffer): Promise<void> {
    const { now, record, log } = this.#parts;
    if (this.#client.stillGood?.() === false)
      return this.#socket.close(policy, 'the client key is no longer valid');
    this.#client.used?.();
    const { clientKey, address } = this.#client;
    const about = { endpoint: api.endpoint, clientKey, address, headers: this.#request.headers };
    const entry = new RequestEntry(about, now, record);
    const sink = new FrameSink(this.#socket, entry);
    this.#sink = sink;
    try {
      await this.#answer(frame, entry, sink);
    } catch (error) {
      log('error', `A request on a socket ended with an unexpected error: ${readableStack(error)}`);
      this.#socket.close(unexpected);
      entry.finish(500, 'an unexpected error in the gateway');
    } finally {
      this.#sink = undefined;
      this.#client.over?.(entry.record, entry.dropped);
    }
  }

  async #answer(frame: Buffer, entry: RequestEntry, sink: FrameSink): Promise<void> {
    const { limiter, table, order } = this.#parts;
    const members = membersOf(frame);
    const asked = members.last('model')?.text ?? '';
    entry.alias = asked;
    const found =
      limiter.admit(this.#client.clientKey) ??
      candidatesFor({ api, client: this.#client }, asked, this.#parts);
    if ('message' in found) {
      sink.refuse('openai', found);
      return entry.finish(found.status, found.message);
    }
    const { config } = table();
    const job: SocketJob = {
      api,
      asked,
      // Called once for each turn, over a socket or over HTTP.
      candidates: order.of(found, strategyNamed(config.routing?.strategy) ?? 'round-robin'),
      ordered: true,
      body: asPost(frame, members),
      client: {
        method: 'POST',
        headers: {
          ...this.#request.headers,
          'content-type': 'application/json',
          accept: 'text/event-stream',
        },
        search: searchOf(this.#request.url, this.#client.query),
        config,
      },
      entry,
      sink,
    };
    const rest: ForwardJob | undefined = await relayed(job, frame, this.#relay, this.#parts);
    if (rest) await forward(rest, this.#parts);
  }

  #sendError(error: ApiError): void {
    sendError(this.#socket, errorFrame(error));
  }
}

function membersOf(frame: Buffer): JsonMembers {
  const members = new JsonMembers(wanted, maxMembers);
  members.push(frame);
  return members;
}

/** The frame as the body of a request over HTTP: `"stream":true` replaces `"type":"response.create"`. */
function asPost(frame: Buffer, members: JsonMembers): RequestBody {
  const fixed: ByteEdit[] = members.found.flatMap((member) => {
    if (member.name === 'stream') return setValue(member, true);
    return member.name === 'type' ? { start: member.start, end: member.valueEnd, text: '"stream":true' } : [];
  });
  return {
    members,
    again: true,
    send(edits) {
      const body = spliceBody(frame, [...edits, ...fixed]);
      return { body, length: body.length };
    },
  };
}
