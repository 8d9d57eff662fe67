import { type ClientKey, clientKeyState } from '../../../contract/client-key.ts';
import type { At } from '../../act.ts';
import { remember } from '../../remember.ts';
import { createListSight, type ListSight } from '../../ui/list-sight.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { nameOf, stateWord } from './key-texts.ts';
import { words } from './words.ts';

/** Columns that `o` goes through after the default, which is the last use; at last the order of config.yaml. */
export const clientKeySorts = ['label', 'purpose', 'today', 'state', 'file'] as const;

/** A client key with the other one of its rotation. */
export interface KeyRow {
  readonly key: ClientKey;
  readonly partner: ClientKey | undefined;
  /** Is below the old key that it replaces. */
  readonly follows: boolean;
}

const none: readonly KeyRow[] = [];

/** In the order of config.yaml, the new key of a rotation right below the old one. */
export const keyRows = remember((keys: readonly ClientKey[]): readonly KeyRow[] =>
  rotationGroups(keys).flatMap((group) =>
    group.map((key, place): KeyRow => {
      const before = group[place - 1];
      const follows = before !== undefined && before.record?.retiring?.replacedBy === key.fingerprint;
      return { key, follows, partner: follows ? before : group[place + 1] };
    }),
  ),
);

function rotationGroups(keys: readonly ClientKey[]): readonly (readonly ClientKey[])[] {
  if (!keys.some((key) => key.record?.retiring)) return keys.map((key) => [key]);
  const byId = new Map(keys.map((key) => [key.id, key]));
  const oldOf = new Map<string, ClientKey>();
  for (const key of keys) {
    const next = key.record?.retiring?.replacedBy;
    if (next !== undefined && key.id === key.fingerprint && byId.has(next) && next !== key.id) {
      oldOf.set(next, key);
    }
  }
  const placed = new Set<string>();
  const groups: ClientKey[][] = [];
  for (const key of keys) {
    if (placed.has(key.id)) continue;
    const group: ClientKey[] = [];
    let member: ClientKey | undefined = oldOf.get(key.id) ?? key;
    while (member && !placed.has(member.id)) {
      placed.add(member.id);
      group.push(member);
      member = byId.get(member.record?.retiring?.replacedBy ?? '');
    }
    if (!placed.has(key.id)) {
      placed.add(key.id);
      group.push(key);
    }
    groups.push(group);
  }
  return groups;
}

const severity = ['expired', 'sample', 'over limit', 'weak', 'retiring', 'active'];

/** What pairs are sorted by; figures and times rank the highest first, as that is what they are sorted for. */
function rankOf(pair: readonly KeyRow[], column: string | undefined, now: number): string | number {
  const [first] = pair;
  if (!first) return '';
  switch (column) {
    case 'label':
      return nameOf(first.key).toLowerCase();
    case 'purpose':
      return first.key.record?.purpose?.toLowerCase() ?? '\uffff';
    case 'today':
      return -Math.max(...pair.map(({ key }) => key.activity?.today ?? 0));
    case 'state':
      return Math.min(...pair.map(({ key }) => severity.indexOf(clientKeyState(key, now))));
    case 'file':
      return 0;
    default:
      return -Math.max(...pair.map(({ key }) => key.activity?.lastUsedAt ?? 0));
  }
}

/** Pairs stay together, the old key first. */
export function sortKeys(
  rows: readonly KeyRow[],
  { column, reversed }: Sort,
  now: number,
): readonly KeyRow[] {
  const pairs: KeyRow[][] = [];
  for (const row of rows) {
    if (row.follows) pairs.at(-1)?.push(row);
    else pairs.push([row]);
  }
  if (column === 'file') return (reversed ? pairs.reverse() : pairs).flat();
  const direction = reversed ? -1 : 1;
  return pairs
    .map((pair, place) => ({ pair, place, rank: rankOf(pair, column, now) }))
    .sort((a, b) => direction * compare(a.rank, b.rank) || a.place - b.place)
    .flatMap(({ pair }) => pair);
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What the filter finds a key by; the two of a rotation are found together. */
function wordsOf({ key, partner }: KeyRow, now: number): readonly (string | undefined)[] {
  return [key, partner].flatMap((one) => {
    if (!one) return [];
    const { label = words().noLabel, purpose } = one.record ?? {};
    return [label, one.key.mask, purpose, clientKeyState(one, now), stateWord(one, now), one.fingerprint];
  });
}

/** The client keys of the list, filtered and in its order. */
export const clientKeysSight: (at: Pick<At, 'console' | 'ui' | 'now'>) => ListSight<KeyRow> =
  createListSight<KeyRow>({
    screen: 'client-keys',
    items: ({ server }) => (server ? keyRows(server.clientKeys) : none),
    idOf: ({ key }) => key.id,
    words: wordsOf,
    // A whole pasted key: whose is it?
    exact: ({ key }) => [key.key.reveal()],
    sort: sortKeys,
  });
