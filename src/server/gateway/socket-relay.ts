import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { JsonMembers } from '../../base/json-members.ts';
import { setValue, spliceBody } from '../../base/splice-body.ts';
import { openAiTokens } from '../../providers/openai-tokens.ts';
import { errorFrame, mostBuffered } from './frame-sink.ts';
import { requestHeaders } from './pass-headers.ts';
import type { RequestEntry } from './request-entry.ts';
import { type Candidate, pathOf } from './target.ts';

const openMs = 10_000;
/** Such a frame is the last of an answer. */
const last = new Set(['response.completed', 'response.failed', 'response.incomplete', 'error']);
const typeOnly = new Set(['type']);

interface Turn {
  readonly entry: RequestEntry;
  readonly end: (status: number, error?: string) => void;
}

/** Hands frames on between a client and a provider that has this socket as well; one upstream socket at a time. */
export class SocketRelay {
  readonly #client: WebSocket;
  readonly #headers: IncomingHttpHeaders;
  #upstream: { readonly id: string; readonly socket: WebSocket } | undefined;
  #turn: Turn | undefined;

  constructor(client: WebSocket, headers: IncomingHttpHeaders) {
    this.#client = client;
    this.#headers = headers;
  }

  get busy(): boolean {
    return this.#turn !== undefined;
  }

  /** false: the provider did not open its socket, so nothing has happened. */
  async turn(
    candidate: Candidate,
    frame: Buffer,
    members: JsonMembers,
    entry: RequestEntry,
    /** Hears how it ended. */
    noted: (status: number, error?: string) => void,
  ): Promise<boolean> {
    const socket = await this.#socketTo(candidate);
    if (!socket) return false;
    const edits = members.found
      .filter((member) => member.name === 'model' && member.text !== candidate.model)
      .map((member) => setValue(member, candidate.model));
    await new Promise<void>((resolve) => {
      this.#turn = {
        entry,
        end: (status, error) => {
          this.#turn = undefined;
          entry.finish(status, error);
          noted(status, error);
          resolve();
        },
      };
      socket.send(spliceBody(frame, edits).toString('utf8'));
    });
    return true;
  }

  /** A frame that belongs to the running answer, such as its cancellation. */
  pass(frame: Buffer): void {
    this.#upstream?.socket.send(frame.toString('utf8'));
  }

  /** The client went away. */
  close(): void {
    this.#turn?.end(499, 'the client went away');
    this.#upstream?.socket.terminate();
    this.#upstream = undefined;
  }

  /** What the provider keeps of earlier turns it keeps on one connection, so that stays open. */
  async #socketTo(candidate: Candidate): Promise<WebSocket | undefined> {
    const { target } = candidate;
    const { id, entry } = target;
    if (this.#upstream?.id === id && this.#upstream.socket.readyState === WebSocket.OPEN)
      return this.#upstream.socket;
    this.#upstream?.socket.close();
    const headers = requestHeaders(this.#headers, target, 'responses') as Record<string, string>;
    delete headers['accept-encoding'];
    delete headers['content-type'];
    const url = `${target.origin.replace(/^http/, 'ws')}${target.basePath}${pathOf(target, 'responses') ?? ''}`;
    const socket = new WebSocket(url, {
      headers,
      handshakeTimeout: openMs,
      perMessageDeflate: false,
      maxPayload: 64 * 1024 * 1024,
    });
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    // Later faults are followed by `close`.
    socket.on('error', () => {});
    if (!opened || this.#client.readyState !== WebSocket.OPEN) {
      socket.terminate();
      return undefined;
    }
    this.#upstream = { id, socket };
    socket.on('message', (data, binary) => this.#fromUpstream(socket, data as Buffer, binary));
    socket.on('close', () => this.#lost(socket, entry.name));
    return socket;
  }

  #fromUpstream(socket: WebSocket, frame: Buffer, binary: boolean): void {
    this.#turn?.entry.firstByte();
    this.#client.send(frame, { binary }, () => socket.resume());
    if (this.#client.bufferedAmount > mostBuffered) socket.pause();
    const turn = this.#turn;
    if (!turn) return;
    const members = new JsonMembers(typeOnly);
    members.push(frame);
    const type = members.last('type')?.text ?? '';
    if (!last.has(type)) return;
    const tokens = frame.includes('"usage"') ? openAiTokens(parsed(frame)) : undefined;
    if (tokens) turn.entry.tokens = tokens;
    if (type === 'error') turn.end(statusIn(frame), 'the provider answered with an error on its socket');
    else
      turn.end(
        type === 'response.failed' ? 502 : 200,
        type === 'response.failed' ? 'the provider failed' : undefined,
      );
  }

  #lost(socket: WebSocket, name: string): void {
    if (this.#upstream?.socket !== socket) return;
    this.#upstream = undefined;
    const turn = this.#turn;
    if (!turn) return;
    const message = `${name} closed the connection before its answer was complete`;
    this.#client.send(JSON.stringify(errorFrame({ status: 502, message, code: 'upstream_unreachable' })));
    turn.end(502, message);
  }
}

function statusIn(frame: Buffer): number {
  const { status } = (parsed(frame) ?? {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 502;
}

function parsed(frame: Buffer): unknown {
  try {
    return JSON.parse(frame.toString('utf8'));
  } catch {
    return undefined;
  }
}
