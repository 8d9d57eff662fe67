import { type ClientKey, clientKeyState, limitOver, stopsAt } from '../../contract/client-key.ts';
import { limitWords } from '../../contract/key-limits.ts';
import { type Segment, type Style, segment } from '../text/line.ts';
import type { Title } from '../ui/dialog.ts';
import { count } from './figures.ts';
import { ago, left, type Moment } from './moment.ts';

const day = 24 * 3600 * 1000;
/** M1. */
export const longUnusedMs = 90 * day;
export const soonMs = 7 * day;

/** Labels come from outside: never with a control character. */
export function labelOnScreen(key: ClientKey): string | undefined {
  const label = (key.record?.label ?? '').trim();
  return label === '' ? undefined : label;
}

/** What a person calls the key: its label, else its mask. */
export function nameOnScreen(key: ClientKey): string {
  return labelOnScreen(key) ?? key.key.mask;
}

/** For the title of a box: the label and the mask, or the mask alone. */
export function titleWith(before: string, key: ClientKey, after = ''): Exclude<Title, string> {
  const mask = labelOnScreen(key) ? ` (${key.key.mask})` : '';
  return { before, name: nameOnScreen(key), after: mask + after };
}

export const isNew = (key: ClientKey): boolean => key.record?.replaces !== undefined;

export function lastUsed(key: ClientKey, moment: Moment): string {
  const { activity } = key;
  if (!activity) return '–';
  return activity.lastUsedAt === undefined ? 'never' : ago(moment, activity.lastUsedAt);
}

/** undefined: used within 90 days, or nobody knows. In ms. */
export function unusedFor(key: ClientKey, now: number): number | undefined {
  const { activity } = key;
  if (!activity) return undefined;
  const ms = now - (activity.lastUsedAt ?? activity.countedSince);
  return ms >= longUnusedMs ? ms : undefined;
}

const tones: Readonly<Record<string, Style>> = {
  expired: 'danger',
  sample: 'danger',
  'over limit': 'warning',
  weak: 'warning',
  retiring: 'warning',
  active: 'good',
};

/** `retiring · 5 calls in the last hour · 2 d left`; `short` where there is no room: `retiring · 5/h · 2 d`. */
export function stateOf(key: ClientKey, moment: Moment, short = false): Segment[] {
  const state = clientKeyState(key, moment.now);
  const more: string[] = [];
  const calls = key.activity?.lastHour;
  const over = state === 'expired' ? undefined : limitOver(key, moment.now);
  if (over) {
    const until = left(moment, over.until);
    if (state !== 'over limit') more.push('over limit');
    more.push(short ? until : `${limitWords[over.limit]} · again in ${until}`);
  }
  if (state === 'retiring') {
    if (calls !== undefined) more.push(short ? `${calls}/h` : `${count(calls, 'call')} in the last hour`);
    more.push(short ? left(moment, stopsAt(key.record)) : `${left(moment, stopsAt(key.record))} left`);
  } else if (state !== 'expired') {
    const stops = stopsAt(key.record);
    if (stops - moment.now < soonMs) more.push(`${short ? '' : 'expires in '}${left(moment, stops)}`);
    const unused = unusedFor(key, moment.now);
    if (unused !== undefined) more.push(`unused ${Math.floor(unused / day)} d`);
  }
  if (key.duplicate) more.push('duplicate');
  const rest = more.map((text) => ` · ${text}`).join('');
  return [segment(state, tones[state] ?? 'plain'), segment(rest)];
}
