import type { Result } from '../../store/state.ts';
import { editField, emptyField, insert, type TextField } from '../input/text-field.ts';
import type { Dialog } from './dialog.ts';
import { type HealthAction, reduceHealth } from './health-state.ts';
import { emptyList, type ListAction, reduceList } from './list-state.ts';
import { type DialogAction, reduceDialog } from './reduce-dialog.ts';
import { reduceUsage, type UsageAction } from './reduce-usage.ts';
import { onEach, type Revealed, type ScreenId, sortOrders, type UiState } from './ui-state.ts';

export type UiAction =
  | { readonly type: 'screen'; readonly screen: ScreenId }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'list'; readonly screen: ScreenId; readonly action: ListAction }
  | { readonly type: 'usage'; readonly action: UsageAction }
  | { readonly type: 'health'; readonly action: HealthAction }
  /** Another server: nothing that was marked or selected means anything there. */
  | { readonly type: 'lists-forgotten' }
  | { readonly type: 'last-hour'; readonly lastHour: NonNullable<UiState['lastHour']> }
  | { readonly type: 'filter-opened' }
  | { readonly type: 'filter-typed'; readonly text: string }
  | { readonly type: 'filter-edited'; readonly key: string }
  | { readonly type: 'filter-kept' }
  | { readonly type: 'filter-cleared' }
  | { readonly type: 'sorted-next' }
  | { readonly type: 'sort-reversed' }
  | { readonly type: 'detail'; readonly open: boolean }
  | { readonly type: 'detail-scrolled'; readonly to: number }
  | { readonly type: 'revealed'; readonly revealed: Revealed }
  | { readonly type: 'hidden' }
  | { readonly type: 'key-calls'; readonly calls: NonNullable<UiState['keyCalls']> }
  | { readonly type: 'inspected'; readonly inspected: NonNullable<UiState['inspected']> }
  | { readonly type: 'environment'; readonly keys: NonNullable<UiState['environment']> }
  | { readonly type: 'dialog-opened'; readonly dialog: Dialog }
  | { readonly type: 'dialog-closed' }
  | { readonly type: 'dialog'; readonly action: DialogAction }
  | { readonly type: 'notice'; readonly notice: Result | undefined }
  | { readonly type: 'dismissed'; readonly result: Result | undefined }
  | { readonly type: 'password-typed'; readonly text: string }
  | { readonly type: 'password-edited'; readonly key: string }
  | { readonly type: 'password-cleared' }
  | { readonly type: 'password-toggled' };

/** Pure and total: any action in any state gives a state. */
export function reduceUi(ui: UiState, action: UiAction): UiState {
  switch (action.type) {
    case 'screen':
      return {
        ...withUsage(ui, { type: 'detail', at: undefined }),
        screen: action.screen,
        filtering: false,
        detail: false,
        detailTop: 0,
      };
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
        lastHour: undefined,
        detail: false,
        detailTop: 0,
        keyCalls: undefined,
        revealed: undefined,
        dialog: undefined,
      };
    case 'last-hour':
      return { ...ui, lastHour: action.lastHour };
    case 'filter-opened':
      return { ...ui, filtering: true };
    case 'filter-typed':
      return withFilter(ui, insert(filterOf(ui), action.text.replace(/\s*\n\s*/g, ' ')));
    case 'filter-edited': {
      const filter = editField(filterOf(ui), action.key);
      return filter ? withFilter(ui, filter) : ui;
    }
    case 'filter-kept':
      return { ...ui, filtering: false };
    case 'filter-cleared':
      return { ...withFilter(ui, emptyField), filtering: false };
    case 'sorted-next': {
      const next = sortOrders[(sortOrders.indexOf(ui.sort) + 1) % sortOrders.length] ?? 'file';
      return { ...ui, sort: next };
    }
    case 'sort-reversed':
      return { ...ui, descending: !ui.descending };
    case 'detail':
      return { ...ui, detail: action.open, detailTop: 0 };
    case 'detail-scrolled':
      return { ...ui, detailTop: Math.max(0, action.to) };
    case 'revealed':
      return { ...ui, revealed: action.revealed };
    case 'key-calls':
      return { ...ui, keyCalls: action.calls };
    case 'inspected':
      return { ...ui, inspected: action.inspected };
    case 'hidden':
      return ui.revealed ? { ...ui, revealed: undefined } : ui;
    case 'environment':
      return { ...ui, environment: action.keys };
    case 'dialog-opened':
      return { ...ui, dialog: action.dialog, revealed: undefined };
    case 'dialog-closed':
      return ui.dialog ? { ...ui, dialog: undefined } : ui;
    case 'dialog':
      return ui.dialog ? { ...ui, dialog: reduceDialog(ui.dialog, action.action) } : ui;
    case 'notice':
      return { ...ui, notice: action.notice };
    case 'dismissed':
      return ui.dismissed === action.result ? ui : { ...ui, dismissed: action.result };
    case 'password-typed':
      return { ...ui, password: insert(ui.password, action.text) };
    case 'password-edited': {
      const password = editField(ui.password, action.key);
      return password ? { ...ui, password } : ui;
    }
    case 'password-cleared':
      return { ...ui, password: emptyField, passwordShown: false };
    case 'password-toggled':
      return { ...ui, passwordShown: !ui.passwordShown };
  }
}

function withUsage(ui: UiState, action: UsageAction): UiState {
  const usage = reduceUsage(ui.usage, action);
  return usage === ui.usage ? ui : { ...ui, usage };
}

/** The filter of the screen that is shown. */
export const filterOf = (ui: UiState): TextField =>
  ui.screen === 'usage' ? ui.usage.filter : ui.filters[ui.screen];

function withFilter(ui: UiState, filter: TextField): UiState {
  if (ui.screen === 'usage') return { ...ui, usage: { ...ui.usage, filter } };
  return { ...ui, filters: { ...ui.filters, [ui.screen]: filter } };
}
