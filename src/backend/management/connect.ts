import type { Secret } from '../../base/secrets/secret.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { success } from '../../contract/outcome.ts';
import type { Backend } from '../backend.ts';
import { addressOf } from './address.ts';
import type { Ahead } from './ask-ahead.ts';
import { type ClientOptions, createClient } from './create-client.ts';
import type { Timers } from './feed.ts';
import { createManagementBackend } from './management-backend.ts';
import { cannotSend } from './sign-in-secret.ts';

export interface ConnectOptions {
  readonly url: string;
  /** Local password or management secret (C2). */
  readonly secret: Secret;
  /** PEM text of the authority that signed the server's certificate (I1). */
  readonly ca?: string;
  readonly signal?: AbortSignal;
  /** ms since the epoch. */
  readonly now?: () => number;
  /** 0 to 1; spreads the reconnects. */
  readonly random?: () => number;
  readonly timers?: Timers;
  readonly limits?: ClientOptions['limits'];
  /** Its first request, which has left already. */
  readonly ahead?: Ahead | undefined;
}

/**
 * Signs in to an embedded server with one request, whose answer is also the first load. Failures: `denied` with
 * the attempts left, `locked-out`, `unreachable`, `unsupported` (another server, or management is off), `invalid`.
 */
export async function connectManagement(options: ConnectOptions): Promise<Outcome<Backend>> {
  const address = addressOf(options.url);
  if (!address.ok) return address;
  const { secret, ca, signal, now = Date.now, random = Math.random, timers = systemTimers } = options;
  const { limits, ahead } = options;
  const reason = cannotSend(secret);
  if (reason) return reason;
  const client = createClient({ address: address.value, secret, ca, now, ahead, ...(limits && { limits }) });
  const first = await client.request('consoleState', undefined, { signal });
  if (!first.ok) {
    client.close();
    return first;
  }
  return success(createManagementBackend({ client, first: first.value, ca, now, random, timers }));
}

const systemTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};
