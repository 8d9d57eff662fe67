import { failure, type Outcome } from '../../../contract/outcome.ts';
import { readConfig, type SeenConfig } from '../read-config.ts';
import { type EditContext, settleMs, tries } from './edit-step.ts';

export type Verdict =
  | { readonly kind: 'done' }
  /** As if nothing had been sent: it is sent again. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'wrong'; readonly outcome: Outcome<SeenConfig> };

export const isDone: Verdict = { kind: 'done' };
export const isLost: Verdict = { kind: 'lost' };

/**
 * Writes, reads back, and repeats a write that was lost, a few times. A write without an answer is read back as
 * well: nobody knows whether it was done. @param write says what it wrote on what it saw last
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
    if (context.signal?.aborted) return failure('cancelled', 'Stopped; nothing was changed.');
    seen = now.value;
    await context.wait(settleMs);
  }
  return failure(
    'failed',
    `${context.client.address.base} took the change ${tries} times and lost it each time; try again in a moment.`,
  );
}

function unread(why: string): Outcome<never> {
  return failure('failed', `The change was sent, but could not be read back: ${why}`);
}
