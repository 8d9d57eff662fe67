import type { ReactElement } from 'react';
import type { Secret } from '../../base/secrets/secret.ts';
import type { Clipboard } from '../../base/text/osc52.ts';
import type { AuthFileModel } from '../../contract/auth-file.ts';
import type { EnvironmentKeys } from '../../providers/environment-keys.ts';
import type { Result } from '../../store/state.ts';
import { emptyField, fieldOf, type TextField, typeKey } from '../components/text-field.ts';
import { type ConfigUi, initialConfig } from '../features/config/config-state.ts';
import { type HealthUi, initialHealth } from '../features/health/health-state.ts';
import { initialLogs, type LogsUi } from '../features/logs/logs-state.ts';
import { initialOverview, type OverviewUi } from '../features/overview/overview-state.ts';
import {
  initialUsage,
  reduceUsage,
  type UsageAction,
  type UsageAnswer,
  type UsageFocus,
  type UsageUi,
} from '../features/usage/usage-state.ts';
import type { KeyEvent } from '../terminal/decode-input.ts';
import type { ThemeName } from '../theme.ts';
import { emptyList, type ListAction, type ListState, reduceList } from './list-state.ts';

/** Screens with one list. */
// biome-ignore format: short names
const listScreens = ['overview', 'client-keys', 'providers', 'sessions', 'config', 'logs', 'health', 'amp'] as const;
export type ListScreenId = (typeof listScreens)[number];
/** The usage screen has two lists. */
export type ScreenId = ListScreenId | 'usage';
/** A list, named by its screen. */
export type ListId = ListScreenId | UsageFocus;

/** How a list is sorted; the default order if there is no column. */
export interface Sort {
  readonly column: string | undefined;
  readonly reversed: boolean;
}

/** The open box over the screen. Its component keeps the state of its fields. */
export interface OpenDialog {
  /** Unique for each opened box, so that none inherits the fields of another. */
  readonly key: number;
  readonly element: ReactElement;
  /** Hidden while the server is unreachable, keeping what was typed. */
  readonly waits: boolean;
  /** Stays visible while the server is unreachable. */
  readonly stays: boolean;
  /** Takes the whole body of the screen. */
  readonly whole: boolean;
}

/** A key shown in full until `until`, ms since the epoch. */
export interface Revealed {
  readonly id: string;
  /** Label of the key. */
  readonly name: string;
  readonly secret: Secret;
  readonly until: number;
}

/** A result or notice with its time, ms since the epoch. */
export interface Message extends Result {
  readonly at: number;
}

/** Traffic of the last hour. */
export interface Pulse {
  readonly requests: number;
  readonly failed: number;
  /** Requests per minute, oldest first, the current minute last; undefined: no data. */
  readonly perMinute: readonly (number | undefined)[];
}

/** Usage in the last 24 hours of the item whose details are or were last open. */
export interface ItemUsage extends UsageAnswer {
  readonly id: string;
}

/** State of the console itself; the state of the server is in the store. */
export interface UiState {
  readonly screen: ScreenId;
  readonly lists: Readonly<Record<ListId, ListState>>;
  readonly usage: UsageUi;
  readonly health: HealthUi;
  readonly logs: LogsUi;
  readonly overview: OverviewUi;
  readonly config: ConfigUi;
  readonly filters: Readonly<Record<ScreenId, TextField>>;
  /** Whether the filter line has the keyboard. */
  readonly filtering: boolean;
  readonly sorts: Readonly<Record<ListId, Sort>>;
  /** Screens to return to with Esc, the last one first. */
  readonly trail: readonly ScreenId[];
  /** Whether the details of the selected item are open. */
  readonly detail: boolean;
  /** Lines of the details scrolled past. */
  readonly detailTop: number;
  readonly revealed?: Revealed | undefined;
  /** What the management secret of the first run was copied to. */
  readonly secretCopied?: Clipboard | undefined;
  /** Usage of the item whose details are or were last open. */
  readonly itemUsage?: ItemUsage | undefined;
  /** Models of the session whose details are or were last open, if it reports them; or why they are not known. */
  readonly inspected?:
    | { name: string; models?: readonly AuthFileModel[] | undefined; problem?: string }
    | undefined;
  /** Keys in this console's environment; undefined until loaded. */
  readonly environment?: EnvironmentKeys | undefined;
  readonly dialog?: OpenDialog | undefined;
  /** A form that waits for the server, below a box opened in the meantime. */
  readonly waiting?: OpenDialog | undefined;
  /** Key of the box that asks before leaving. */
  readonly leaveBoxKey?: number | undefined;
  /** The console's own message; shown instead of the last result until that changes. */
  readonly notice?: Result | undefined;
  /** A dismissed result, no longer shown. */
  readonly dismissed?: Result | undefined;
  /** The last messages, oldest first. */
  readonly messages: readonly Message[];
  /** Traffic of the last hour, for the header; undefined if unknown. */
  readonly pulse?: Pulse | undefined;
  /** Ids of the closed banners. */
  readonly closedBanners: readonly string[];
  /** Ids of the used palette entries, the last one first. */
  readonly usedCommands: readonly string[];
  /** Chosen in the console; undefined for the setting at the start. */
  readonly theme?: ThemeName | undefined;
  readonly mouse?: boolean | undefined;
  /** By list, ids of the columns that the preferences name, in their order. */
  readonly chosenColumns?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly columns: number;
  readonly rows: number;
}

export function initialUiState(columns: number, rows: number): UiState {
  return {
    screen: 'client-keys',
    lists: onEach(emptyList),
    usage: initialUsage,
    health: initialHealth,
    logs: initialLogs,
    overview: initialOverview,
    config: initialConfig,
    filters: { ...onEach(emptyField), usage: emptyField },
    filtering: false,
    sorts: onEach({ column: undefined, reversed: false }),
    trail: [],
    detail: false,
    detailTop: 0,
    messages: [],
    closedBanners: [],
    usedCommands: [],
    columns,
    rows,
  };
}

/** The same for each list. */
const onEach = <T>(value: T): Readonly<Record<ListId, T>> =>
  Object.fromEntries([...listScreens, 'groups', 'requests'].map((id) => [id, value])) as Record<ListId, T>;

export type UiAction =
  /** `back`: Esc returns to the previous screen. */
  | { readonly type: 'screen'; readonly screen: ScreenId; readonly back?: boolean }
  | { readonly type: 'back' }
  | { readonly type: 'list'; readonly screen: ScreenId | ListId; readonly action: ListAction }
  | { readonly type: 'usage'; readonly action: UsageAction }
  | { readonly type: 'health'; readonly health: Partial<HealthUi> }
  | { readonly type: 'logs'; readonly logs: Partial<LogsUi> }
  | { readonly type: 'config'; readonly config: Partial<ConfigUi> }
  /** Connected to another server: clears marks and selections. */
  | { readonly type: 'lists-forgotten' }
  | { readonly type: 'overview'; readonly overview: Partial<OverviewUi> }
  /** A key or a paste typed into the filter. */
  | { readonly type: 'typed'; readonly event: KeyEvent }
  | { readonly type: 'filter-set'; readonly text: string }
  | { readonly type: 'filter-cleared' }
  | { readonly type: 'sorted'; readonly screen: ListId; readonly column: string | undefined }
  | { readonly type: 'sort-reversed'; readonly screen: ListId }
  /** `outside`: keeps a form that waits for the server below. */
  | { readonly type: 'dialog-opened'; readonly dialog: OpenDialog; readonly outside?: boolean }
  /** The box of that key, or the one that is shown. */
  | { readonly type: 'dialog-closed'; readonly key?: number | undefined }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'banner-closed'; readonly id: string }
  | { readonly type: 'command-used'; readonly id: string }
  /** Sets fields that nothing else depends on. */
  | { readonly type: 'set'; readonly ui: Partial<Pick<UiState, Plain>> };

// biome-ignore format: short names
type Plain =
  | 'revealed' | 'secretCopied' | 'itemUsage' | 'inspected' | 'environment' | 'notice' | 'dismissed' | 'theme' | 'mouse' | 'pulse'
  | 'leaveBoxKey' | 'chosenColumns' | 'columns' | 'rows' | 'filtering' | 'detail' | 'detailTop';

const maxMessages = 100;
const maxCommands = 20;

/** Pure and total: any action in any state returns a state. */
export function reduceUi(ui: UiState, action: UiAction): UiState {
  switch (action.type) {
    case 'screen':
      return {
        ...ui,
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
    case 'list': {
      const id = action.screen === 'usage' ? ui.usage.focus : action.screen;
      const before = ui.lists[id];
      const list = reduceList(before, action.action);
      // A click also moves the keyboard focus.
      const focused = action.action.type === 'moved-to' ? withFocus(ui, id) : ui;
      const moves = id === 'requests' && action.action.type.startsWith('moved');
      const next = moves ? { ...focused, usage: { ...focused.usage, opened: undefined } } : focused;
      if (list === before) return next;
      // The details of another item start at the top.
      const detailTop = list.cursor === before.cursor ? ui.detailTop : 0;
      return { ...next, detailTop, lists: { ...ui.lists, [id]: list } };
    }
    case 'usage':
      return withUsage(ui, action.action);
    case 'health':
      return { ...ui, health: { ...ui.health, ...action.health } };
    case 'logs':
      return { ...ui, logs: { ...ui.logs, ...action.logs } };
    case 'config':
      return { ...ui, config: { ...ui.config, ...action.config } };
    case 'lists-forgotten': {
      const { span, by, again } = ui.usage;
      return {
        ...ui,
        lists: onEach(emptyList),
        usage: { ...initialUsage, span, by, again },
        filters: { ...ui.filters, usage: emptyField },
        health: { ...initialHealth, asked: ui.health.asked },
        logs: { ...initialLogs, level: ui.logs.level, wrap: ui.logs.wrap },
        overview: initialOverview,
        config: { ...initialConfig, group: ui.config.group, pending: ui.config.pending },
        pulse: undefined,
        closedBanners: [],
        detail: false,
        detailTop: 0,
        itemUsage: undefined,
        inspected: undefined,
        revealed: undefined,
        dialog: undefined,
        waiting: undefined,
      };
    }
    case 'overview':
      return { ...ui, overview: { ...ui.overview, ...action.overview } };
    case 'typed':
      return withFilter(ui, typeKey(filterOf(ui), action.event));
    case 'filter-set':
      return ui.screen === 'usage'
        ? withUsage(ui, { type: 'about', filter: action.text })
        : withFilter(ui, fieldOf(action.text));
    case 'filter-cleared':
      return { ...withFilter(ui, emptyField), filtering: false };
    case 'sorted':
      return withSort(ui, action.screen, { column: action.column, reversed: false });
    case 'sort-reversed': {
      const sort = ui.sorts[action.screen];
      return withSort(ui, action.screen, { ...sort, reversed: !sort.reversed });
    }
    case 'dialog-opened':
      return {
        ...ui,
        dialog: action.dialog,
        waiting: action.outside ? (ui.dialog?.waits ? ui.dialog : ui.waiting) : undefined,
        revealed: undefined,
        notice: undefined,
      };
    case 'dialog-closed': {
      const { key = ui.dialog?.key } = action;
      if (key === undefined) return ui;
      if (key === ui.dialog?.key) return { ...ui, dialog: ui.waiting, waiting: undefined };
      return key === ui.waiting?.key ? { ...ui, waiting: undefined } : ui;
    }
    case 'message':
      return { ...ui, messages: [...ui.messages, action.message].slice(-maxMessages) };
    case 'banner-closed':
      return { ...ui, closedBanners: [...ui.closedBanners, action.id] };
    case 'command-used': {
      const rest = ui.usedCommands.filter((id) => id !== action.id);
      return { ...ui, usedCommands: [action.id, ...rest].slice(0, maxCommands) };
    }
    case 'set':
      return { ...ui, ...action.ui };
  }
}

function withUsage(ui: UiState, action: UsageAction): UiState {
  const { groups, requests } = ui.lists;
  const before = { ...ui.usage, filter: ui.filters.usage, groups, requests, detail: ui.detail };
  const after = reduceUsage(before, action);
  if (after === before) return ui;
  const { filter, groups: table, requests: live, detail, ...usage } = after;
  const lists = { ...ui.lists, groups: table, requests: live };
  return { ...ui, usage, detail, lists, filters: { ...ui.filters, usage: filter } };
}

const withSort = (ui: UiState, screen: ListId, sort: Sort): UiState => ({
  ...ui,
  sorts: { ...ui.sorts, [screen]: sort },
});

function withFocus(ui: UiState, list: ListId): UiState {
  if (list === 'overview') return { ...ui, overview: { ...ui.overview, panel: 'attention' } };
  return list === 'groups' || list === 'requests' ? { ...ui, usage: { ...ui.usage, focus: list } } : ui;
}

export const isList = (id: string): id is ListScreenId => (listScreens as readonly string[]).includes(id);

/** The list of the current screen that has the keyboard. */
export const listOf = ({ lists, usage, screen }: UiState): ListState =>
  lists[screen === 'usage' ? usage.focus : screen];

/** The filter of the current screen. */
export const filterOf = ({ filters, screen }: UiState): TextField => filters[screen];

const withFilter = (ui: UiState, filter: TextField): UiState => ({
  ...ui,
  filters: { ...ui.filters, [ui.screen]: filter },
});
