import { formatCount } from '../../../base/text/count-text.ts';
import {
  type ClientKey,
  type ClientKeyState,
  clientKeyState,
  limitOver,
  stopsAt,
} from '../../../contract/client-key.ts';
import { type CountedLimit, countedLimits, usedAt } from '../../../contract/key-limits.ts';
import { shareLook } from '../../components/graphs/cells.ts';
import type { Span } from '../../components/text.tsx';
import { ago, left, type Moment } from '../../moment.ts';
import { unknown, wholePercent } from '../../numbers.ts';
import { remember } from '../../remember.ts';
import type { Role, Sign } from '../../theme.ts';
import { words } from './words.ts';

const day = 24 * 3600 * 1000;
/** M1. */
const longUnusedMs = 90 * day;
const soonMs = 7 * day;

/** undefined: it has none. */
export const labelOf = ({ record }: ClientKey): string | undefined => record?.label?.trim() || undefined;

/** What a person calls the key: its label, else its mask. */
export const nameOf = (key: ClientKey): string => labelOf(key) ?? key.key.mask;

/** Two keys of a rotation share a label: the new one says that it is. */
export const fullNameOf = (key: ClientKey): string =>
  key.record?.replaces === undefined ? nameOf(key) : words().newKey(nameOf(key));

/** `team-a · 7f3a…9c21`, for the title of a box. */
export const titleOf = (key: ClientKey): string =>
  labelOf(key) === undefined ? key.key.mask : `${fullNameOf(key)} · ${key.key.mask}`;

const retiringOf = remember((keys: readonly ClientKey[]) => keys.filter(({ record }) => record?.retiring));

/** The running rotation that a key is the old or the new one of (A8). */
export function rotationAt(
  keys: readonly ClientKey[],
  key: ClientKey,
): { readonly old: ClientKey; readonly replacement: ClientKey | undefined } | undefined {
  const old = key.record?.retiring
    ? key
    : retiringOf(keys).find((other) => other.record?.retiring?.replacedBy === key.fingerprint);
  if (!old) return undefined;
  return { old, replacement: keys.find((one) => one.fingerprint === old.record?.retiring?.replacedBy) };
}

/** `12 s ago`, `never`; `–`: the server does not count. */
export function lastUsed({ activity }: ClientKey, moment: Moment): string {
  if (!activity) return unknown;
  return activity.lastUsedAt === undefined ? words().never : ago(moment, activity.lastUsedAt);
}

/** One counted limit of a key. */
export interface LimitUse {
  readonly limit: CountedLimit;
  readonly most: number;
  /** undefined: not known, or not counted by this server. */
  readonly used: number | undefined;
  /** Requests are refused until then, ms since the epoch. */
  readonly refusedUntil: number | undefined;
  /** It reads differently then. */
  readonly resetsAt: number | undefined;
}

/** What of its limits is used. @param now ms since the epoch */
export const limitUses = ({ record, activity }: ClientKey, now: number): readonly LimitUse[] =>
  countedLimits.flatMap((limit) => {
    const most = record?.limits?.[limit];
    if (most === undefined) return [];
    const spent = activity?.spending?.[limit];
    const used = usedAt(spent, now);
    const { refusedUntil = 0, resetsAt } = spent ?? {};
    const isOver = refusedUntil > now && (used ?? 0) >= most;
    return [{ limit, most, used, resetsAt, refusedUntil: isOver ? refusedUntil : undefined }];
  });

/** `60 req/min` */
export const limitTitle = ({ limit, most }: Pick<LimitUse, 'limit' | 'most'>): string =>
  words().limits[limit](formatCount(most));

/** All limits in a row, for a wide list; empty: it has none. */
export const limitsText = (key: ClientKey, now: number): string =>
  [...limitUses(key, now).map(limitTitle), ...(key.record?.limits?.models ?? [])].join(', ');

/** The state of a key in one word, for filter and palette. */
export const stateWord = (key: ClientKey, now: number): string => words().states[clientKeyState(key, now)];

export const keySigns: Readonly<Record<ClientKeyState, Sign>> = {
  expired: ['✕', 'danger'],
  retiring: ['◌', 'info'],
  'over limit': ['!', 'warning'],
  sample: ['✕', 'danger'],
  weak: ['!', 'warning'],
  active: ['●', 'success'],
};

/**
 * Sign, word and what belongs to it: `◌ retiring 2 d · 5/h`, `! over 60 req/min · 40 s`.
 * @param short the sign and the word alone, where the details are beside it
 */
export function stateOf(key: ClientKey, moment: Moment, short = false): readonly Span[] {
  const { state: say, states } = words();
  const { now } = moment;
  const { activity, duplicate } = key;
  const state = clientKeyState(key, now);
  const [sign, role] = keySigns[state];
  const stops = stopsAt(key.record);
  const over = state === 'expired' ? undefined : limitOver(key, now);
  const more: (readonly [text: string, role?: Role])[] = [];
  let word: string = states[state];
  let wordRole: Role | undefined = role === 'success' ? undefined : role;

  if (state === 'expired') word = short ? word : say.expired(ago(moment, stops));
  if (state === 'retiring') {
    word = say.retiring(left(moment, stops));
    if (activity) more.push([say.perHour(activity.lastHour)]);
  }
  if (over) {
    const named = say.over(limitTitle({ limit: over.limit, most: key.record?.limits?.[over.limit] ?? 0 }));
    const time = left(moment, over.until);
    if (state === 'over limit') word = named;
    more.push(state === 'over limit' ? [time] : [`${named} ${time}`, 'warning']);
  }
  if (state === 'active') {
    const share = Math.max(0, ...limitUses(key, now).map(({ used = 0, most }) => used / most));
    const { role: shareRole, word: high } = shareLook(share);
    const shown = say.limit(wholePercent(Math.min(1, share)));
    if (share > 0) more.push(high === undefined ? [shown] : [shown, shareRole]);
    if (stops - now < soonMs) {
      word = (short ? say.expiresShort : say.expires)(left(moment, stops));
      wordRole = 'warning';
    }
  }
  const idleMs = activity ? now - (activity.lastUsedAt ?? activity.countedSince) : 0;
  const canIdle = state === 'sample' || state === 'weak' || state === 'active';
  if (canIdle && idleMs >= longUnusedMs) more.push([say.unused(Math.floor(idleMs / day))]);
  if (duplicate) more.push([say.duplicate, 'warning']);
  return [
    { text: `${sign} `, role: wordRole ?? role },
    { text: word, role: wordRole },
    ...(short ? [] : more.flatMap(([text, own]): Span[] => [{ text: ' · ' }, { text, role: own }])),
  ];
}
