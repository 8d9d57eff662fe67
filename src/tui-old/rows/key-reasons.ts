import { type ClientKey, clientKeyState, stopsAt } from '../../contract/client-key.ts';
import { count } from './figures.ts';
import { soonMs, unusedFor } from './key-texts.ts';
import { left, type Moment } from './moment.ts';

export type Tone = 'danger' | 'warning' | 'dim';

/** Why a key needs the user, and what to do about it. */
export interface Reason {
  readonly tone: Tone;
  readonly what: string;
  /** Begins with `; `, or is empty where nothing has to be done. */
  readonly act: string;
}

const day = 24 * 3600 * 1000;

/** Everything that is wrong with a key, worst first; a missing label is nothing wrong (A4, A7, A8, M1). */
export function reasonsOf(key: ClientKey, repeated: boolean, moment: Moment): readonly Reason[] {
  const found: Reason[] = [];
  const add = (tone: Tone, what: string, act = '') => found.push({ tone, what, act });
  const state = clientKeyState(key, moment.now);
  const stops = stopsAt(key.record);
  if (state === 'expired') add('danger', 'expired', '; revoke it, or give it a new expiry');
  if (key.sample) add('danger', 'a published example key', '; rotate it');
  if (key.weak && !key.sample) add('warning', 'shorter than 32 characters', '; rotate it');
  if (repeated) add('warning', 'in the list more than once', '; revoke it and add it again');
  if (state === 'retiring') {
    const calls = key.activity?.lastHour ?? 0;
    const still =
      calls > 0 ? `old key still used (${count(calls, 'call')} in the last hour)` : 'rotation is running';
    add(calls > 0 ? 'warning' : 'dim', `${still}, stops in ${left(moment, stops)}`);
  } else if (state !== 'expired' && stops - moment.now < soonMs) {
    add('warning', `expires in ${left(moment, stops)}`);
  }
  const unused = unusedFor(key, moment.now);
  if (unused !== undefined) add('dim', `unused for ${Math.floor(unused / day)} days`);
  return found;
}
