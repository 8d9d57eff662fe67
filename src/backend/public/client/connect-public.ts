import { randomBytes as systemBytes } from 'node:crypto';
import type { Secret } from '../../../base/secrets/secret.ts';
import type { ConsoleFolder } from '../../../config/console-folder/console-folder.ts';
import { type Failure, type Outcome, success } from '../../../contract/outcome.ts';
import { addressOf } from '../../management/address.ts';
import type { usualLimits } from '../../management/exchange.ts';
import { systemTimers, type Timers } from '../../management/feed.ts';
import type { PrefetchedRequest } from '../../management/prefetch-request.ts';
import { cannotSend } from '../../management/sign-in-secret.ts';
import type { AcceptedParts } from '../config-file.ts';
import { createPublicBackend, type PublicBackend, type WatchConfig } from '../public-backend.ts';
import { readConfig } from '../read-config.ts';
import { chooseFeed, type FeedAnswer, type UsageFeed } from '../usage/usage-feed.ts';
import { type AttemptCount, countAttempts } from './attempt-count.ts';
import { createPublicClient } from './public-client.ts';

export interface ConnectPublicOptions {
  readonly url: string;
  /** Management secret, MANAGEMENT_PASSWORD or -password of the server: it does not report which. */
  readonly secret: Secret;
  /** PEM text of the authority that signed the server's certificate (I1). */
  readonly ca?: string;
  readonly signal?: AbortSignal;
  /** Where labels and audit log of this server are kept. */
  readonly folder?: ConsoleFolder;
  readonly usageFeed?: UsageFeed;
  /** What the user answered about the usage feed of this server (H4). */
  readonly feedAnswer?: FeedAnswer;
  /** What this server makes of its config.yaml, kept over restarts. */
  readonly acceptedParts?: AcceptedParts;
  readonly backupName?: string;
  readonly watchConfig?: WatchConfig;
  /** Shared by all sign-ins to one address. */
  readonly attempts?: AttemptCount;
  /** ms since the epoch. */
  readonly now?: () => number;
  /** 0 to 1; spreads the reconnects. */
  readonly random?: () => number;
  readonly randomBytes?: (count: number) => Uint8Array;
  readonly timers?: Timers;
  readonly limits?: typeof usualLimits;
  /** Its `GET config`, which has left already. */
  readonly prefetched?: PrefetchedRequest | undefined;
}

/**
 * Signs in to a public CLI Proxy API server with one `GET config`, whose answer is also the first load:
 * nothing goes beside it, as of two requests with a refused secret both count towards the ban. Failures:
 * `denied` with the attempts left, `locked-out`, `unreachable`, `unsupported` (management is off), `invalid`.
 */
export async function connectPublic(options: ConnectPublicOptions): Promise<Outcome<PublicBackend>> {
  const address = addressOf(options.url);
  if (!address.ok) return address;
  const { secret, ca, signal, now = Date.now, random = Math.random, timers = systemTimers } = options;
  const reason = cannotSend(secret);
  if (reason) return reason;
  let onStopped = (_: Failure): void => {};
  const client = createPublicClient({
    address: address.value,
    secret,
    ca,
    now,
    attempts: options.attempts ?? countAttempts(),
    ...(options.limits && { limits: options.limits }),
    prefetched: options.prefetched,
    onStopped: (why) => onStopped(why),
  });
  const first = await readConfig(client, signal);
  if (!first.ok) {
    client.close();
    return first;
  }
  const { backend, stopped } = createPublicBackend({
    client,
    first: first.value,
    ca,
    folder: options.folder,
    acceptedParts: options.acceptedParts,
    backupName: options.backupName,
    watchConfig: options.watchConfig,
    feed: chooseFeed(options.usageFeed ?? 'auto', address.value.base, options.feedAnswer),
    now,
    random,
    randomBytes: options.randomBytes ?? systemBytes,
    timers,
    wait: (ms) => new Promise((resolve) => timers.set(() => resolve(), ms)),
  });
  onStopped = stopped;
  return success(backend);
}
