import type { UsageDimension, UsageFigures } from '../../../contract/usage-figures.ts';
import { emptyTail, type UsageTail } from '../../../store/usage-tail.ts';
import { emptyField, type TextField } from '../../components/text-field.ts';
import { emptyList, type ListState } from '../../ui/list-state.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How far back the figures go, ms. `title`: as it is called in exported files. */
export const spans = [
  { id: 'minutes', title: 'last 5 min', ms: 5 * minute },
  { id: 'hour', title: 'last hour', ms: hour },
  { id: 'day', title: 'last day', ms: day },
  { id: 'week', title: 'last 7 days', ms: 7 * day },
  { id: 'month', title: 'last 30 days', ms: 30 * day },
] as const;
export type Span = (typeof spans)[number];

/** From this width on the lists have more columns. */
export const wideFrom = 100;

export const groupings = ['key', 'provider', 'account', 'model', 'application', 'status'] as const;

/** Columns that the table can be sorted by, as `o` goes through them; the first is the default order. */
export const sortColumns = ['requests', 'failed', 'input', 'output', 'p95', 'cost', 'name'] as const;
export type SortColumn = (typeof sortColumns)[number];
/** What `o` sorts by next in a terminal of this width: never a column that is not shown. */
export function nextSort(column: SortColumn, columns: number): SortColumn {
  const shown = sortColumns.filter((it) => it !== 'cost' || columns >= wideFrom);
  return shown[(shown.indexOf(column) + 1) % shown.length] ?? 'requests';
}

export const isSortColumn = (id: string): id is SortColumn => (sortColumns as readonly string[]).includes(id);

/** Figures with the question that they answer. */
export interface UsageAnswer {
  readonly key: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly figures: UsageFigures | undefined;
  /** Why there are none. */
  readonly problem: string | undefined;
}

/** A row of the table that was added to the filter, and the way back. */
export interface Entered {
  readonly by: UsageDimension;
  readonly id: string;
  readonly before: string;
  readonly after: string;
}

export type UsageFocus = 'groups' | 'requests';

/** What the person at the keyboard has done to the usage screen, and the answer that is shown. */
export interface UsageUi {
  /** Place in `spans`. */
  readonly span: number;
  readonly by: UsageDimension;
  readonly filter: TextField;
  readonly entered: readonly Entered[];
  /** Which list has the keyboard. */
  readonly focus: UsageFocus;
  readonly groups: ListState;
  readonly requests: ListState;
  readonly sort: { readonly column: SortColumn; readonly reversed: boolean };
  /** The requests that are shown: the newest, unless they are held. */
  readonly live: UsageTail;
  /** How many came since they are held. */
  readonly waiting: number;
  /** Held by the user. */
  readonly paused: boolean;
  /** All that is known of the selected request; the list is held in the meantime. */
  readonly detail: boolean;
  readonly answer: UsageAnswer | undefined;
  /** Counts what the user asked for again. */
  readonly again: number;
}

export const initialUsage: UsageUi = {
  span: 1,
  by: 'key',
  filter: emptyField,
  entered: [],
  focus: 'groups',
  groups: emptyList,
  requests: emptyList,
  sort: { column: 'requests', reversed: false },
  live: emptyTail,
  waiting: 0,
  paused: false,
  detail: false,
  answer: undefined,
  again: 0,
};

export const spanOf = ({ span }: Pick<UsageUi, 'span'>): Span => spans[span] ?? spans[1];
