import type { Secret } from '../../base/secrets/secret.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { type Connection, exchange, type Reply } from './exchange.ts';
import { cannotSend, secretHeaders } from './sign-in-secret.ts';

/**
 * The one request of a sign-in, on its way while the code that understands its answer is still being loaded.
 */
export interface PrefetchedRequest {
  readonly path: string;
  /** The way on which the server was recognized: no other can have stepped in between. */
  readonly connection: Connection;
  readonly reply: Promise<Outcome<Reply>>;
}

interface PrefetchOptions {
  readonly secret: Secret;
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
  /** The whole request has left. */
  readonly onSent?: (() => void) | undefined;
}

/** undefined if this secret cannot be sent, and was not. */
export function prefetchRequest(
  connection: Connection,
  { secret, path, signal, onSent }: PrefetchOptions,
): PrefetchedRequest | undefined {
  if (cannotSend(secret)) return undefined;
  const reply = exchange(connection, { method: 'GET', path, headers: secretHeaders(secret), signal, onSent });
  return { path, connection, reply };
}
