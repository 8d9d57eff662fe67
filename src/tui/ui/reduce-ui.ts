import { isDeepStrictEqual } from 'node:util';
import { editField, emptyField, fieldOf, insert, type TextField } from '../components/text-field.ts';
import { type HealthAction, reduceHealth } from '../features/health/health-state.ts';
import { type OverviewAction, reduceOverview } from '../features/overview/overview-state.ts';
import { reduceUsage, type UsageAction } from '../features/usage/usage-state.ts';
import { emptyList, type ListAction, reduceList } from './list-state.ts';
import {
  type ListScreenId,
  type Message,
  type OpenDialog,
  onEach,
  type ScreenId,
  type UiState,
} from './ui-state.ts';

export type UiAction =
  /** `back`: Esc returns to the screen that was left. */
  | { readonly type: 'screen'; readonly screen: ScreenId; readonly back?: boolean }
  | { readonly type: 'back' }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'list'; readonly screen: ScreenId; readonly action: ListAction }
  | { readonly type: 'usage'; readonly action: UsageAction }
  | { readonly type: 'health'; readonly action: HealthAction }
  /** Another server: nothing that was marked or selected means anything there. */
  | { readonly type: 'lists-forgotten' }
  | { readonly type: 'overview'; readonly action: OverviewAction }
  | { readonly type: 'filter-opened' }
  | { readonly type: 'filter-typed'; readonly text: string }
  | { readonly type: 'filter-edited'; readonly key: string }
  | { readonly type: 'filter-set'; readonly text: string }
  | { readonly type: 'filter-kept' }
  | { readonly type: 'filter-cleared' }
  | { readonly type: 'sorted'; readonly screen: ListScreenId; readonly column: string | undefined }
  | { readonly type: 'sort-reversed'; readonly screen: ListScreenId }
  | { readonly type: 'detail'; readonly open: boolean }
  | { readonly type: 'detail-scrolled'; readonly to: number }
  | { readonly type: 'hidden' }
  /** `outside`: a form that waits for the server stays below. */
  | { readonly type: 'dialog-opened'; readonly dialog: OpenDialog; readonly outside?: boolean }
  | { readonly type: 'dialog-closed' }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'pulse'; readonly pulse: NonNullable<UiState['pulse']> }
  | { readonly type: 'banner-closed'; readonly id: string }
  | { readonly type: 'command-used'; readonly id: string }
  /** What nothing else depends on. */
  | { readonly type: 'set'; readonly ui: Partial<Pick<UiState, Plain>> };

type Plain =
  | 'revealed'
  | 'keyCalls'
  | 'inspected'
  | 'environment'
  | 'notice'
  | 'dismissed'
  | 'theme'
  | 'mouse';

const mostMessages = 100;
const mostCommands = 20;

/** Pure and total: any action in any state gives a state. */
export function reduceUi(ui: UiState, action: UiAction): UiState {
  switch (action.type) {
    case 'screen':
      return {
        ...withUsage(ui, { type: 'detail', open: false }),
        screen: action.screen,
        trail: action.back ? [...ui.trail, ui.screen] : [],
        filtering: false,
        detail: false,
        detailTop: 0,
      };
    case 'back': {
      const screen = ui.trail.at(-1);
      if (!screen) return ui;
      const there = reduceUi(ui, { type: 'screen', screen });
      return { ...there, trail: ui.trail.slice(0, -1) };
    }
    case 'resized':
      return { ...ui, columns: action.columns, rows: action.rows };
    case 'list': {
      if (action.screen === 'usage') return withUsage(ui, { type: ui.usage.focus, action: action.action });
      const before = ui.lists[action.screen];
      const list = reduceList(before, action.action);
      if (list === before) return ui;
      // The details of another item begin at their beginning.
      const detailTop = list.cursor === before.cursor ? ui.detailTop : 0;
      return { ...ui, detailTop, lists: { ...ui.lists, [action.screen]: list } };
    }
    case 'usage':
      return withUsage(ui, action.action);
    case 'health': {
      const health = reduceHealth(ui.health, action.action);
      return health === ui.health ? ui : { ...ui, health };
    }
    case 'lists-forgotten':
      return {
        ...ui,
        lists: onEach(emptyList),
        usage: reduceUsage(ui.usage, { type: 'forgotten' }),
        health: reduceHealth(ui.health, { type: 'forgotten' }),
        overview: reduceOverview(ui.overview, { type: 'forgotten' }),
        pulse: undefined,
        closedBanners: [],
        detail: false,
        detailTop: 0,
        keyCalls: undefined,
        revealed: undefined,
        dialog: undefined,
        waiting: undefined,
      };
    case 'overview': {
      const overview = reduceOverview(ui.overview, action.action);
      return overview === ui.overview ? ui : { ...ui, overview };
    }
    case 'filter-opened':
      return { ...ui, filtering: true };
    case 'filter-typed':
      return withFilter(ui, insert(filterOf(ui), action.text.replace(/\s*\n\s*/g, ' ')));
    case 'filter-edited': {
      const filter = editField(filterOf(ui), action.key);
      return filter ? withFilter(ui, filter) : ui;
    }
    case 'filter-set':
      return ui.screen === 'usage'
        ? withUsage(ui, { type: 'about', filter: action.text })
        : withFilter(ui, fieldOf(action.text));
    case 'filter-kept':
      return { ...ui, filtering: false };
    case 'filter-cleared':
      return { ...withFilter(ui, emptyField), filtering: false };
    case 'sorted': {
      const sort = { column: action.column, reversed: false };
      return { ...ui, sorts: { ...ui.sorts, [action.screen]: sort } };
    }
    case 'sort-reversed': {
      const sort = ui.sorts[action.screen];
      return { ...ui, sorts: { ...ui.sorts, [action.screen]: { ...sort, reversed: !sort.reversed } } };
    }
    case 'detail':
      return { ...ui, detail: action.open, detailTop: 0 };
    case 'detail-scrolled':
      return { ...ui, detailTop: Math.max(0, action.to) };
    case 'hidden':
      return ui.revealed ? { ...ui, revealed: undefined } : ui;
    case 'dialog-opened':
      return {
        ...ui,
        dialog: action.dialog,
        waiting: action.outside ? (ui.dialog?.waits ? ui.dialog : ui.waiting) : undefined,
        revealed: undefined,
        notice: undefined,
      };
    case 'dialog-closed':
      return ui.dialog ? { ...ui, dialog: ui.waiting, waiting: undefined } : ui;
    case 'message':
      return { ...ui, messages: [...ui.messages, action.message].slice(-mostMessages) };
    case 'pulse':
      return isDeepStrictEqual(ui.pulse, action.pulse) ? ui : { ...ui, pulse: action.pulse };
    case 'banner-closed':
      return { ...ui, closedBanners: [...ui.closedBanners, action.id] };
    case 'command-used': {
      const rest = ui.usedCommands.filter((id) => id !== action.id);
      return { ...ui, usedCommands: [action.id, ...rest].slice(0, mostCommands) };
    }
    case 'set':
      return { ...ui, ...action.ui };
  }
}

function withUsage(ui: UiState, action: UsageAction): UiState {
  const usage = reduceUsage(ui.usage, action);
  if (usage === ui.usage) return ui;
  // The details of another request begin at their beginning.
  const same = usage.detail === ui.usage.detail && usage.requests.cursor === ui.usage.requests.cursor;
  return { ...ui, usage, detailTop: same ? ui.detailTop : 0 };
}

/** The filter of the screen that is shown. */
export const filterOf = (ui: UiState): TextField =>
  ui.screen === 'usage' ? ui.usage.filter : ui.filters[ui.screen];

function withFilter(ui: UiState, filter: TextField): UiState {
  if (ui.screen === 'usage') return withUsage(ui, { type: 'filtered', filter });
  return { ...ui, filters: { ...ui.filters, [ui.screen]: filter } };
}
