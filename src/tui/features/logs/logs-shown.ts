import { logLevels } from '../../../contract/log-line.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import { type LogFilter, logMatcher, parseLogFilter } from '../../../operations/logs/log-filter.ts';
import type { At } from '../../act.ts';
import { textIn } from '../../components/text-field.ts';
import { memoize } from '../../memoize.ts';
import type { UiAction, UiState } from '../../ui/ui-state.ts';
import type { LogItem, LogsUi } from './logs-state.ts';

interface Found {
  readonly items: LogsUi['items'];
  readonly filter: LogFilter;
  readonly visible: readonly LogItem[];
  readonly ids: readonly string[];
}

const none: Found = { items: [], filter: [], visible: [], ids: [] };
const parsed = memoize(parseLogFilter);
const matcher = memoize(logMatcher);
const parsedSearch = memoize(parseLogFilter);
const leveled = memoize(
  (filter: LogFilter, level: LogsUi['level']): LogFilter =>
    level === logLevels[0] ? filter : [[{ field: 'level', value: level, not: false }], ...filter],
);

let last = none;

/** The lines that match, oldest first. Only lines that are new since the last time are searched. */
function found(items: LogsUi['items'], filter: LogFilter): Found {
  if (last.items === items && last.filter === filter) return last;
  const [first] = items;
  const newest = last.items.at(-1);
  const known = last.filter === filter && first && newest ? items.lastIndexOf(newest) : -1;
  const before = known < 0 ? none : last;
  const gone = before.visible.findIndex(({ id }) => Number(id) >= Number(first?.id));
  const from = gone < 0 ? before.visible.length : gone;
  const visible = before.visible.slice(from);
  const ids = before.ids.slice(from);
  const matches = matcher(filter);
  for (let at = known + 1; at < items.length; at += 1) {
    const item = items[at];
    if (!item || !matches(item)) continue;
    visible.push(item);
    ids.push(item.id);
  }
  const same = from === 0 && known >= 0 && visible.length === last.visible.length;
  last = same ? { ...last, items } : { items, filter, visible, ids };
  return last;
}

interface LogsShown {
  readonly visible: readonly LogItem[];
  readonly ids: readonly string[];
  readonly selected: LogItem | undefined;
}

const seen = memoize(
  (visible: LogsShown['visible'], ids: LogsShown['ids'], selected: LogItem | undefined): LogsShown => ({
    visible,
    ids,
    selected,
  }),
);

type Shown = Pick<UiState, 'logs' | 'filters' | 'lists'>;

/** What is shown: by level and filter. */
export function logsShown({ logs, filters, lists }: Shown): LogsShown {
  const { visible, ids } = found(logs.items, leveled(parsed(textIn(filters.logs)), logs.level));
  return seen(visible, ids, visible[lists.logs.index]);
}

/** What `n` and `N` find, and what is drawn bold. */
export const searchOf = ({ filters, logs }: Pick<UiState, 'filters' | 'logs'>): LogFilter =>
  parsedSearch(textIn(filters.logs) || logs.search);

/** The next line that the search finds, in the given direction; undefined if there is none. */
export function nextMatch(ui: Shown, by: 1 | -1): LogItem | undefined {
  const { visible } = logsShown(ui);
  const search = searchOf(ui);
  if (search.length === 0) return undefined;
  const matches = logMatcher(search);
  for (let at = ui.lists.logs.index + by; at >= 0 && at < visible.length; at += by) {
    const item = visible[at];
    if (item && matches(item)) return item;
  }
  return undefined;
}

/** Follows the newest line until the user moves away from it. */
export function catchUp({ ui }: At): readonly UiAction[] {
  if (ui.screen !== 'logs') return [];
  const { ids } = logsShown(ui);
  const { logs, filters, lists } = ui;
  const typed = textIn(filters.logs);
  const search: readonly UiAction[] =
    typed !== '' && typed !== logs.search ? [{ type: 'logs', logs: { search: typed } }] : [];
  if (lists.logs.ids !== ids) {
    const action = { type: 'listed', ids, known: noIds, toLast: !logs.paused } as const;
    return [...search, { type: 'list', screen: 'logs', action }];
  }
  const away = !logs.paused && lists.logs.index < ids.length - 1;
  return away ? [...search, { type: 'logs', logs: { paused: true } }] : search;
}

const noIds: ReadonlySet<string> = new Set();

const seconds = 1_500;
const tolerance = 250;

/**
 * Whether a line is about a usage record. Our server names it; the records of a public one have no id, so there its
 * time, path and duration must agree.
 */
export function isAbout({ request, at = 0, ms, path, status }: LogItem, record: UsageRecord): boolean {
  if (request === record.id) return true;
  if (status === undefined || ms === undefined || (record.status !== 0 && record.status !== status))
    return false;
  const end = record.at + record.latencyMs;
  return (
    record.endpoint.endsWith(path ?? '?') &&
    Math.abs(ms - record.latencyMs) <= tolerance &&
    Math.abs(at - end) <= seconds
  );
}
