import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { JsonMembers } from '../../base/json-members.ts';
import { type ByteEdit, setValue, spliceBody } from '../../base/splice-body.ts';
import { type ApiCall, responsesSocketCall } from './api-route.ts';
import type { GatewayClient, GatewayParts } from './create-gateway.ts';
import { forward } from './forward.ts';
import { errorFrame, FrameSink } from './frame-sink.ts';
import { strategyOf } from './order-candidates.ts';
import type { ApiError } from './protocol-error.ts';
import type { RequestBody } from './read-request.ts';
import { RequestEntry } from './request-entry.ts';
import { candidatesFor } from './serve-call.ts';
import { SocketRelay } from './socket-relay.ts';
import { searchOf } from './upstream-request.ts';

/** Frames that may wait for the answer before them. */
const mostWaiting = 16;
const policy = 1008;
const wanted = new Set(['type', 'model', 'stream']);
const call: ApiCall = responsesSocketCall;

/** One client's socket: a `response.create` at a time, each a request of its own with its own record. */
export class ResponsesSession {
  readonly #socket: WebSocket;
  readonly #request: IncomingMessage;
  readonly #client: GatewayClient;
  readonly #parts: GatewayParts;
  readonly #relay: SocketRelay;
  readonly #waiting: Buffer[] = [];
  #running = false;
  #ended = false;
  #sink: FrameSink | undefined;

  constructor(socket: WebSocket, request: IncomingMessage, client: GatewayClient, parts: GatewayParts) {
    this.#socket = socket;
    this.#request = request;
    this.#client = client;
    this.#parts = parts;
    this.#relay = new SocketRelay(socket, request.headers);
  }

  take(frame: Buffer, binary: boolean): void {
    const type = binary ? undefined : (membersOf(frame).last('type')?.text ?? '');
    if (type === undefined) this.#tell({ status: 400, message: 'A frame must be text.' });
    else if (type === 'response.create') this.#queue(frame);
    // Whatever else the protocol has is between the client and a provider with a socket of its own.
    else if (this.#relay.busy && type.startsWith('response.')) this.#relay.pass(frame);
    else this.#tell({ status: 400, message: `unsupported websocket request type: ${type.slice(0, 100)}` });
  }

  #queue(frame: Buffer): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#tell({ status: 429, message: 'Too many requests wait on this socket; wait for the answers.' });
      return;
    }
    this.#waiting.push(frame);
    if (!this.#running) void this.#run();
  }

  end(): void {
    this.#ended = true;
    this.#waiting.length = 0;
    this.#sink?.leave();
    this.#relay.close();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let frame = this.#waiting.shift(); frame && !this.#ended; frame = this.#waiting.shift()) {
      await this.#turn(frame).catch((error: Error) => {
        this.#parts.log('error', `a request on a socket ended in an unexpected fault: ${error.name}`);
        this.#socket.close(1011);
      });
    }
    this.#running = false;
  }

  async #turn(frame: Buffer): Promise<void> {
    const { limiter, table, now, record } = this.#parts;
    const { clientKey } = this.#client;
    if (this.#client.stillGood?.() === false)
      return this.#socket.close(policy, 'the client key is no longer good');
    this.#client.used?.();
    const entry = new RequestEntry(
      { endpoint: call.endpoint, clientKey, headers: this.#request.headers },
      now,
      record,
    );
    const members = membersOf(frame);
    const asked = members.last('model')?.text ?? '';
    entry.alias = asked;
    const sink = new FrameSink(this.#socket, entry);
    const found =
      limiter.admit(clientKey) ?? candidatesFor({ call, client: this.#client }, asked, this.#parts);
    if ('message' in found) {
      sink.refuse('openai', found);
      return entry.finish(found.status, found.message);
    }
    this.#sink = sink;
    const { config } = table();
    const order = this.#parts.order.of(found, strategyOf(config.routing?.strategy));
    const first = order.find((candidate) => this.#parts.cooldowns.standing(candidate, now()) === 'good');
    const { socket, proxyUrl, account } = first?.target.entry ?? {};
    const ended = account && (await this.#parts.accounts.notReady(account.name));
    if (first && socket && !proxyUrl && !config['proxy-url'] && ended === undefined) {
      entry.tried(first);
      const { fares } = this.#parts;
      const noted = (status: number, error?: string) => {
        if (error === undefined) fares.answered(first.target);
        else if (status !== 499) fares.failed(first.target, status, error);
      };
      if (await this.#relay.turn(first, frame, members, entry, noted)) return;
    }
    const headers = {
      ...this.#request.headers,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    };
    const client = {
      method: 'POST',
      headers,
      search: searchOf(this.#request.url, this.#client.query),
      config,
    };
    await forward(
      { call, asked, candidates: found, body: asPost(frame, members), client, entry, sink },
      this.#parts,
    );
    this.#sink = undefined;
  }

  #tell(error: ApiError): void {
    this.#socket.send(JSON.stringify(errorFrame(error)));
  }
}

function membersOf(frame: Buffer): JsonMembers {
  const members = new JsonMembers(wanted);
  members.push(frame);
  return members;
}

/** The frame as the body of a request over HTTP: `"type":"response.create"` makes way for `"stream":true`. */
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
