import { emptyField, type TextField, textIn } from '../text-field.ts';
import { typeInto } from './form-state.ts';

export interface PickerItem {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
}

export interface PickerState {
  readonly chosen: ReadonlySet<string>;
  /** Words that the items shown must contain. */
  readonly filter: TextField;
  /** Letters go into the filter. */
  readonly filtering: boolean;
  /** Place of the cursor among the items shown. */
  readonly index: number;
  readonly problem: string | undefined;
  readonly busy: boolean;
}

export type PickerAction =
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'edited'; readonly key: string }
  /** Into the filter, or out of it again; `clear`: with all that was typed. */
  | { readonly type: 'filtering'; readonly on: boolean; readonly clear?: boolean }
  | { readonly type: 'stepped'; readonly by: number }
  /** To one of the items shown, by place. */
  | { readonly type: 'selected'; readonly index: number }
  /** The item under the cursor, or all that are shown; all of them again is none. */
  | { readonly type: 'marked'; readonly all: boolean }
  | { readonly type: 'submitted' }
  | { readonly type: 'refused'; readonly problem: string };

export const beginPicker = (chosen: Iterable<string>): PickerState => ({
  chosen: new Set(chosen),
  filter: emptyField,
  filtering: false,
  index: 0,
  problem: undefined,
  busy: false,
});

/** Those that contain all the typed words. */
export function itemsShown<Item extends PickerItem>(
  items: readonly Item[],
  { filter }: Pick<PickerState, 'filter'>,
): readonly Item[] {
  const words = textIn(filter).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ title, hint }) => {
    const text = `${title} ${hint}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Pure and total. What is marked stays marked while a filter hides it. */
export function reducePicker(
  items: readonly PickerItem[],
  state: PickerState,
  action: PickerAction,
): PickerState {
  if (state.busy && action.type !== 'refused') return state;
  const shown = itemsShown(items, state);
  const last = Math.max(0, shown.length - 1);
  const index = Math.min(last, state.index);
  switch (action.type) {
    case 'typed':
    case 'edited': {
      if (!state.filtering) return state;
      const filter = typeInto(state.filter, action);
      return filter ? { ...state, filter, index: 0 } : state;
    }
    case 'filtering':
      return { ...state, filtering: action.on, ...(action.clear && { filter: emptyField, index: 0 }) };
    case 'stepped':
      return { ...state, index: Math.min(last, Math.max(0, index + action.by)) };
    case 'selected':
      return { ...state, index: Math.min(last, Math.max(0, action.index)) };
    case 'marked': {
      const one = shown[index];
      const wanted = action.all ? shown : one ? [one] : [];
      const takes = wanted.some(({ id }) => !state.chosen.has(id));
      const chosen = new Set(state.chosen);
      for (const { id } of wanted) takes ? chosen.add(id) : chosen.delete(id);
      return { ...state, chosen, index: action.all ? index : Math.min(last, index + 1) };
    }
    case 'submitted':
      return { ...state, busy: true, problem: undefined };
    case 'refused':
      return { ...state, busy: false, problem: action.problem };
  }
}
