import { setTimeout as sleep } from 'node:timers/promises';

/** Attempts on one state, and in total while the state keeps changing. */
const [onOneState, inAll] = [3, 20];

type Attempted = { readonly ok: true } | { readonly ok: false; readonly kind: string };

/**
 * Repeats an edit when a `conflict` reports that another program wrote between its reading and its writing. An attempt
 * reports what it has read with `isLast`, which returns whether it is the last one; an attempt that does not call it is.
 */
export async function whileRaced<Outcome extends Attempted>(
  attempt: (isLast: (seen: string) => boolean, nth: number) => Promise<Outcome>,
): Promise<Outcome> {
  let before: string | undefined;
  let same = 0;
  for (let nth = 1; ; nth += 1) {
    let last = true;
    const outcome = await attempt((seen) => {
      same = seen === before ? same + 1 : 1;
      before = seen;
      last = nth >= inAll || same >= onOneState;
      return last;
    }, nth);
    if (outcome.ok || outcome.kind !== 'conflict' || last) return outcome;
    // A random pause, because the other program may write at regular intervals.
    await sleep(Math.random() * Math.min(100, 10 * nth));
  }
}
