import type { Redis } from 'ioredis';
import type { Secret } from '../../../base/secrets/secret.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Address } from '../../management/address.ts';
import { answerTimeout } from '../../management/exchange.ts';
import { explainTransportError } from '../../management/explain-transport-error.ts';
import type { Timers } from '../../management/feed.ts';
import { lockoutWaitMs } from '../../management/lockout-wait.ts';
import { words } from '../words.ts';

/** The Redis side of a public server's port, signed in (recorded resp.json, v6/resp-queue.json). */
export interface RespSocket {
  /** Whether usage records are pushed here, and so kept from the queue. */
  readonly subscribed: boolean;
  listen(listener: {
    readonly onMessage: (text: string) => void;
    /** The server gave a sign of life. */
    readonly onPing: () => void;
    /** Called once, whichever side ends it. */
    readonly onEnd: (reason: string) => void;
  }): void;
  /** Takes records out of the queue, oldest first. */
  pop(count: number): Promise<readonly string[]>;
  end(): void;
}

interface RespOptions {
  readonly address: Address;
  readonly ca?: string | undefined;
  readonly subscribe: boolean;
  /** v6 has another name for its records than v7 (resp-queue.json). */
  readonly queue: 'usage' | 'queue';
  readonly now: () => number;
  readonly timers: Timers;
}

/** ms: to connect, to answer a command, and between two looks whether the server still answers. */
const limits = { connect: 2_000, answer: 1_200, pulse: 1_500 };
const channel = 'usage';

/**
 * Signs in on the same port by RESP. Failures: `denied` and `locked-out` as over HTTP, `unreachable`, and
 * `unsupported` where the port speaks HTTP alone, as behind a reverse proxy.
 */
export async function openRespSocket(options: RespOptions, secret: Secret): Promise<Outcome<RespSocket>> {
  const { address, ca } = options;
  if (address.url.pathname !== '/') return noRespProtocol(address);
  // 60 ms to load, so never before the first screen. A bundled CommonJS module has a default export alone.
  const { default: library } = await import('ioredis');
  const redis = new library.Redis({
    host: address.url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(address.url.port) || (address.secure ? 443 : 80),
    ...(address.secure && { tls: ca === undefined ? {} : { ca } }),
    lazyConnect: true,
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    // Reconnecting is the feed's: a refused secret must not be sent again by a library.
    retryStrategy: () => null,
    reconnectOnError: () => false,
    autoResubscribe: false,
    enableOfflineQueue: false,
    connectTimeout: limits.connect,
    commandTimeout: limits.answer,
    maxRetriesPerRequest: 0,
  });
  let broken: unknown;
  redis.on('error', (error) => {
    broken ??= error;
  });
  // The first records may come in one piece with the answer to SUBSCRIBE.
  const early: string[] = [];
  const keep = (_channel: string, text: string) => early.push(text);
  redis.on('message', keep);
  const hear = (receive: (text: string) => void) => {
    redis.off('message', keep).on('message', (_channel: string, text: string) => receive(text));
    for (const text of early) receive(text);
  };
  try {
    await redis.connect();
    await redis.call('AUTH', secret.reveal());
    const subscribed = options.subscribe && (await subscribe(redis));
    return success(socketOf(redis, subscribed, hear, options));
  } catch (error) {
    redis.disconnect();
    return explain(error, broken, options);
  }
}

/** false: this server has no such channel, as v6. */
async function subscribe(redis: Redis): Promise<boolean> {
  try {
    await redis.subscribe(channel);
    return true;
  } catch (error) {
    if (isReply(error)) return false;
    throw error;
  }
}

function socketOf(
  redis: Redis,
  subscribed: boolean,
  hear: (receive: (text: string) => void) => void,
  { address, queue, timers }: RespOptions,
): RespSocket {
  let reason = words().feed.ended;
  let timer: unknown;
  let ended = false;
  return {
    subscribed,
    listen({ onMessage, onPing, onEnd }) {
      const finish = () => {
        if (ended) return;
        ended = true;
        timers.clear(timer);
        onEnd(reason);
      };
      // Silence may mean no events, or a server that hangs: any answer to a PING decides, even an error.
      const pulse = () => {
        timer = timers.set(async () => {
          const alive = await redis.ping().then(() => true, isReply);
          if (ended) return;
          if (alive) {
            onPing();
            return pulse();
          }
          reason = answerTimeout(address, limits.pulse + limits.answer).message;
          redis.disconnect();
          finish();
        }, limits.pulse);
      };
      redis.once('end', finish);
      if (redis.status === 'end') return finish();
      hear(onMessage);
      pulse();
    },
    async pop(count) {
      const taken = await redis.call('LPOP', queue, String(count)).catch(() => []);
      return [taken].flat().filter((item) => typeof item === 'string');
    },
    end() {
      timers.clear(timer);
      redis.disconnect();
    },
  };
}

const isReply = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError';

function explain(error: unknown, broken: unknown, { address, now }: RespOptions): Failure {
  const said = error instanceof Error ? error.message : String(error);
  if (!isReply(error)) return explainSocketError(error, broken, address);
  const wait = lockoutWaitMs(undefined, said, now());
  if (wait !== undefined) {
    return failure('locked-out', words().feed.lockedOut(address.base, said.slice(0, 200)), {
      lockedOutUntil: now() + wait,
    });
  }
  if (/invalid management key/i.test(said)) {
    return failure('denied', words().feed.invalid);
  }
  return noRespProtocol(address);
}

/** An HTTP answer is no RESP, and a proxy may hang up or wait for more: all of these only mean "not here". */
function explainSocketError(error: unknown, broken: unknown, address: Address): Failure {
  const cause = broken ?? error;
  const { code } = cause as { code?: unknown };
  const dead =
    typeof code === 'string' && /^(ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code);
  return dead ? explainTransportError(cause, address) : noRespProtocol(address);
}

function noRespProtocol({ base }: Address): Failure {
  return failure('unsupported', words().feed.noPush(base));
}
