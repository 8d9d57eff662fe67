import { type ClientKey, clientKeyState } from '../../contract/client-key.ts';
import type { SortOrder } from '../ui/ui-state.ts';
import { nameOnScreen } from './key-texts.ts';

export interface KeyOrder {
  /** Words, all of which must be in label, mask, purpose, state or fingerprint. */
  readonly filter: string;
  readonly sort: SortOrder;
  readonly descending: boolean;
}

/** The keys of the list as it stands on the screen: filtered, sorted, both keys of a rotation together. */
export function visibleKeys(
  keys: readonly ClientKey[],
  { filter, sort, descending }: KeyOrder,
  now: number,
): readonly ClientKey[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = rotationGroups(keys).filter(
    (group) => words.length === 0 || group.some((key) => matches(key, words, now)),
  );
  if (sort === 'file') return (descending ? groups.reverse() : groups).flat();
  const direction = descending ? -1 : 1;
  const ranked = groups.map((group, place) => ({ group, place, rank: rankOf(group, sort, now) }));
  ranked.sort((a, b) => direction * compare(a.rank, b.rank) || a.place - b.place);
  return ranked.flatMap(({ group }) => group);
}

/** What the filter finds keys without a label by. */
export const noLabel = 'no label';

function matches(key: ClientKey, words: readonly string[], now: number): boolean {
  const { label = noLabel, purpose = '' } = key.record ?? {};
  const text =
    `${label}\n${key.key.mask}\n${purpose}\n${clientKeyState(key, now)}\n${key.fingerprint}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Old key first, its replacement right behind it, at the place of whichever stands first in the file. */
function rotationGroups(keys: readonly ClientKey[]): ClientKey[][] {
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

/** Figures rank the highest first, as that is what they are sorted for. */
function rankOf(group: readonly ClientKey[], sort: SortOrder, now: number): string | number {
  const [first] = group;
  if (!first) return '';
  switch (sort) {
    case 'label':
      return nameOnScreen(first).toLowerCase();
    case 'purpose':
      return first.record?.purpose?.toLowerCase() ?? '\uffff';
    case 'last used':
      return -Math.max(...group.map((key) => key.activity?.lastUsedAt ?? 0));
    case 'today':
      return -Math.max(...group.map((key) => key.activity?.today ?? 0));
    case 'state':
      return Math.min(...group.map((key) => severity.indexOf(clientKeyState(key, now))));
    case 'file':
      return 0;
  }
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
