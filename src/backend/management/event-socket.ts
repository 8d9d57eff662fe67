import type { IncomingMessage } from 'node:http';
import type { Change } from '../../contract/change.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { eventsPath } from '../../contract/routes.ts';
import type { Address } from './address.ts';
import { answerTimeout } from './exchange.ts';
import { explainAnswer } from './explain-answer.ts';
import { explainTransportError } from './explain-transport-error.ts';
import { words } from './words.ts';

export interface EventSocket {
  /** It begins with what was missed since the state that was loaded. */
  readonly tellsMissed?: boolean;
  /** `onEnd` is called once, whichever side ends it. */
  listen(listener: {
    readonly onFrame: (text: string) => void;
    /** For a socket that has no frames of its own and makes the changes itself. */
    readonly onChange: (change: Change) => void;
    /** The peer gave a sign of life. */
    readonly onPing: () => void;
    readonly onEnd: (reason: string) => void;
  }): void;
  /** At once, without waiting for the peer. */
  end(): void;
}

interface SocketOptions {
  readonly address: Address;
  /** Stamp of the state that was loaded, from a server that gives one. */
  readonly since?: string | undefined;
  readonly ca?: string | undefined;
  readonly now: () => number;
  /** ms; shorter ones for tests. */
  readonly pulse?: { readonly every: number; readonly timeoutMs: number };
}

/** ms */
const handshakeTimeout = 10_000;
/**
 * ms: the server is pinged, as it says something by itself twice a minute only, and how long it may give no
 * sign of life. One that hangs is reported within ten seconds.
 */
const heartbeat = { every: 2_000, timeoutMs: 6_000 };
/** Bytes of a frame; activity of 2,000 keys is a third of a megabyte. */
const maxPayload = 8 * 1024 * 1024;

/** Opens the change feed's WebSocket; a refused upgrade is explained like any other answer. */
export async function openEventSocket(
  { address, since, ca, now, pulse = heartbeat }: SocketOptions,
  headers: Record<string, string>,
): Promise<Outcome<EventSocket>> {
  // 50 ms to load unbundled, so not before the first screen.
  const { WebSocket } = await import('ws');
  const path = address.url.pathname.replace(/\/$/, '');
  const url = new URL(`${path}${eventsPath}`, address.url);
  if (since !== undefined) url.searchParams.set('since', since);
  url.protocol = address.secure ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, {
    headers,
    handshakeTimeout,
    maxPayload,
    perMessageDeflate: false,
    followRedirects: false,
    ca,
  });
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.removeAllListeners('error');
      // Its first frame may be here before `listen`.
      socket.pause();
      resolve(success({ ...listening(socket, address, pulse), tellsMissed: since !== undefined }));
    });
    socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
      void bodyOf(answer).then((body) => {
        const reply = { status: answer.statusCode ?? 0, headers: answer.headers, body };
        resolve(
          reply.status === 101 || reply.status < 300
            ? failure('unsupported', words().noPush(address.base))
            : explainAnswer(reply, address.base, now()),
        );
        socket.terminate();
      });
    });
    socket.on('error', (error) => {
      const late = error.message === 'Opening handshake has timed out';
      resolve(late ? answerTimeout(address, handshakeTimeout) : explainTransportError(error, address));
    });
  });
}

function listening(
  socket: import('ws').WebSocket,
  address: Address,
  { every, timeoutMs }: NonNullable<SocketOptions['pulse']>,
): EventSocket {
  return {
    listen({ onFrame, onPing, onEnd }) {
      let reason = words().ended;
      let heard = performance.now();
      const alive = () => {
        heard = performance.now();
        onPing();
      };
      socket.on('message', (data, binary) => {
        heard = performance.now();
        if (!binary) onFrame(String(data));
      });
      socket.on('ping', alive);
      socket.on('pong', alive);
      socket.resume();
      // The time of the last look, as this program may itself have stood still.
      let looked = heard;
      const timer = setInterval(() => {
        const now = performance.now();
        const awake = now - looked < timeoutMs;
        looked = now;
        if (awake && now - heard > timeoutMs) {
          reason = answerTimeout(address, timeoutMs).message;
          socket.terminate();
        } else if (socket.readyState === socket.OPEN) socket.ping();
      }, every);
      timer.unref();
      socket.on('error', () => {
        reason = words().broke;
      });
      const ended = () => {
        clearInterval(timer);
        onEnd(reason);
      };
      if (socket.readyState === socket.CLOSED) ended();
      else socket.once('close', ended);
    },
    end: () => socket.terminate(),
  };
}

/** The sentence of a refusal is short; more is not read. */
async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > 64 * 1024) break;
      parts.push(part);
    }
  } catch {
    // what came is enough
  }
  return Buffer.concat(parts);
}
