import { type At, actsIn, type Console } from '../../act.ts';
import { Report } from '../../components/dialogs/report.tsx';
import { cycle } from '../../cycle.ts';
import { listWords } from '../../words/list.ts';
import { isUpToUser, noUsage } from '../usage/acts.ts';
import { spans, type UsageAction } from '../usage/usage-state.ts';
import type { Spot } from './attention.ts';
import { isEmptyInstall, selectedItem } from './attention-list.ts';
import { layoutOf, nextRange, type PanelId, panelsIn, type Range } from './overview-state.ts';
import { quotaFiles } from './status.ts';
import { words } from './words.ts';

/** The panels shown at this size. */
const shownAt = ({ console, ui: { columns, rows } }: Pick<At, 'console' | 'ui'>) => {
  const has = { hasUsage: console.hasUsage, hasQuota: quotaFiles(console).length > 0 };
  return panelsIn(layoutOf({ entries: 0, columns, height: rows - 5, items: 1, ...has }));
};

/** The panel that has the keyboard. */
function focusAt(at: At): PanelId {
  const { panel } = at.ui.overview;
  return shownAt(at).includes(panel) ? panel : 'attention';
}

const screens = {
  graph: 'usage',
  totals: 'usage',
  models: 'usage',
  live: 'usage',
  keys: 'client-keys',
  quota: 'sessions',
  status: 'providers',
} as const satisfies Readonly<Record<Exclude<PanelId, 'attention'>, string>>;

function open(console: Console) {
  const at = console.at();
  const panel = focusAt(at);
  if (panel !== 'attention') return openPanel(console, panel);
  const item = selectedItem(at);
  if (!item) return;
  const { to, what, fact } = item;
  if (to === 'sentence') {
    const sentence = fact === '' ? what : what + listWords().colon + fact;
    return console.open(<Report title={words().attention.title} lines={[sentence]} />);
  }
  if ('act' in to) return console.perform(to.act);
  goTo(console, to);
}

/** The screen of a panel, on the same range. */
function openPanel(console: Console, panel: keyof typeof screens) {
  const screen = screens[panel];
  if (screen !== 'usage') return console.go(screen);
  const { console: state } = console.at();
  if (!state.hasUsage && isUpToUser(state)) return console.perform('usage-access');
  const { range } = console.ui.snapshot().overview;
  goToUsage(console, '', range, panel === 'models' ? 'model' : undefined);
}

function goToUsage(console: Console, filter: string, range: Range['id'], by?: 'model') {
  const reason = noUsage(console.at());
  if (reason !== undefined) return console.say('warning', reason);
  const span = spans.findIndex(({ id }) => id === range);
  const dispatch = (action: UsageAction) => console.ui.dispatch({ type: 'usage', action });
  dispatch({ type: 'about', filter });
  dispatch({ type: 'set', usage: { span, ...(by && { by }) } });
  console.go('usage');
}

function goTo(console: Console, { screen, id, filter, sort }: Spot) {
  // The reported failures are those of the last hour.
  if (screen === 'usage') return goToUsage(console, filter ?? '', 'hour');
  if (sort !== undefined) console.ui.dispatch({ type: 'sorted', screen, column: sort });
  console.go(screen, { ...(id !== undefined && { id }), ...(filter !== undefined && { filter }) });
}

/** Runs the named act on its item, as its key would on that screen. */
function fix(console: Console) {
  const named = selectedItem(console.at())?.fix;
  if (!named) return;
  const { act, on, marks } = named;
  if (!on) return console.perform(act);
  if (!marks) return console.performOn(act, on.screen, on.id);
  goTo(console, on);
  console.ui.dispatch({ type: 'list', screen: on.screen, action: { type: 'marked-these', ids: marks } });
  console.perform(act);
}

const move = (by: 1 | -1) => (console: Console) => {
  const at = console.at();
  const shown = shownAt(at);
  const panel = cycle(shown, at.ui.overview.panel, by);
  console.ui.dispatch({ type: 'overview', overview: { panel } });
};

const nothingToOpen = (at: At) =>
  focusAt(at) !== 'attention' || selectedItem(at) ? undefined : words().why.noItem;

const fixTitle = (at: At) => selectedItem(at)?.fix?.title ?? words().acts['fix-item'].title;
function nothingToFix(at: At): string | undefined {
  const item = selectedItem(at);
  if (!item) return words().why.noItem;
  return item.fix ? undefined : words().why.noFix;
}

const notEmpty = ({ console }: At) => (isEmptyInstall(console) ? undefined : words().why.notEmpty);

const firstStep = (screen: 'providers' | 'sessions', act: string) => (console: Console) =>
  console.performOn(act, screen, undefined);

/** The overview: what needs attention, and the panels. */
// biome-ignore format: one row a record reads as the table that it is
export const overviewActs = actsIn('overview', () => words().acts, [
  { id: 'open-item', keys: ['enter'], footer: 10, disabled: nothingToOpen, run: open },
  { id: 'fix-item', keys: ['f'], title: fixTitle, footer: 20, write: true, disabled: nothingToFix, run: fix },
  { id: 'first-provider', keys: ['a'], footer: 41, write: true, contextual: true, disabled: notEmpty, run: firstStep('providers', 'add-provider-key') },
  { id: 'first-login', keys: ['l'], footer: 42, write: true, contextual: true, disabled: notEmpty, run: firstStep('sessions', 'log-in') },
  { id: 'next-range', keys: ['t'], footer: 30, disabled: noUsage, run: ({ ui }) => ui.dispatch({ type: 'overview', overview: { range: nextRange(ui.snapshot().overview) } }) },
  { id: 'next-panel', keys: ['right'], footer: 40, run: move(1) },
  { id: 'previous-panel', keys: ['left'], run: move(-1) },
]);
