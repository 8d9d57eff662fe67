import { minute } from '../../base/text/duration.ts';
import type { ConsoleState } from '../../store/state.ts';
import type { At } from '../act.ts';
import { textIn } from '../components/text-field.ts';
import { memoize } from '../memoize.ts';
import type { Listed } from './list-state.ts';
import type { ListScreenId, Sort, UiState } from './ui-state.ts';

/** The visible part of a list. */
export interface ItemList<Item> {
  readonly all: readonly Item[];
  /** The items that match the filter, in the order of the screen. */
  readonly visible: readonly Item[];
  /** The item under the cursor. */
  readonly selected: Item | undefined;
  /** What an act applies to: the marked items, even if filtered out, otherwise the selected one. */
  readonly targets: readonly Item[];
  readonly listed: Listed;
}

interface ItemListOptions<Item> {
  readonly screen: ListScreenId;
  /** The same array while nothing in it changes. */
  readonly items: (console: ConsoleState, ui: UiState) => readonly Item[];
  readonly idOf: (item: Item) => string;
  /** The text that a filter searches. */
  readonly words: (item: Item, now: number) => readonly (string | undefined)[];
  /** Exact matches that also find the item, ignoring case. */
  readonly exact?: (item: Item) => readonly string[];
  /**
   * Returns a new array, sorted by the columns of the list. @param now ms since the epoch, of the whole
   * minute
   */
  readonly sort?: (items: readonly Item[], sort: Sort, now: number) => readonly Item[];
  /** Keeps a cursor on the first row there: the first item is what matters. */
  readonly worstFirst?: boolean;
}

const none: readonly never[] = [];

/**
 * Selects the visible part of one list. Filters and sorts only when the input changed. A module keeps one for
 * its list: `export const sessionList = createItemList({…})`, then `sessionList(at)`.
 */
export function createItemList<Item>({
  screen,
  items,
  idOf,
  words,
  exact,
  sort,
  worstFirst = false,
}: ItemListOptions<Item>): (at: Pick<At, 'console' | 'ui' | 'now'>) => ItemList<Item> {
  const sorted = memoize((all: readonly Item[], order: Sort, minutes: number) =>
    sort ? sort(all, order, minutes * minute) : all,
  );
  const found = memoize((all: readonly Item[], filter: string, minutes: number) => {
    const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length === 0) return all;
    return all.filter((item) => {
      const text = words(item, minutes * minute)
        .join('\n')
        .toLowerCase();
      const whole = () => exact?.(item).map((one) => one.toLowerCase()) ?? [];
      return wanted.every((word) => text.includes(word) || whole().includes(word));
    });
  });
  let ids: readonly string[] = none;
  const idsOf = memoize((items: readonly Item[]) => {
    const now = items.map(idOf);
    if (!sameIds(ids, now)) ids = now;
    return ids;
  });
  const knownIn = memoize((items: readonly Item[]): ReadonlySet<string> => new Set(items.map(idOf)));
  const listed = memoize(
    (ids: Listed['ids'], known: Listed['known']): Listed => ({ ids, known, worstFirst }),
  );
  const seen = memoize((console: ConsoleState, ui: UiState, minutes: number) => {
    const all = items(console, ui);
    const visible = found(sorted(all, ui.sorts[screen], minutes), textIn(ui.filters[screen]), minutes);
    const { cursor, index, marks } = ui.lists[screen];
    const isSelected = (item: Item | undefined) => item !== undefined && idOf(item) === cursor;
    const atIndex = isSelected(visible[index]) ? visible[index] : undefined;
    const selected = cursor === undefined ? undefined : (atIndex ?? all.find(isSelected));
    const hasMarks = marks.size > 0;
    const marked = hasMarks ? all.filter((item) => marks.has(idOf(item))) : [];
    return {
      all,
      visible,
      selected,
      targets: targetsOf(marked, selected),
      listed: listed(idsOf(visible), knownIn(hasMarks ? all : none)),
    };
  });
  return ({ console, ui, now }) => seen(console, ui, Math.floor(now / minute));
}

const targetsOf = <Item>(marked: readonly Item[], selected: Item | undefined): readonly Item[] =>
  marked.length > 0 ? marked : selected ? [selected] : [];

export const sameIds = (before: readonly string[], now: readonly string[]): boolean =>
  before === now || (before.length === now.length && before.every((id, place) => id === now[place]));
