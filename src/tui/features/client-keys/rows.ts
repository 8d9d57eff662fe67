import { formatCount } from '../../../base/text/count-text.ts';
import { day } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import {
  type ClientKey,
  type ClientKeyState,
  type CountedLimit,
  clientKeyState,
  countedLimits,
  hoursOf,
  isNeverUsed,
  limitOver,
  requestsIn,
  stopsAt,
  usedAt,
} from '../../../contract/client-key.ts';
import { ago, type FrameTime, left } from '../../clock.ts';
import { sortRows } from '../../components/columns.ts';
import { splitFrom } from '../../components/details.tsx';
import { shareLook, sparkText } from '../../components/graphs/cells.ts';
import { type ItemColumn, type Look, moreFrom, trendFrom } from '../../components/list-screen.tsx';
import { framedFrom } from '../../components/panel.tsx';
import type { Cell, Span } from '../../components/text.tsx';
import { memoize } from '../../memoize.ts';
import { shortNumber, unknown, wholePercent } from '../../numbers.ts';
import type { Role, Sign } from '../../theme.ts';
import { createItemList } from '../../ui/item-list.ts';
import { words } from './words.ts';

/** M1. */
const longUnusedMs = 90 * day;
export const soonMs = 7 * day;

/** undefined if it has none. */
export const labelOf = ({ record }: ClientKey): string | undefined => record?.label?.trim() || undefined;

/** Display name of the key: its label, otherwise its mask. */
export const nameOf = (key: ClientKey): string => labelOf(key) ?? key.key.mask;

/** Both keys of a rotation have the same label, so the new one is marked. */
export const fullNameOf = (key: ClientKey): string =>
  key.record?.replaces === undefined ? nameOf(key) : words().newKey(nameOf(key));

/** `team-a · 7f3a…9c21`, for the title of a box. */
export const titleOf = (key: ClientKey): string =>
  labelOf(key) === undefined ? key.key.mask : `${fullNameOf(key)} · ${key.key.mask}`;

const retiringOf = memoize((keys: readonly ClientKey[]) => keys.filter(({ record }) => record?.retiring));

/** The rotation in progress that a key belongs to, as the old or the new one (A8). */
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

/** `12 s ago`, `never`, or `–` if that is not known: the server does not count, or began after the key was made. */
export function lastUsed(key: ClientKey, time: FrameTime): string {
  const used = key.activity?.lastUsedAt;
  if (used !== undefined) return ago(time, used);
  return isNeverUsed(key) ? words().never : unknown;
}

/** When counting began, if nothing has used the key since, and it may have been used before. */
export const unusedSince = (key: ClientKey, now: number): string | undefined =>
  key.activity && key.activity.lastUsedAt === undefined && !isNeverUsed(key)
    ? formatInstant(key.activity.countedSince, now)
    : undefined;

/** One counted limit of a key. */
export interface LimitUse {
  readonly limit: CountedLimit;
  readonly most: number;
  /** undefined if unknown or not counted by this server. */
  readonly used: number | undefined;
  /** Until when requests are refused, ms since the epoch. */
  readonly refusedUntil: number | undefined;
  /** When the text changes. */
  readonly resetsAt: number | undefined;
}

/** Usage of its limits. @param now ms since the epoch */
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

/** All limits in one text, for a wide list; empty if there are none. */
export const limitsText = (key: ClientKey, now: number): string =>
  [...limitUses(key, now).map(limitTitle), ...(key.record?.limits?.models ?? [])].join(', ');

/** Days since the last request, if long ago; undefined if in use or not counted. */
export function unusedDays({ activity }: ClientKey, time: FrameTime): number | undefined {
  if (!activity) return undefined;
  const since = Math.floor((activity.lastUsedAt ?? activity.countedSince) / 1000) * 1000;
  const days = Math.floor((time.now - since) / day);
  time.changesAt(since + Math.max(longUnusedMs, (days + 1) * day));
  return time.now - since >= longUnusedMs ? days : undefined;
}

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
 * Sign, word and details: `◌ retiring 2 d · 5/h`, `! over 60 req/min · 40 s`.
 * @param short only the sign and the word, as the details are shown beside it
 */
export function stateOf(key: ClientKey, time: FrameTime, short = false): readonly Span[] {
  const { state: say, states } = words();
  const { now } = time;
  const { activity, duplicate } = key;
  const state = clientKeyState(key, now);
  const [sign, role] = keySigns[state];
  const stops = stopsAt(key.record);
  const over = state === 'expired' ? undefined : limitOver(key, now);
  const more: (readonly [text: string, role?: Role])[] = [];
  let word: string = states[state];
  let wordRole: Role | undefined = role === 'success' ? undefined : role;

  if (state === 'expired') word = short ? word : say.expired(ago(time, stops));
  if (state === 'retiring') {
    word = say.retiring(left(time, stops));
    if (activity) more.push([say.perHour(activity.lastHour)]);
  }
  if (over) {
    const named = say.over(limitTitle({ limit: over.limit, most: key.record?.limits?.[over.limit] ?? 0 }));
    const timeLeft = left(time, over.until);
    if (state === 'over limit') word = named;
    more.push(state === 'over limit' ? [timeLeft] : [`${named} ${timeLeft}`, 'warning']);
  }
  if (state === 'active') {
    const share = Math.max(0, ...limitUses(key, now).map(({ used = 0, most }) => used / most));
    const { role: shareRole, word: high } = shareLook(share);
    const shown = say.limit(wholePercent(Math.min(1, share)));
    if (share > 0) more.push(high === undefined ? [shown] : [shown, shareRole]);
    if (stops - now < soonMs) {
      word = (short ? say.expiresShort : say.expires)(left(time, stops));
      wordRole = 'warning';
    }
  }
  const unused = unusedDays(key, time);
  const canIdle = state === 'sample' || state === 'weak' || state === 'active';
  if (canIdle && unused !== undefined) more.push([say.unused(unused)]);
  if (duplicate) more.push([say.duplicate, 'warning']);
  return [
    { text: `${sign} `, role: wordRole ?? role },
    { text: word, role: wordRole },
    ...(short ? [] : more.flatMap(([text, own]): Span[] => [{ text: ' · ' }, { text, role: own }])),
  ];
}

/** A client key with the others of its rotation. */
export interface KeyRow extends ClientKey {
  /** The old key first; only the key itself without a rotation. */
  readonly rotation: readonly ClientKey[];
  /** Whether it is below the old key that it replaces. */
  readonly follows: boolean;
  /** Position of its rotation among all. */
  readonly place: number;
}

let latestRows: readonly KeyRow[] = [];

/**
 * In the order of config.yaml, the new key of a rotation right below the old one. With 100 requests a second a
 * few of 2,000 keys change at a time: the rows of the others stay as they are.
 */
export const keyRows = memoize((keys: readonly ClientKey[]): readonly KeyRow[] => {
  const before = latestRows;
  latestRows = retiringOf(keys).length > 0 ? rotatingRows(keys, before) : singleRows(keys, before);
  return latestRows;
});

/** Without a rotation: no array is made for a key whose row stays. */
const singleRows = (keys: readonly ClientKey[], before: readonly KeyRow[]): readonly KeyRow[] =>
  keys.map((key, place) => {
    const row = before[place];
    if (row?.place === place && row.rotation.length === 1 && row.rotation[0] === key) return row;
    return { ...key, rotation: [key], follows: false, place };
  });

function rotatingRows(keys: readonly ClientKey[], before: readonly KeyRow[]): readonly KeyRow[] {
  const known = before.values();
  return rotationsOf(keys).flatMap((rotation, place) =>
    rotation.map((key, at): KeyRow => {
      const { value: row } = known.next();
      if (row?.place === place && row.id === key.id && sameKeys(row.rotation, rotation)) return row;
      const follows = rotation[at - 1]?.record?.retiring?.replacedBy === key.fingerprint;
      return { ...key, rotation, follows, place };
    }),
  );
}

const sameKeys = (before: readonly ClientKey[], now: readonly ClientKey[]): boolean =>
  before.length === now.length && before.every((key, at) => key === now[at]);

function rotationsOf(keys: readonly ClientKey[]): readonly (readonly ClientKey[])[] {
  const byId = new Map(keys.map((key) => [key.id, key]));
  const nextOf = (key: ClientKey) => byId.get(key.record?.retiring?.replacedBy ?? '');
  const oldOf = new Map(
    keys.filter(({ id, fingerprint }) => id === fingerprint).map((key) => [nextOf(key), key]),
  );
  const placed = new Set<ClientKey>();
  return keys.flatMap((key) => {
    const rotation: ClientKey[] = [];
    const add = (one: ClientKey) => {
      placed.add(one);
      rotation.push(one);
    };
    for (let one = oldOf.get(key) ?? key; !placed.has(one); one = nextOf(one) ?? one) add(one);
    if (!placed.has(key)) add(key);
    return rotation.length > 0 ? [rotation] : [];
  });
}

const severity: readonly ClientKeyState[] = ['expired', 'sample', 'over limit', 'weak', 'retiring', 'active'];
const most = (of: (key: ClientKey) => number | undefined) => (row: KeyRow) =>
  row.rotation.reduce((highest, key) => Math.max(highest, of(key) ?? 0), 0);
const firstOf = ({ rotation: [first] }: KeyRow) => first as ClientKey;
const severityOf = ({ rotation }: KeyRow, now: number) =>
  Math.min(...rotation.map((key) => severity.indexOf(clientKeyState(key, now))));

const trendHours = 6;
/** What is said of a key that was not rotated: without a known beginning, that is not known. */
export const notRotated = ({ record }: ClientKey): string =>
  record?.createdAt === undefined ? unknown : words().never;
/** A key without a label is known by its mask, which has a column of its own only in a wide list. */
const hasMask = ({ across }: Look) => across >= framedFrom;
const label = (key: KeyRow, look: Look): Cell =>
  labelOf(key) === undefined && hasMask(look) ? { text: unknown, role: 'muted' } : fullNameOf(key);
const stateCell = (key: KeyRow, { time, across }: Look) =>
  stateOf(key, time, across >= splitFrom && across < moreFrom);
/** The last hours, the current one last. */
const trend = (key: KeyRow, { theme, time }: Look): Cell => ({
  text: sparkText(hoursOf(key, time.now)?.slice(-trendHours) ?? [], trendHours, theme.graphs),
  role: 'accent',
});
function expiry({ record }: KeyRow, { time }: Look): string {
  if (record?.expiresAt === undefined) return words().noExpiry;
  const at = Date.parse(record.expiresAt);
  return at <= time.now ? words().states.expired : left(time, at);
}
const hasTrend = ({ across, spoken }: Look) => across >= trendFrom && !spoken;
const roomy = ({ across }: Look) => across >= moreFrom;

// biome-ignore format: one row a column reads as the table that it is
/** If space is short, 6 H is dropped first, then PURPOSE, then KEY. A rotation is sorted as one item. */
export const keyColumns: readonly ItemColumn<KeyRow, keyof ReturnType<typeof words>['columns']>[] = [
  { id: 'label', cell: label, rank: (row) => nameOf(firstOf(row)), when: (look) => !roomy(look), min: 20 },
  { id: 'label', cell: label, when: roomy, min: 20, keep: 32 },
  { id: 'key', cell: ({ key }) => key.mask, when: hasMask, min: 9, drop: 1 },
  { id: 'purpose', cell: ({ record }) => purposeText(record?.purpose) ?? unknown, rank: (row) => firstOf(row).record?.purpose ?? '\uffff', has: ({ record }) => record?.purpose, min: 11, max: 24, drop: 2 },
  { id: 'used', cell: (key, { time }) => lastUsed(key, time), usual: true, rank: most(({ activity }) => activity?.lastUsedAt), down: true, min: 10 },
  { id: 'today', cell: (key, { time }) => shortNumber(requestsIn(key, 'today', time.now)), rank: most(({ activity }) => activity?.today), down: true, align: 'right', min: 5 },
  { id: 'trend', cell: trend, when: hasTrend, min: trendHours, max: trendHours, drop: 3 },
  { id: 'state', cell: stateCell, rank: severityOf, when: ({ across }) => across < splitFrom, min: 20 },
  { id: 'state', cell: stateCell, when: ({ across }) => across >= splitFrom, min: 14, keep: 32 },
  { id: 'limits', cell: (key, { time }) => limitsText(key, time.now) || unknown, when: roomy, min: 10, max: 32, drop: 7 },
  { id: 'created', cell: ({ record }) => record?.createdAt?.slice(0, 10) ?? unknown, when: roomy, min: 10, drop: 4 },
  { id: 'rotated', cell: (key) => key.record?.rotatedAt?.slice(0, 10) ?? notRotated(key), when: roomy, min: 10, drop: 6 },
  { id: 'expires', cell: expiry, when: roomy, min: 8, drop: 5 },
  { id: 'fingerprint', cell: ({ fingerprint }) => fingerprint, when: roomy, min: 16, drop: 8 },
  // Only a sort order, never shown.
  { id: 'file', cell: () => '', rank: ({ place }) => place, when: () => false, min: 0 },
];

/** Those of the form are known words. */
export const purposeText = (purpose: string | undefined): string | undefined =>
  purpose && (words().form.purposes[purpose] ?? purpose);

const none: readonly KeyRow[] = [];

/** The client keys of the list, filtered and in its order. */
export const clientKeyList = createItemList<KeyRow>({
  screen: 'client-keys',
  items: ({ server }) => (server ? keyRows(server.clientKeys) : none),
  idOf: ({ id }) => id,
  // The keys of a rotation are found together.
  words: ({ rotation }, now) =>
    rotation.flatMap((key) => {
      const { label: named = words().noLabel, purpose } = key.record ?? {};
      return [
        named,
        key.key.mask,
        purpose,
        purposeText(purpose),
        clientKeyState(key, now),
        stateWord(key, now),
        key.fingerprint,
      ];
    }),
  // Finds a key by pasting it in full.
  exact: ({ key }) => [key.reveal()],
  sort: (rows, sort, now) => sortRows(keyColumns, rows, sort, now),
});
