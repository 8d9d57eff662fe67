import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import type { Act } from '../ui/dialog.ts';
import type { ListSight } from '../ui/list-sight.ts';
import type { ListState } from '../ui/list-state.ts';
import type { Desk } from './desk.ts';

/** The marked ones, also those that a filter hides, else the one under the cursor. */
export function meantIn<Item>(
  { all, selected }: ListSight<Item>,
  { marks }: ListState,
  idOf: (item: Item) => string,
): readonly Item[] {
  const marked = all.filter((item) => marks.has(idOf(item)));
  return marked.length > 0 ? marked : selected ? [selected] : [];
}

/** Those that are on are turned off; when none is, all of them are turned on again. */
export function toTurn<Item extends { readonly disabled: boolean }>(items: readonly Item[]) {
  const on = items.filter(({ disabled }) => !disabled);
  return on.length > 0 ? { items: on, off: true } : { items, off: false };
}

/** What a question about several names one by one, before it only counts. */
const named = 4;

interface Question {
  /** `Remove`, `Revoke`. */
  readonly verb: string;
  /** Of one of several: `provider key`. */
  readonly noun: string;
  readonly names: readonly string[];
  /** What becomes of one; of several, behind their names. */
  readonly ofOne: readonly string[];
  readonly ofSeveral?: readonly string[];
  readonly act: Act;
}

/** Asks before things go, by name. */
export function askAway(
  { dispatch }: Desk,
  { verb, noun, names, ofOne, ofSeveral = [], act }: Question,
): void {
  const [first] = names;
  if (first === undefined) return;
  const one = names.length === 1;
  const rest = names.length > named ? ` and ${names.length - named} more` : '';
  dispatch({
    type: 'dialog-opened',
    dialog: {
      kind: 'confirm',
      title: one ? { before: `${verb} `, name: first, after: '?' } : `${verb} ${count(names.length, noun)}?`,
      lines: one ? ofOne : [`${names.slice(0, named).join(', ')}${rest}.`, ...ofSeveral],
      act,
      word: undefined,
      typed: emptyField,
    },
  });
}
