import { type Data, sameData } from '../parse/tree-data.ts';

interface Alignment {
  /** Old and new position of items that stay; equal ones, or mappings of which some fields change. */
  readonly pairs: readonly (readonly [from: number, to: number])[];
  /** Old positions that go. */
  readonly dropped: readonly number[];
  /** New positions that come, behind an old position (-1: before all). */
  readonly added: readonly { readonly behind: number; readonly items: readonly number[] }[];
}

/**
 * How to get from one list to another with as many items as possible left where they are, so that comments
 * stay with the item they speak of.
 */
export function alignItems(old: readonly Data[], now: readonly Data[]): Alignment {
  const kept = longestRising(equalPairs(old, now));
  const pairs: [number, number][] = [];
  const dropped: number[] = [];
  const added: { behind: number; items: number[] }[] = [];
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo] of [...kept, [old.length, now.length] as const]) {
    // Between two that stay: mappings change in place, one by one; everything else is removed or added.
    while (from < nextFrom && to < nextTo && old[from] instanceof Map && now[to] instanceof Map) {
      pairs.push([from++, to++]);
    }
    if (to < nextTo) added.push({ behind: from - 1, items: range(to, nextTo) });
    dropped.push(...range(from, nextFrom));
    if (nextFrom < old.length || nextTo < now.length) pairs.push([nextFrom, nextTo]);
    [from, to] = [nextFrom + 1, nextTo + 1];
  }
  return { pairs, dropped, added };
}

const range = (start: number, end: number) =>
  Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

/** For each new item the first equal old one that no earlier item took. */
function equalPairs(old: readonly Data[], now: readonly Data[]): [number, number][] {
  const scalars = new Map<string, number[]>();
  const others: number[] = [];
  for (const [index, data] of old.entries()) {
    if (typeof data !== 'string') others.push(index);
    else scalars.set(data, [...(scalars.get(data) ?? []), index]);
  }
  return now.flatMap((data, to): [number, number][] => {
    if (typeof data === 'string') {
      const from = scalars.get(data)?.shift();
      return from === undefined ? [] : [[from, to]];
    }
    const at = others.findIndex((index) => sameData(old[index] as Data, data));
    return at < 0 ? [] : [[...others.splice(at, 1), to] as [number, number]];
  });
}

/** The most pairs whose old positions rise as their new ones do. */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [index, [from]] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] as number]?.[0] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    before[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  }
  const result: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1)
    result.push(pairs[at] as [number, number]);
  return result.reverse();
}
