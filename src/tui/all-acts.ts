import { isNeverUsed } from '../contract/client-key.ts';
import { type Act, type At, actsIn, type Console } from './act.ts';
import { dialogActs } from './components/dialogs/acts.ts';
import { textIn } from './components/text-field.ts';
import { cycle } from './cycle.ts';
import { askToUndo } from './features/client-keys/acts.tsx';
import { leaveSettings } from './features/config/review.tsx';
import { firstRunActs, leaveFirstRun } from './features/first-run/first-run.tsx';
import { featureOf, features, featuresOf } from './features/index.ts';
import { serverActs } from './features/server/acts.tsx';
import { connectActs } from './features/sign-in/acts.tsx';
import { frameActs } from './frame/acts.tsx';
import { helpActs } from './frame/help.tsx';
import { paletteActs } from './frame/palette.tsx';
import type { ListAction } from './ui/list-state.ts';
import { filterOf, type ListScreenId, listOf, type UiAction } from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

const words = () => frameWords().acts;
const send =
  (action: UiAction) =>
  ({ ui }: Console) =>
    ui.dispatch(action);
const inList =
  (action: ListAction) =>
  ({ ui }: Console) =>
    ui.dispatch({ type: 'list', screen: ui.snapshot().screen, action });
const move = (by: number) => inList({ type: 'moved', by });

/** Scrolls open details, otherwise moves in the list. */
const page =
  (by: number) =>
  ({ ui }: Console) => {
    const { screen, detail, detailTop, rows } = ui.snapshot();
    if (detail)
      ui.dispatch({ type: 'set', ui: { detailTop: Math.max(0, detailTop + by * Math.max(1, rows - 10)) } });
    else ui.dispatch({ type: 'list', screen, action: { type: 'paged', pages: by } });
  };

const unselected = ({ ui }: At) =>
  listOf(ui).cursor === undefined ? frameWords().nothingSelected : undefined;
/** A filter without matches must remain editable. */
const unfilterable = ({ ui }: At) =>
  listOf(ui).ids.length === 0 && textIn(filterOf(ui)) === '' ? frameWords().emptyList : undefined;

/** The columns that a list can be sorted by; the first step of `o` is the default order. */
const sortsOf = ({ ui }: Pick<At, 'ui'>) => featureOf(ui.screen)?.sorts ?? [];
const unsortable = (at: At) => (sortsOf(at).length === 0 ? frameWords().oneOrder : unselected(at));

function sortNext(console: Console) {
  const at = console.at();
  const screen = at.ui.screen as ListScreenId;
  const orders = [undefined, ...sortsOf(at)];
  console.ui.dispatch({ type: 'sorted', screen, column: cycle(orders, at.ui.sorts[screen].column) });
}
const detailTitle = ({ ui }: At) => frameWords().acts[ui.detail ? 'close' : 'open'].title;
const toggleDetail = ({ ui }: Console) =>
  ui.dispatch({ type: 'set', ui: { detail: !ui.snapshot().detail, detailTop: 0 } });
const reverse = ({ ui }: Console) =>
  ui.dispatch({ type: 'sort-reversed', screen: ui.snapshot().screen as ListScreenId });

/** Moving in any list. On the usage screen `g` groups, so only Home moves to the top. */
// biome-ignore format: one row a record reads as the table that it is
const listActs = actsIn('list', words, [
  { id: 'down', keys: ['j', 'down'], run: move(1) },
  { id: 'up', keys: ['k', 'up'], run: move(-1) },
  { id: 'top', keys: ['g', 'home'], run: move(Number.NEGATIVE_INFINITY) },
  { id: 'bottom', keys: ['G', 'end'], run: move(Number.POSITIVE_INFINITY) },
  { id: 'page-down', word: 'pageDown', keys: ['pagedown', 'ctrl+f'], run: page(1) },
  { id: 'page-up', word: 'pageUp', keys: ['pageup', 'ctrl+b'], run: page(-1) },
]);

/** Acts of all lists of items: details, filter, marks, order. */
// biome-ignore format: one row a record reads as the table that it is
const listItemActs = actsIn('items', words, [
  { id: 'open-filter', word: 'filter', keys: ['/'], footer: 80, disabled: unfilterable, run: send({ type: 'set', ui: { filtering: true, detail: false } }) },
  { id: 'show-detail', word: 'open', keys: ['enter'], title: detailTitle, footer: 81, disabled: unselected, run: toggleDetail },
  { id: 'mark-item', word: 'mark', keys: ['space'], footer: 82, disabled: unselected, run: inList({ type: 'marked' }) },
  { id: 'mark-all', word: 'markAll', keys: ['A'], disabled: unselected, run: inList({ type: 'marked-all' }) },
  { id: 'sort-next', word: 'sort', keys: ['o'], footer: 83, contextual: true, disabled: unsortable, run: sortNext },
  { id: 'sort-reverse', word: 'reverse', keys: ['O'], contextual: true, disabled: unsortable, run: reverse },
  { id: 'next-item', word: 'next', keys: [']'], disabled: unselected, run: move(1) },
  { id: 'previous-item', word: 'previous', keys: ['['], disabled: unselected, run: move(-1) },
]);

/** While the filter is typed; other keys are typed into it. */
// biome-ignore format: one row a record reads as the table that it is
const filterActs = actsIn('filter', words, [
  { id: 'keep-filter', word: 'keepFilter', keys: ['enter', 'tab'], footer: 1, run: send({ type: 'set', ui: { filtering: false } }) },
  { id: 'clear-filter', word: 'clearFilter', keys: ['escape'], footer: 2, run: send({ type: 'filter-cleared' }) },
  { id: 'filter-down', word: 'filterDown', keys: ['down'], run: move(1) },
  { id: 'filter-up', word: 'filterUp', keys: ['up'], run: move(-1) },
]);

const goActs = features.map(
  ({ id, number, words: named, absent, whenAbsent }): Act => ({
    id: `go-${id}`,
    scope: 'screen',
    keys: [number],
    words: () => ({ title: named().name, tip: named().tip }),
    palette: true,
    run(console) {
      if (whenAbsent && absent?.(console.at().console)) return whenAbsent(console);
      return console.ui.dispatch({ type: 'screen', screen: id });
    },
  }),
);

const turn = (by: number) => (console: Console) => {
  const { console: server, ui } = console.at();
  const ids = featuresOf(server).map(({ id }) => id);
  console.ui.dispatch({ type: 'screen', screen: cycle(ids, ui.screen, by) });
};

function notUndoable({ console: { running, undoable } }: At): string | undefined {
  if (running) return frameWords().running;
  return undoable.length === 0 ? frameWords().nothingToUndo : undefined;
}

/** Asks first where it would revoke a key that clients may use by now. */
function undo(console: Console): unknown {
  const { session } = console;
  const made = new Set(session.undoRevokes());
  const keys = (console.at().console.server?.clientKeys ?? []).filter(({ fingerprint }) =>
    made.has(fingerprint),
  );
  return keys.every(isNeverUsed) ? session.undo() : askToUndo(console, keys, () => session.undo());
}

function reload({ session, ui }: Console) {
  ui.dispatch({ type: 'usage', action: { type: 'set', usage: { again: ui.snapshot().usage.again + 1 } } });
  ui.dispatch({ type: 'health', health: { asked: { keys: false } } });
  ui.dispatch({ type: 'logs', logs: { again: ui.snapshot().logs.again + 1 } });
  return session.reload();
}
const reloadTitle = ({ ui }: At) => frameWords().acts[ui.screen === 'health' ? 'check' : 'reload'].title;

/** Acts that work on every screen. */
// biome-ignore format: one row a record reads as the table that it is
const screenActs: readonly Act[] = [
  ...goActs,
  ...actsIn('screen', words, [
    { id: 'next-screen', word: 'nextScreen', keys: ['tab'], run: turn(1) },
    { id: 'previous-screen', word: 'previousScreen', keys: ['shift+tab'], run: turn(-1) },
    { id: 'undo', keys: ['u'], footer: 90, write: true, palette: true, disabled: notUndoable, run: undo },
    { id: 'reload', keys: ['r'], title: reloadTitle, footer: 91, palette: true, run: reload },
  ]),
];

/** Asks about a management secret that was not copied and unsaved settings; pressed again, it leaves without an answer. */
function quitNow(console: Console): void {
  const { dialog, leaveBoxKey } = console.ui.snapshot();
  if (dialog && dialog.key === leaveBoxKey) console.leave();
  else leaveFirstRun(console, () => leaveSettings(console, console.leave));
}

/** Acts that work everywhere, including in open boxes. */
// biome-ignore format: one row a record reads as the table that it is
export const everywhereActs = actsIn('everywhere', words, [
  { id: 'quit-now', word: 'quitNow', keys: ['ctrl+c'], run: quitNow },
  { id: 'suspend', keys: ['ctrl+z'], run: ({ suspend }) => suspend() },
]);

/** Every act of the console, in the order of the help: screens, lists, every screen, before the sign-in, everywhere, open boxes. */
export const allActs = (): readonly Act[] => [
  ...features.flatMap(({ acts }) => acts),
  ...listItemActs,
  ...listActs,
  ...screenActs,
  ...serverActs,
  ...filterActs,
  ...connectActs,
  ...firstRunActs,
  ...frameActs,
  ...paletteActs,
  ...helpActs,
  ...everywhereActs,
  ...dialogActs,
];
