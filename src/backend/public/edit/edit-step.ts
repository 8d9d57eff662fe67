import { failure, type Outcome } from '../../../contract/outcome.ts';
import type { PublicClient } from '../client/public-client.ts';
import { readConfig, type SeenConfig } from '../read-config.ts';
import { words } from '../words.ts';

/** What the edits of one batch work with. */
export interface EditContext {
  readonly client: PublicClient;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly wait: (ms: number) => Promise<void>;
  /** Keeps a text that the next request replaces, before that is sent: its answer may never come. */
  readonly remember?: ((text: string) => Promise<Outcome<unknown>>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One part of a batch that a route of its own carries out. */
export interface EditStep {
  /** What was done, for the message after a batch fails halfway; without secrets. */
  readonly what: string;
  /**
   * Writes and reads back; the value is what was read. After a failure nothing of it remains, unless the
   * message says so.
   */
  run(context: EditContext, before: SeenConfig): Promise<Outcome<SeenConfig>>;
  /** Undoes a successful run. */
  undo(context: EditContext, now: SeenConfig): Promise<Outcome<SeenConfig>>;
}

/** A write that was answered well and is not there was lost in the server's race with its own reload. */
export const tries = 3;
/** ms after which the server's reload of an earlier write is over (measured: 155). */
export const settleMs = 220;

export type Verdict =
  | { readonly kind: 'done' }
  /** As if nothing had been sent: it is sent again. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'wrong'; readonly outcome: Outcome<SeenConfig> };

export const isDone: Verdict = { kind: 'done' };
export const isLost: Verdict = { kind: 'lost' };

/**
 * Writes, reads back, and repeats a write that was lost, a few times. A write without an answer is read back
 * as well, as it may have been done. @param write says what it wrote on what it saw last
 */
export async function writeAndCheck(
  context: EditContext,
  before: SeenConfig,
  write: (seen: SeenConfig) => Promise<Outcome<unknown>>,
  check: (now: SeenConfig, before: SeenConfig) => Verdict,
): Promise<Outcome<SeenConfig>> {
  let seen = before;
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const written = await write(seen);
    if (!written.ok && written.kind !== 'unreachable') return written;
    const now = await readConfig(context.client);
    if (!now.ok) return written.ok ? unread(now.message) : written;
    const verdict = check(now.value, seen);
    if (verdict.kind === 'done') return now;
    if (verdict.kind === 'wrong') return verdict.outcome;
    if (!written.ok) return written;
    if (context.signal?.aborted) return failure('cancelled', words().stopped);
    seen = now.value;
    await context.wait(settleMs);
  }
  return failure('failed', words().edit.lost(context.client.address.base, tries));
}

function unread(why: string): Outcome<never> {
  return failure('failed', words().edit.notReadBack(why));
}

/** Attempts until a change must be active (measured: 155 ms after the write). */
const looks = 6;

/**
 * Checks with one client request whether the server uses the keys that it shows: v6 applies no changes once
 * its config.yaml was replaced. undefined if there is no key to test with.
 */
export async function appliesKeys(
  { client, wait }: Pick<EditContext, 'client' | 'wait'>,
  before: readonly string[],
  now: readonly string[],
): Promise<boolean | undefined> {
  const added = now.find((key) => key !== '' && !before.includes(key));
  const removed = before.find((key) => key !== '' && !now.includes(key));
  const key = added ?? removed;
  // Without keys, now or before, every client is let in.
  if (key === undefined || now.length === 0) return undefined;
  for (let look = 1; look <= looks; look += 1) {
    const answer = await client.inTurn((turn) =>
      turn.send({ method: 'GET', path: '/v1/models', headers: { authorization: `Bearer ${key}` } }),
    );
    if (!answer.ok) return undefined;
    if ((answer.value.status !== 401) === (key === added)) return true;
    await wait(settleMs);
  }
  return false;
}
