import { day, hour, minute } from '../../../base/text/duration.ts';
import {
  type UsageDimension,
  type UsageFigures,
  type UsageQuery,
  type UsageRequest,
  usageDimensions,
} from '../../../contract/usage-figures.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import { emptyTail, type UsageTail } from '../../../store/usage-tail.ts';
import { fieldOf, type TextField, textIn } from '../../components/text-field.ts';
import { cycle } from '../../cycle.ts';
import { emptyList, type ListState, reduceList } from '../../ui/list-state.ts';
import * as filters from './filter.ts';

/** Time ranges, ms. `title`: name in exported files. */
export const spans = [
  { id: 'minutes', title: 'last 5 min', ms: 5 * minute },
  { id: 'hour', title: 'last hour', ms: hour },
  { id: 'day', title: 'last day', ms: day },
  { id: 'week', title: 'last 7 days', ms: 7 * day },
  { id: 'month', title: 'last 30 days', ms: 30 * day },
] as const;

/** From these widths on, the live list and the table have more columns. */
export const wideFrom = 100;
export const tableWideFrom = 90;

/** From this width on, the live list is beside the table. */
export const besideFrom = 180;
/** Columns of the table in a terminal of this width. */
export const tableWidth = (columns: number): number =>
  columns >= besideFrom ? Math.floor(columns * 0.46) : columns;

/** Whether a table of this width shows the last use of each row and other rarely needed columns. */
export const hasLastUse = (columns: number): boolean => columns >= 150;

/** By the server only where several share their usage. */
export const groupings = (servers: readonly string[] = []): readonly UsageDimension[] =>
  usageDimensions.filter((by) => by !== 'server' || servers.length > 0);

/** Columns that `o` cycles through to sort the table; without one it has the default order. */
const sortColumns = [undefined, 'failed', 'input', 'output', 'p95', 'cost', 'name'] as const;
/** What `o` sorts by next in a terminal of this width: never a column that is not shown. */
export const nextSort = (column: string | undefined, columns: number): string | undefined =>
  cycle<string | undefined>(
    sortColumns.filter((it) => it !== 'cost' || tableWidth(columns) >= tableWideFrom),
    column,
  );

/** Answer of the server to a request for usage. */
export interface UsageAnswer {
  readonly figures: UsageFigures | undefined;
  /** Why there are no figures, in one sentence. */
  readonly problem: string | undefined;
}

/** The answer with its query. */
interface ShownAnswer extends UsageAnswer {
  readonly key: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** A table row that was added to the filter, and how to go back. */
interface Entered {
  readonly by: UsageDimension;
  readonly id: string;
  readonly before: string;
  readonly after: string;
}

export type UsageFocus = 'groups' | 'requests';

/** State of the usage screen, and the answer that it shows. */
export interface UsageUi {
  /** Index in `spans`. */
  readonly span: number;
  readonly by: UsageDimension;
  readonly entered: readonly Entered[];
  /** Which list has the keyboard. */
  readonly focus: UsageFocus;
  /** The shown requests: the newest, unless paused. */
  readonly live: UsageTail;
  /** Number of requests since the list is paused. */
  readonly waiting: number;
  /** Paused by the user. */
  readonly paused: boolean;
  /** A request whose details another screen opened, in the list or not. */
  readonly opened: UsageRecord | undefined;
  readonly answer: ShownAnswer | undefined;
  /** Counts reloads by the user. */
  readonly again: number;
}

export const initialUsage: UsageUi = {
  ...{ span: 1, by: 'key', entered: [], focus: 'groups' },
  ...{ live: emptyTail, waiting: 0, paused: false, opened: undefined, answer: undefined, again: 0 },
};

/** With what the console has for every screen. While the details are open, the requests are kept. */
interface UsageScreenState extends UsageUi {
  readonly filter: TextField;
  readonly groups: ListState;
  readonly requests: ListState;
  readonly detail: boolean;
}

export const spanOf = ({ span }: Pick<UsageUi, 'span'>): (typeof spans)[number] => spans[span] ?? spans[1];

type Plain = 'span' | 'by' | 'focus' | 'paused' | 'opened' | 'answer' | 'again';

export type UsageAction =
  | { readonly type: 'set'; readonly usage: Partial<Pick<UsageUi, Plain>> }
  /** Adds a table row to the filter. `value`: its name in the filter. */
  | { readonly type: 'entered'; readonly id: string; readonly value: string }
  /** Removes the last part of the filter, and selects its row again. */
  | { readonly type: 'left' }
  /** From another screen: its details. */
  | { readonly type: 'opened'; readonly record: UsageRecord }
  /** From another screen: resets everything else. */
  | { readonly type: 'about'; readonly filter: string }
  /** The current reports of the server. */
  | { readonly type: 'reported'; readonly tail: UsageTail };

/** Pure and total. */
export function reduceUsage(usage: UsageScreenState, action: UsageAction): UsageScreenState {
  switch (action.type) {
    case 'set':
      return { ...grouped(usage, action.usage.by), ...action.usage };
    case 'opened':
      return { ...usage, focus: 'requests', detail: true, opened: action.record };
    case 'entered': {
      const before = textIn(usage.filter);
      const after = filters.withTerm(before, usage.by, action.value);
      const entered = [...usage.entered, { by: usage.by, id: action.id, before, after }];
      return { ...filtered(usage, after), entered };
    }
    case 'left': {
      const text = textIn(usage.filter);
      const last = usage.entered.at(-1);
      if (last?.after !== text) {
        const rest = filters.withoutLast(text);
        return { ...usage, filter: fieldOf(rest), entered: usage.entered.filter(isIn(rest)) };
      }
      const back = grouped({ ...usage, filter: fieldOf(last.before) }, last.by);
      const groups = reduceList(back.groups, { type: 'wanted', id: last.id });
      return { ...back, entered: usage.entered.slice(0, -1), focus: 'groups', groups };
    }
    case 'about':
      return { ...filtered({ ...usage, focus: 'groups' }, action.filter), entered: [], paused: false };
    case 'reported': {
      const { tail } = action;
      if (!usage.paused && !usage.detail)
        return tail === usage.live ? usage : { ...usage, live: tail, waiting: 0 };
      const waiting = Math.max(0, tail.seen - usage.live.seen);
      return waiting === usage.waiting ? usage : { ...usage, waiting };
    }
  }
}

/** Whether the filter still begins with what was entered from the table. */
const isIn = (filter: string) => (entered: Entered) => `${filter} `.startsWith(`${entered.after} `);

/**
 * What Esc does on the screen; undefined if nothing is open. @param cameFrom whether to go back to a screen
 * first
 */
export function escapeAction(
  { entered, focus }: UsageUi,
  filter: string,
  cameFrom: boolean,
): UsageAction | undefined {
  if (entered.some(isIn(filter))) return { type: 'left' };
  if (cameFrom) return undefined;
  if (filter !== '') return { type: 'left' };
  return focus === 'requests' ? { type: 'set', usage: { focus: 'groups' } } : undefined;
}

/** Keeps the shown requests. */
export const isHeld = (ui: { readonly usage: Pick<UsageUi, 'paused'>; readonly detail: boolean }): boolean =>
  ui.usage.paused || ui.detail;

const emptied = ({ height }: ListState): ListState => ({ ...emptyList, height });

/** The cursor position has no meaning among other groups. */
const grouped = (usage: UsageScreenState, by = usage.by): UsageScreenState =>
  by === usage.by ? usage : { ...usage, by, groups: emptied(usage.groups) };

/** A filter set from the table: groups by a field it leaves open, and selects the newest request. */
function filtered(usage: UsageScreenState, text: string): UsageScreenState {
  const next = { ...usage, filter: fieldOf(text), requests: emptied(usage.requests), detail: false };
  return grouped(next, openGrouping(text, usage.by));
}

/** The current grouping, unless the filter fixes its value; then the first useful one. */
function openGrouping(text: string, by: UsageDimension): UsageDimension {
  const exact = filters.parseFilter(text).filter(filters.isExact);
  const named = new Set(exact.map(({ field }) => field));
  if (!named.has(by)) return by;
  const order = ['model', 'key', 'provider', 'application', 'status', 'account'] as const;
  return order.find((it) => !named.has(it)) ?? 'model';
}

/** Round steps of a graph. */
const steps = [...[1, 2, 5, 10, 15, 30].map((it) => it * minute), ...[1, 2, 3, 6, 12].map((it) => it * hour)];
const maxRecords = 100;
/** Number of bars of the trend in a table row. */
const trendBars = 12;

/** What a query depends on, of the state of the console. */
interface Asking {
  readonly usage: Pick<UsageUi, 'span'>;
  readonly filters: { readonly usage: TextField };
}

/** Identifies a query: an answer to another one is not shown. */
export const questionOf = (ui: Asking): string =>
  JSON.stringify([ui.usage.span, filters.parseFilter(textIn(ui.filters.usage))]);

/** Why the figures of the current query are unknown. */
export const problemOf = (ui: Asking & { readonly usage: Pick<UsageUi, 'answer'> }): string | undefined =>
  ui.usage.answer?.key === questionOf(ui) ? ui.usage.answer.problem : undefined;

/** Step of a graph with this many columns, in ms. */
export const graphStep = (span: number, columns: number): number =>
  steps.find((step) => step >= span / Math.max(1, columns)) ?? day;

/** Columns of the graph on a screen of this width, as far as its steps depend on it. */
export const graphColumns = (columns: number): number =>
  Math.max(30, columns >= 100 ? columns - 60 : columns - 14);

/** From this size on, the totals of all ranges are side by side. */
export const hasWindows = ({ columns, rows }: { readonly columns: number; readonly rows: number }): boolean =>
  columns >= 100 && rows >= 30;

/** The query for the current settings of the screen. @param now ms since the epoch */
export const queryOf = (ui: Asking, now: number, names: filters.KeyNames): UsageQuery =>
  filters.queryOf(filters.parseFilter(textIn(ui.filters.usage)), now - spanOf(ui.usage).ms, names);

interface RequestState extends Asking {
  readonly usage: Pick<UsageUi, 'span' | 'by'>;
  /** Size of the terminal. */
  readonly columns: number;
  readonly rows: number;
}

/** The request for the current settings of the screen. @param records whether to include the newest records */
export function usageRequestOf(
  ui: RequestState,
  now: number,
  names: filters.KeyNames,
  records: boolean,
): UsageRequest {
  const { usage, columns, rows } = ui;
  const { ms } = spanOf(usage);
  const query = queryOf(ui, now, names);
  return {
    query,
    by: [usage.by],
    bars: Math.max(minute, Math.ceil(ms / trendBars)),
    step: graphStep(ms, graphColumns(columns)),
    ...(hasWindows({ columns, rows }) && { windows: spans.map((span) => now - span.ms) }),
    ...(records && { records: maxRecords }),
    ...((query.search || query.terms) && { whole: true }),
  };
}
