import type { ConsoleState } from '../../store/state.ts';
import { textIn } from '../input/text-field.ts';
import { remember } from '../remember.ts';
import type { Listed } from '../view.ts';
import type { ListScreenId, UiState } from './ui-state.ts';

/** What of a list is to be seen. */
export interface ListSight<Item> {
  readonly all: readonly Item[];
  /** Those that fit the filter, in the order of the screen. */
  readonly visible: readonly Item[];
  /** The one under the cursor. */
  readonly selected: Item | undefined;
  readonly listed: Listed;
}

export interface SightOptions<Item> {
  readonly screen: ListScreenId;
  /** The same array as long as nothing in it has changed. */
  readonly items: (console: ConsoleState, ui: UiState) => readonly Item[];
  readonly idOf: (item: Item) => string;
  /** All that a filter looks at. */
  readonly words: (item: Item, now: number) => readonly (string | undefined)[];
  /** The first item is what matters: a cursor that never left it stays there. */
  readonly worstFirst?: boolean;
}

const nothing: readonly never[] = [];
export const emptySight: ListSight<never> = {
  all: nothing,
  visible: nothing,
  selected: undefined,
  listed: { ids: [], known: new Set() },
};

const minute = 60_000;

/** The sight of each frame; filtering happens only when something in it changed, and only while the screen is shown. */
export function createListSight<Item>({
  screen,
  items,
  idOf,
  words,
  worstFirst = false,
}: SightOptions<Item>): (console: ConsoleState, ui: UiState, now: number) => ListSight<Item> {
  const found = remember((all: readonly Item[], filter: string, at: number) => {
    const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length === 0) return all;
    return all.filter((item) => {
      const text = words(item, at * minute)
        .join('\n')
        .toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
  });
  const listed = remember(
    (visible: readonly Item[], all: readonly Item[]): Listed => ({
      ids: visible.map(idOf),
      known: new Set(all.map(idOf)),
      worstFirst,
    }),
  );
  return (console, ui, now) => {
    if (ui.screen !== screen) return emptySight;
    const all = items(console, ui);
    const visible = found(all, textIn(ui.filters[screen]), Math.floor(now / minute));
    const { cursor } = ui.lists[screen];
    const selected = visible.find((item) => idOf(item) === cursor);
    return { all, visible, selected, listed: listed(visible, all) };
  };
}
