import { type ClientKey, clientKeyState, limitOver, stopsAt } from '../../../contract/client-key.ts';
import { countedLimits, usedAt } from '../../../contract/key-limits.ts';
import { shareLook } from '../../components/graphs/cells.ts';
import type { Span } from '../../components/text.tsx';
import { ago, left, type Moment } from '../../moment.ts';
import { unknown, wholePercent } from '../../numbers.ts';
import type { Glyphs, Role } from '../../theme.ts';
import { words } from './words.ts';

const day = 24 * 3600 * 1000;
/** M1. */
const longUnusedMs = 90 * day;
const soonMs = 7 * day;

/** undefined: it has none. */
export function labelOf(key: ClientKey): string | undefined {
  const label = (key.record?.label ?? '').trim();
  return label === '' ? undefined : label;
}

/** What a person calls the key: its label, else its mask. */
export const nameOf = (key: ClientKey): string => labelOf(key) ?? key.key.mask;

/** The new key of a running rotation. */
const isNew = (key: ClientKey): boolean => key.record?.replaces !== undefined;

/** Two keys of a rotation share a label. */
export const fullNameOf = (key: ClientKey): string =>
  isNew(key) ? words().newKey(nameOf(key)) : nameOf(key);

/** `team-a · 7f3a…9c21`, for the title of a box. */
export const titleOf = (key: ClientKey): string =>
  labelOf(key) === undefined ? key.key.mask : `${fullNameOf(key)} · ${key.key.mask}`;

/** The running rotation that a key is the old or the new one of (A8). */
export function rotationAt(
  keys: readonly ClientKey[],
  key: ClientKey,
): { readonly old: ClientKey; readonly replacement: ClientKey | undefined } | undefined {
  const old = key.record?.retiring
    ? key
    : keys.find((other) => other.record?.retiring?.replacedBy === key.fingerprint);
  if (!old) return undefined;
  const replacement = keys.find((other) => other.fingerprint === old.record?.retiring?.replacedBy);
  return { old, replacement };
}

/** `12 s ago`, `never`; `–`: the server does not count. */
export function lastUsed({ activity }: ClientKey, moment: Moment): string {
  if (!activity) return unknown;
  return activity.lastUsedAt === undefined ? words().never : ago(moment, activity.lastUsedAt);
}

/** Days since the last request, where that is long ago; undefined: it is used, or not counted. */
function unusedDays({ activity }: ClientKey, now: number): number | undefined {
  if (!activity) return undefined;
  const ms = now - (activity.lastUsedAt ?? activity.countedSince);
  return ms >= longUnusedMs ? Math.floor(ms / day) : undefined;
}

/** The used share of the tightest limit; undefined: it has none that are counted. */
export function tightestShare({ record, activity }: ClientKey, now: number): number | undefined {
  const shares = countedLimits.flatMap((limit) => {
    const most = record?.limits?.[limit];
    const used = usedAt(activity?.spending?.[limit], now);
    return most === undefined || used === undefined ? [] : [used / most];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}

/** The state of a key in one word, for filter and palette. */
export const stateWord = (key: ClientKey, now: number): string => words().states[clientKeyState(key, now)];

/**
 * Sign, word and what belongs to it: `◌ retiring 2 d · 5/h`.
 * @param short the sign and the word alone, where the details are beside it
 */
export function stateOf(key: ClientKey, moment: Moment, glyphs: Glyphs, short = false): readonly Span[] {
  const { state: say, states } = words();
  const state = clientKeyState(key, moment.now);
  const stops = stopsAt(key.record);
  const more: Span[] = [];
  const add = (text: string, role?: Role) => more.push({ text: ` ${glyphs.separator} ` }, { text, role });
  const look = (sign: string, role: Role, text: string): readonly Span[] => {
    const over = state === 'expired' ? undefined : limitOver(key, moment.now);
    if (over && state !== 'over limit') add(`${states['over limit']} ${left(moment, over.until)}`, 'warning');
    if (key.duplicate) add(say.duplicate, 'warning');
    return [
      { text: `${sign} `, role },
      { text, role: role === 'success' ? undefined : role },
      ...(short ? [] : more),
    ];
  };
  const unused = unusedDays(key, moment.now);
  const idle = () => unused !== undefined && add(say.unused(unused));
  switch (state) {
    case 'expired':
      return look(glyphs.error, 'danger', short ? states.expired : say.expired(ago(moment, stops)));
    case 'retiring': {
      const requests = key.activity?.lastHour;
      if (requests !== undefined) add(say.perHour(requests));
      return look(glyphs.retiring, 'info', say.retiring(left(moment, stops)));
    }
    case 'over limit': {
      const over = limitOver(key, moment.now);
      if (over) add(left(moment, over.until));
      return look(glyphs.warning, 'warning', states['over limit']);
    }
    case 'sample':
      idle();
      return look(glyphs.error, 'danger', states.sample);
    case 'weak':
      idle();
      return look(glyphs.warning, 'warning', states.weak);
    case 'active': {
      const share = tightestShare(key, moment.now);
      if (share !== undefined && share > 0) {
        const { role, word } = shareLook(share);
        add(say.limit(wholePercent(Math.min(1, share))), word === undefined ? undefined : role);
      }
      idle();
      if (stops - moment.now >= soonMs) return look(glyphs.good, 'success', states.active);
      const time = left(moment, stops);
      return look(glyphs.good, 'warning', short ? say.expiresShort(time) : say.expires(time));
    }
  }
}
