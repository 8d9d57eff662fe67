import type { UsageDimension } from '../../../contract/usage-figures.ts';
import { emptyTail, type UsageTail } from '../../../store/usage-tail.ts';
import { emptyField, fieldOf, type TextField, textIn } from '../../components/text-field.ts';
import { emptyList, type ListAction, reduceList } from '../../ui/list-state.ts';
import { isExact, parseFilter, withoutLast, withTerm } from './filter.ts';
import {
  groupings,
  initialUsage,
  type SortColumn,
  spans,
  type UsageAnswer,
  type UsageFocus,
  type UsageUi,
} from './usage-state.ts';

export type UsageAction =
  | { readonly type: 'span'; readonly by: number }
  | { readonly type: 'grouping'; readonly by: number }
  /** The row of the table is added to the filter. `value`: as the filter names it. */
  | { readonly type: 'entered'; readonly id: string; readonly value: string }
  /** The last part of the filter is removed, and the row selected again that it came from. */
  | { readonly type: 'left' }
  /** As it is typed. */
  | { readonly type: 'filtered'; readonly filter: TextField }
  /** From another screen: nothing else is left of what was chosen here. */
  | { readonly type: 'about'; readonly filter: string }
  | { readonly type: 'focus'; readonly focus: UsageFocus }
  | { readonly type: 'paused'; readonly on: boolean }
  | { readonly type: 'detail'; readonly open: boolean }
  | { readonly type: 'sorted'; readonly column: SortColumn }
  | { readonly type: 'sort-reversed' }
  | { readonly type: 'groups' | 'requests'; readonly action: ListAction }
  /** What the server reported, as it is now. */
  | { readonly type: 'reported'; readonly tail: UsageTail }
  | { readonly type: 'answered'; readonly answer: UsageAnswer }
  | { readonly type: 'again' }
  /** Another server. */
  | { readonly type: 'forgotten' };

/** Pure and total. */
export function reduceUsage(usage: UsageUi, action: UsageAction): UsageUi {
  switch (action.type) {
    case 'span':
      return { ...usage, span: (usage.span + action.by + spans.length) % spans.length };
    case 'grouping':
      return grouped(
        usage,
        groupings[(groupings.indexOf(usage.by) + action.by + groupings.length) % groupings.length],
      );
    case 'entered': {
      const before = textIn(usage.filter);
      const after = withTerm(before, usage.by, action.value);
      const entered = [...usage.entered, { by: usage.by, id: action.id, before, after }];
      return { ...filtered(usage, after), entered };
    }
    case 'left': {
      const text = textIn(usage.filter);
      const last = usage.entered.at(-1);
      if (last?.after !== text) {
        const rest = withoutLast(text);
        const entered = usage.entered.filter(({ after }) => `${rest} `.startsWith(`${after} `));
        return { ...usage, filter: fieldOf(rest), entered };
      }
      const back = grouped({ ...usage, filter: fieldOf(last.before) }, last.by);
      return {
        ...back,
        entered: usage.entered.slice(0, -1),
        focus: 'groups',
        groups: reduceList(back.groups, { type: 'wanted', id: last.id }),
      };
    }
    case 'filtered':
      return {
        ...usage,
        filter: action.filter,
        entered: textIn(action.filter) === '' ? [] : usage.entered,
      };
    case 'about':
      return { ...filtered({ ...usage, focus: 'groups' }, action.filter), entered: [], paused: false };
    case 'focus':
      return usage.focus === action.focus ? usage : { ...usage, focus: action.focus };
    case 'paused':
      return usage.paused === action.on ? usage : { ...usage, paused: action.on, waiting: 0 };
    case 'detail':
      return usage.detail === action.open ? usage : { ...usage, detail: action.open, waiting: 0 };
    case 'sorted':
      return { ...usage, sort: { column: action.column, reversed: false } };
    case 'sort-reversed':
      return { ...usage, sort: { ...usage.sort, reversed: !usage.sort.reversed } };
    case 'groups':
    case 'requests': {
      const list = reduceList(usage[action.type], action.action);
      // A click takes the keyboard along.
      const focus = action.action.type === 'moved-to' ? action.type : usage.focus;
      const same = list === usage[action.type] && focus === usage.focus;
      return same ? usage : { ...usage, focus, [action.type]: list };
    }
    case 'reported': {
      const { tail } = action;
      if (!isHeld(usage)) return tail === usage.live ? usage : { ...usage, live: tail, waiting: 0 };
      const waiting = Math.max(0, tail.seen - usage.live.seen);
      return waiting === usage.waiting ? usage : { ...usage, waiting };
    }
    case 'answered':
      return { ...usage, answer: action.answer };
    case 'again':
      return { ...usage, again: usage.again + 1 };
    case 'forgotten':
      return {
        ...initialUsage,
        span: usage.span,
        by: usage.by,
        sort: usage.sort,
        again: usage.again,
        groups: { ...emptyList, height: usage.groups.height },
        requests: { ...emptyList, height: usage.requests.height },
        live: emptyTail,
      };
  }
}

/** What Esc does on the screen; undefined: nothing of it is open. @param cameFrom there is a screen to go back to first */
export function leaving(
  { detail, entered, filter, focus }: UsageUi,
  cameFrom: boolean,
): UsageAction | undefined {
  if (detail) return { type: 'detail', open: false };
  if (entered.length > 0) return { type: 'left' };
  if (cameFrom) return undefined;
  if (textIn(filter) !== '') return { type: 'left' };
  return focus === 'requests' ? { type: 'focus', focus: 'groups' } : undefined;
}

/** The shown requests stay as they are. */
export const isHeld = ({ paused, detail }: Pick<UsageUi, 'paused' | 'detail'>): boolean => paused || detail;

/** Where the cursor was means nothing among other groups. */
function grouped(usage: UsageUi, by: UsageDimension = 'key'): UsageUi {
  return by === usage.by ? usage : { ...usage, by, groups: { ...emptyList, height: usage.groups.height } };
}

/** Another filter from the table: rows by what it leaves open, the newest request selected. */
function filtered(usage: UsageUi, text: string): UsageUi {
  const requests = { ...emptyList, height: usage.requests.height };
  const filter = text === '' ? emptyField : fieldOf(text);
  return { ...grouped({ ...usage, filter, requests, detail: false }, openGrouping(text, usage.by)) };
}

/** The present grouping, unless the filter names one value of it: then the first that says more. */
function openGrouping(text: string, by: UsageDimension): UsageDimension {
  const named = new Set(parseFilter(text).flatMap((term) => (isExact(term) ? [term.field] : [])));
  if (!named.has(by)) return by;
  const order = ['model', 'key', 'provider', 'application', 'status', 'account'] as const;
  return order.find((it) => !named.has(it)) ?? 'model';
}
