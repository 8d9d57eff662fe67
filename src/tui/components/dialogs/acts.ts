import type { Act, Scope } from '../../act.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];
type Row = readonly [scope: Scope, id: Id, keys: readonly string[], hint?: number];

/** Keys of the boxes; those with a number are hints, and low numbers stay longest in a narrow box. */
// biome-ignore format: one row a record
const rows: readonly Row[] = [
  ['box', 'box-down', ['down', 'j', 'tab']],
  ['box', 'box-up', ['up', 'k', 'shift+tab']],
  ['box', 'box-page-down', ['pagedown', 'space', 'ctrl+f']],
  ['box', 'box-page-up', ['pageup', 'ctrl+b']],
  ['form', 'submit', ['enter'], 1],
  ['form', 'next-field', ['tab', 'down']],
  ['form', 'previous-field', ['shift+tab', 'up']],
  ['form', 'next-option', ['right']],
  ['form', 'previous-option', ['left']],
  ['form', 'close-form', ['escape'], 2],
  ['danger', 'danger-yes', ['y']],
  ['danger', 'danger-no', ['n', 'escape']],
  ['word', 'word-run', ['enter']],
  ['word', 'word-no', ['escape']],
  ['question', 'question-next', ['right', 'tab']],
  ['question', 'question-previous', ['left', 'shift+tab']],
  ['question', 'question-run', ['enter']],
  ['question', 'question-close', ['escape']],
  ['secret', 'copy-secret', ['c'], 1],
  ['secret', 'secret-snippet', ['s'], 3],
  ['secret', 'secret-code', ['ctrl+g'], 4],
  ['secret', 'close-secret', ['enter', 'escape'], 2],
  ['menu', 'menu-choose', ['enter'], 1],
  ['menu', 'close-menu', ['escape', 'q'], 2],
  ['picker', 'picker-mark', ['space'], 1],
  ['picker', 'picker-all', ['ctrl+a', 'A'], 5],
  ['picker', 'picker-filter', ['/'], 4],
  ['picker', 'picker-apply', ['enter'], 2],
  ['picker', 'close-picker', ['escape'], 3],
  ['report', 'report-again', ['t'], 3],
  ['report', 'report-copy', ['c'], 2],
  ['report', 'close-report', ['escape', 'enter', 'q'], 1],
];

/** Keys of all boxes here; the login, the help and the palette have their own. */
export const dialogActs: readonly Act[] = rows.map(([scope, id, keys, footer]) => ({
  ...{ id, scope, keys, words: () => words().acts[id] },
  ...(footer !== undefined && { footer }),
}));

/** The acts of a box: its own first, then those of the others. */
export const actsOf = (...boxes: readonly Scope[]): readonly Act[] =>
  boxes.flatMap((box) => dialogActs.filter(({ scope }) => scope === box));

/** The letters of buttons and menu items, which press them. */
export const letterActs = <Item extends { readonly key?: string; readonly title: string }>(
  scope: Scope,
  items: readonly Item[],
  press: (item: Item) => unknown,
): readonly Act[] =>
  items.flatMap((item) => {
    const { key, title } = item;
    if (key === undefined) return [];
    return { id: key, scope, keys: [key], words: () => ({ title, tip: title }), run: () => press(item) };
  });

/** While text is typed, only keys that are not letters work. */
export const withoutLetters = (acts: readonly Act[]): readonly Act[] =>
  acts.map((act) => ({ ...act, keys: act.keys.filter((key) => key.length > 1 && key !== 'space') }));
