import { oneAtATime } from '../../base/async/one-at-a-time.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';
import type { Address } from './address.ts';
import {
  type Connection,
  closeConnection,
  exchange,
  openConnection,
  type Reply,
  usualLimits,
} from './exchange.ts';
import type { PrefetchedRequest } from './prefetch-request.ts';
import { secretHeaders } from './sign-in-secret.ts';

interface ConnectionRequest {
  readonly method: string;
  /** Behind the address, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly changes?: boolean | undefined;
}

/** What a task of the connection is given; valid for its turn only. */
export interface ConnectionTurn {
  readonly secret: Secret;
  /** The header that carries the secret. */
  readonly headers: Readonly<Record<string, string>>;
  send(request: ConnectionRequest): Promise<Outcome<Reply>>;
  /** B7: what every later turn sends. */
  goOnWith(secret: Secret): void;
}

/** A connection to one server that carries a secret. */
export interface AuthenticatedConnection {
  readonly address: Address;
  /**
   * Runs a task that sends the secret, one after the other. A `denied` or `locked-out` that it gives back
   * ends the connection, or holds it for as long as the lock-out lasts: later tasks get that failure and are
   * not run. The signal stops a task that waits for its turn; one that runs gives it to its requests.
   */
  inTurn<T>(task: (turn: ConnectionTurn) => Promise<Outcome<T>>, signal?: AbortSignal): Promise<Outcome<T>>;
  close(): void;
}

interface ConnectionOptions {
  readonly address: Address;
  readonly secret: Secret;
  /** PEM text of an authority to trust besides none other. */
  readonly ca?: string | undefined;
  readonly now: () => number;
  readonly limits?: typeof usualLimits;
  /** The first request with this secret, which has left already. */
  readonly prefetched?: PrefetchedRequest | undefined;
  /** Called once with what ended or holds the connection. */
  readonly onStopped?: (reason: Failure) => void;
}

/** A refused secret is never sent twice, and nothing is sent during a lock-out (B5, DESIGN). */
export function createAuthenticatedConnection(options: ConnectionOptions): AuthenticatedConnection {
  const { address, ca, now, limits = usualLimits } = options;
  let { secret, prefetched } = options;
  let stopped: Failure | undefined;
  let connection: Promise<Outcome<Connection>> | undefined =
    prefetched && Promise.resolve(success(prefetched.connection));
  let closed = false;
  // One after the other: of several at once that are refused, each would count towards the ban.
  const turn = oneAtATime();

  function whyNot(signal?: AbortSignal): Failure | undefined {
    if (signal?.aborted) return failure('cancelled', words().notSent);
    if (closed) return failure('cancelled', words().closed(address.base));
    if (stopped?.lockedOutUntil !== undefined && stopped.lockedOutUntil <= now()) stopped = undefined;
    return stopped;
  }

  async function send({ headers, body, ...wanted }: ConnectionRequest): Promise<Outcome<Reply>> {
    const asked = prefetched;
    prefetched = undefined;
    if (asked && wanted.method === 'GET' && wanted.path === asked.path) return asked.reply;
    connection ??= openConnection(address, ca);
    const open = await connection;
    if (!open.ok) return open;
    return exchange(open.value, { ...wanted, headers: { ...headers }, body }, limits);
  }

  return {
    address,
    inTurn(task, signal) {
      let waits = true;
      const run = turn(async () => {
        waits = false;
        const reason = whyNot(signal);
        if (reason) return reason;
        const used = secret;
        const outcome = await task({
          secret: used,
          headers: secretHeaders(used),
          send,
          goOnWith(next) {
            secret = next;
          },
        });
        const final = !outcome.ok && (outcome.kind === 'denied' || outcome.kind === 'locked-out');
        if (final && used === secret) {
          stopped = outcome;
          if (!closed) options.onStopped?.(outcome);
        }
        return outcome;
      });
      return signal ? unlessAborted(run, signal, () => waits) : run;
    },
    close() {
      closed = true;
      void connection?.then((it) => it.ok && closeConnection(it.value));
    },
  };
}
/** A request that waits for its turn is given up at once, not when its turn comes. */
function unlessAborted<T>(
  run: Promise<Outcome<T>>,
  signal: AbortSignal,
  waits: () => boolean,
): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (waits()) resolve(failure('cancelled', words().notSent));
    };
    signal.addEventListener('abort', stop, { once: true });
    run.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
