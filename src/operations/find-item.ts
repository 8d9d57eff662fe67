import { didYouMean } from '../base/text/did-you-mean.ts';

/** What a named item is for: only to show it, or to change it. */
export type Use = 'read' | 'write';

/**
 * The items that a word means. To read, those of the first way that finds any. To change, those of all ways: as a word
 * that fits several items is refused, the same command finds no other item once the first is gone.
 * @param ways to change, they take whole names only: the start of one may be the whole name of an item that is gone
 */
export function itemsMeant<Item>(
  items: readonly Item[],
  ways: readonly ((item: Item) => boolean)[],
  use: Use,
): readonly Item[] {
  if (use === 'write') return items.filter((item) => ways.some((fits) => fits(item)));
  const way = ways.find((fits) => items.some(fits));
  return way ? items.filter(way) : [];
}

/** Whether a text is a mask, or, to read, at least four characters of its start: all that it shows of the key's. */
export function isMask(mask: string, text: string, use: Use): boolean {
  const wanted = withEllipsis(text);
  return mask === wanted || (use === 'read' && wanted.length >= 4 && mask.startsWith(wanted));
}

/** Whether a text is a fingerprint, or, to read, at least four digits of its start. */
export function isFingerprint(fingerprint: string, text: string, use: Use): boolean {
  const digits = text.toLowerCase();
  if (use === 'write') return digits === fingerprint;
  return digits.length >= 4 && fingerprint.startsWith(digits);
}

const withEllipsis = (text: string) => text.replace('...', '…');

const most = 3;

/** ` Did you mean "a" or "b"?`: the names that begin with a word that means no item (all for ''), else the nearest one. */
export function suggestItems(word: string, names: readonly (string | undefined)[]): string {
  const known = [...new Set(names)].filter((name) => name !== undefined);
  const wanted = withEllipsis(word).toLowerCase();
  const begun = known.filter((name) => name.toLowerCase().startsWith(wanted)).slice(0, most);
  if (begun.length === 0) return didYouMean(word, known);
  return ` Did you mean ${begun.map((name) => `"${name}"`).join(' or ')}?`;
}
