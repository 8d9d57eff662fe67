import type { Act, At, Console } from './act.ts';

import { textIn } from './components/text-field.ts';
import { features } from './features/index.ts';
import type { ListAction } from './ui/list-state.ts';
import { filterOf } from './ui/reduce-ui.ts';
import type { ListScreenId } from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

const words = (id: keyof ReturnType<typeof frameWords>['acts']) => () => frameWords().acts[id];
const inList =
  (action: ListAction) =>
  ({ ui }: Console) =>
    ui.dispatch({ type: 'list', screen: ui.snapshot().screen, action });

/** Scrolls open details, else moves in the list. */
const page =
  (by: number) =>
  ({ ui }: Console) => {
    const { screen, detail, detailTop, rows, usage } = ui.snapshot();
    const open = screen === 'usage' ? usage.detail : detail;
    if (open) ui.dispatch({ type: 'detail-scrolled', to: detailTop + by * Math.max(1, rows - 10) });
    else ui.dispatch({ type: 'list', screen, action: { type: 'paged', pages: by } });
  };

const listOf = ({ ui }: Pick<At, 'ui'>) =>
  ui.screen === 'usage' ? ui.usage[ui.usage.focus] : ui.lists[ui.screen];
const nothingSelected = (at: At) =>
  listOf(at).cursor === undefined ? frameWords().nothingSelected : undefined;
/** A filter that finds nothing has to stay in reach. */
const nothingToFilter = (at: At) =>
  listOf(at).ids.length === 0 && textIn(filterOf(at.ui)) === '' ? frameWords().emptyList : undefined;

/** Moving in any list. On the usage screen `g` groups, so only Home goes to the top there. */
export const listActs: readonly Act[] = [
  {
    id: 'down',
    scope: 'list',
    keys: ['j', 'down'],
    words: words('down'),
    run: inList({ type: 'moved', by: 1 }),
  },
  { id: 'up', scope: 'list', keys: ['k', 'up'], words: words('up'), run: inList({ type: 'moved', by: -1 }) },
  {
    id: 'top',
    scope: 'list',
    keys: ['g', 'home'],
    words: words('top'),
    run: inList({ type: 'moved', by: Number.NEGATIVE_INFINITY }),
  },
  {
    id: 'bottom',
    scope: 'list',
    keys: ['G', 'end'],
    words: words('bottom'),
    run: inList({ type: 'moved', by: Number.POSITIVE_INFINITY }),
  },
  { id: 'page-down', scope: 'list', keys: ['pagedown', 'ctrl+f'], words: words('pageDown'), run: page(1) },
  { id: 'page-up', scope: 'list', keys: ['pageup', 'ctrl+b'], words: words('pageUp'), run: page(-1) },
];

/** The columns that a list can be sorted by; the first step of `o` is the default order. */
const sortsOf = ({ ui }: Pick<At, 'ui'>) => features.find(({ id }) => id === ui.screen)?.sorts ?? [];
const notSortable = (at: At) => (sortsOf(at).length === 0 ? frameWords().emptyList : nothingSelected(at));

function sortNext(console: Console) {
  const at = console.at();
  const screen = at.ui.screen as ListScreenId;
  const orders = [undefined, ...sortsOf(at)];
  const column = orders[(orders.indexOf(at.ui.sorts[screen].column) + 1) % orders.length];
  console.ui.dispatch({ type: 'sorted', screen, column });
}

/** What lists of things have alike: details, filter, marks, order. */
export const itemActs: readonly Act[] = [
  {
    id: 'open-filter',
    scope: 'items',
    keys: ['/'],
    words: words('filter'),
    footer: 80,
    disabled: nothingToFilter,
    run: ({ ui }) => ui.dispatch({ type: 'filter-opened' }),
  },
  {
    id: 'show-detail',
    scope: 'items',
    keys: ['enter'],
    words: words('open'),
    footer: 81,
    disabled: nothingSelected,
    run: ({ ui }) => ui.dispatch({ type: 'detail', open: !ui.snapshot().detail }),
  },
  {
    id: 'mark-item',
    scope: 'items',
    keys: ['space'],
    words: words('mark'),
    footer: 82,
    disabled: nothingSelected,
    run: inList({ type: 'marked' }),
  },
  {
    id: 'mark-all',
    scope: 'items',
    keys: ['A'],
    words: words('markAll'),
    disabled: nothingSelected,
    run: inList({ type: 'marked-all' }),
  },
  {
    id: 'sort-next',
    scope: 'items',
    keys: ['o'],
    words: words('sort'),
    footer: 83,
    contextual: true,
    disabled: notSortable,
    run: sortNext,
  },
  {
    id: 'sort-reverse',
    scope: 'items',
    keys: ['O'],
    words: words('reverse'),
    contextual: true,
    disabled: notSortable,
    run: ({ ui }) => ui.dispatch({ type: 'sort-reversed', screen: ui.snapshot().screen as ListScreenId }),
  },
  {
    id: 'next-item',
    scope: 'items',
    keys: [']'],
    words: words('next'),
    disabled: nothingSelected,
    run: inList({ type: 'moved', by: 1 }),
  },
  {
    id: 'previous-item',
    scope: 'items',
    keys: ['['],
    words: words('previous'),
    disabled: nothingSelected,
    run: inList({ type: 'moved', by: -1 }),
  },
];

/** While the filter is typed; other keys go into it. */
export const filterActs: readonly Act[] = [
  {
    id: 'keep-filter',
    scope: 'filter',
    keys: ['enter', 'tab'],
    words: words('keepFilter'),
    footer: 1,
    run: ({ ui }) => ui.dispatch({ type: 'filter-kept' }),
  },
  {
    id: 'clear-filter',
    scope: 'filter',
    keys: ['escape'],
    words: words('clearFilter'),
    footer: 2,
    run: ({ ui }) => ui.dispatch({ type: 'filter-cleared' }),
  },
  {
    id: 'filter-down',
    scope: 'filter',
    keys: ['down'],
    words: words('filterDown'),
    run: inList({ type: 'moved', by: 1 }),
  },
  {
    id: 'filter-up',
    scope: 'filter',
    keys: ['up'],
    words: words('filterUp'),
    run: inList({ type: 'moved', by: -1 }),
  },
];
