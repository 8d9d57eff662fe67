import { type ClientKey, type ClientKeyState, clientKeyState } from '../../../contract/client-key.ts';
import { splitFrom } from '../../components/details.tsx';
import { sparkText } from '../../components/graphs/cells.ts';
import { sortRows } from '../../components/list-columns.ts';
import { type ItemColumn, type Look, moreFrom, trendFrom } from '../../components/list-screen.tsx';
import type { Cell } from '../../components/text.tsx';
import { left } from '../../moment.ts';
import { shortNumber, unknown } from '../../numbers.ts';
import { remember } from '../../remember.ts';
import { createListSight } from '../../ui/list-sight.ts';
import { fullNameOf, labelOf, lastUsed, limitsText, nameOf, stateOf, stateWord } from './key-texts.ts';
import { words } from './words.ts';

/** A client key with the others of its rotation. */
export interface KeyRow extends ClientKey {
  /** The old key first; without a rotation the key alone. */
  readonly rotation: readonly ClientKey[];
  /** Is below the old key that it replaces. */
  readonly follows: boolean;
  /** Of its rotation among all. */
  readonly place: number;
}

/** In the order of config.yaml, the new key of a rotation right below the old one. */
export const keyRows = remember((keys: readonly ClientKey[]): readonly KeyRow[] =>
  rotationsOf(keys).flatMap((rotation, place) =>
    rotation.map((key, at): KeyRow => {
      const follows = rotation[at - 1]?.record?.retiring?.replacedBy === key.fingerprint;
      return { ...key, rotation, follows, place };
    }),
  ),
);

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
  Math.max(...row.rotation.map((key) => of(key) ?? 0));
const firstOf = ({ rotation: [first] }: KeyRow) => first as ClientKey;
const severityOf = ({ rotation }: KeyRow, now: number) =>
  Math.min(...rotation.map((key) => severity.indexOf(clientKeyState(key, now))));

const trendHours = 6;
const day = (instant: string | undefined) => instant?.slice(0, 10) ?? unknown;
const label = (key: KeyRow): Cell =>
  labelOf(key) === undefined ? { text: unknown, role: 'muted' } : fullNameOf(key);
const state = (key: KeyRow, { moment, across }: Look) =>
  stateOf(key, moment, across >= splitFrom && across < moreFrom);
/** The last hours, the running one last. */
const trend = ({ activity }: KeyRow, { theme }: Look): Cell => ({
  text: activity ? sparkText(activity.hours.slice(-trendHours), trendHours, theme.graphs) : unknown,
  role: 'accent',
});
function expiry({ record }: KeyRow, { moment }: Look): string {
  if (record?.expiresAt === undefined) return words().never;
  const at = Date.parse(record.expiresAt);
  return at <= moment.now ? words().states.expired : left(moment, at);
}
const hasTrend = ({ across, spoken }: Look) => across >= trendFrom && !spoken;
const roomy = ({ across }: Look) => across >= moreFrom;

// biome-ignore format: one row a column reads as the table that it is
/** Where there is little room 6 H goes first, then PURPOSE, then KEY. A rotation is sorted as one. */
export const keyColumns: readonly ItemColumn<KeyRow, keyof ReturnType<typeof words>['columns']>[] = [
  { id: 'label', cell: label, rank: (row) => nameOf(firstOf(row)), min: 20 },
  { id: 'key', cell: ({ key }) => key.mask, min: 9, drop: 1 },
  { id: 'purpose', cell: ({ record }) => record?.purpose ?? unknown, rank: (row) => firstOf(row).record?.purpose ?? '\uffff', min: 11, max: 24, drop: 2 },
  { id: 'used', cell: (key, { moment }) => lastUsed(key, moment), usual: true, rank: most(({ activity }) => activity?.lastUsedAt), down: true, min: 10 },
  { id: 'today', cell: ({ activity }) => shortNumber(activity?.today), rank: most(({ activity }) => activity?.today), down: true, align: 'right', min: 5 },
  { id: 'trend', cell: trend, when: hasTrend, min: trendHours, max: trendHours, drop: 3 },
  { id: 'state', cell: state, rank: severityOf, when: ({ across }) => across < splitFrom, min: 20 },
  { id: 'state', cell: state, when: ({ across }) => across >= splitFrom, min: 14 },
  { id: 'limits', cell: (key, { moment }) => limitsText(key, moment.now) || unknown, when: roomy, min: 10, max: 32, drop: 7 },
  { id: 'created', cell: ({ record }) => day(record?.createdAt), when: roomy, min: 10, drop: 4 },
  { id: 'rotated', cell: ({ record }) => day(record?.rotatedAt), when: roomy, min: 10, drop: 6 },
  { id: 'expires', cell: expiry, when: roomy, min: 8, drop: 5 },
  { id: 'fingerprint', cell: ({ fingerprint }) => fingerprint, when: roomy, min: 16, drop: 8 },
  // An order and nothing to be seen.
  { id: 'file', cell: () => '', rank: ({ place }) => place, when: () => false, min: 0 },
];

const none: readonly KeyRow[] = [];

/** The client keys of the list, filtered and in its order. */
export const clientKeysSight = createListSight<KeyRow>({
  screen: 'client-keys',
  items: ({ server }) => (server ? keyRows(server.clientKeys) : none),
  idOf: ({ id }) => id,
  // The keys of a rotation are found together.
  words: ({ rotation }, now) =>
    rotation.flatMap((key) => {
      const { label: named = words().noLabel, purpose } = key.record ?? {};
      return [named, key.key.mask, purpose, clientKeyState(key, now), stateWord(key, now), key.fingerprint];
    }),
  // A whole pasted key: whose is it?
  exact: ({ key }) => [key.reveal()],
  sort: (rows, sort, now) => sortRows(keyColumns, rows, sort, now),
});
