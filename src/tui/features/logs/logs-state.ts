import type { LogEntry, LogLevel } from '../../../contract/log-line.ts';

/** A line of the log with its number since the screen was first opened. */
export interface LogItem extends LogEntry {
  readonly id: string;
}

/** The log as far as this console has read it. Bounded: the oldest lines go first. */
export interface LogsUi {
  /** Oldest first. */
  readonly items: readonly LogItem[];
  /** Lines that were read while the list is paused; shown when it follows again. */
  readonly later: readonly LogItem[];
  /** Lines read so far. */
  readonly seen: number;
  /** Where the next question begins; undefined before the first answer. */
  readonly cursor: string | undefined;
  /** Keeps the shown lines, so that nothing moves while they are read. */
  readonly paused: boolean;
  /** This level and worse. */
  readonly level: LogLevel;
  /** What `n` and `N` find: the last filter. */
  readonly search: string;
  readonly wrap: boolean;
  /** Columns scrolled to the right. */
  readonly left: number;
  /** Why there is no log, or why it could not be read the last time. */
  readonly problem: string | undefined;
  /** Counts how often the user asked to read again. */
  readonly again: number;
}

export const initialLogs: LogsUi = {
  ...{ items: [], later: [], seen: 0, cursor: undefined, paused: false, level: 'info', search: '' },
  ...{ wrap: false, left: 0, problem: undefined, again: 0 },
};

/** Lines, and characters of them, that are kept: together 16 MiB at most. */
const [maxLines, maxCharacters] = [20_000, 8 * 1024 * 1024];

/** With the lines of an answer. @param reset what was shown is another log */
export function takeLines(
  logs: LogsUi,
  answer: { readonly entries: readonly LogEntry[]; readonly cursor: string; readonly reset: boolean },
): Partial<LogsUi> {
  const { entries, cursor, reset } = answer;
  const added = entries.map((entry, place): LogItem => ({ ...entry, id: String(logs.seen + place + 1) }));
  const about = { cursor, problem: undefined, seen: logs.seen + added.length };
  if (added.length === 0 && !reset) return logs.problem === undefined ? { cursor } : about;
  if (logs.paused) return { ...about, later: kept([...logs.later, ...added]) };
  return { ...about, items: kept([...(reset ? [] : logs.items), ...added]) };
}

/** The newest line and what was read in the meantime. */
export const resumed = ({ items, later }: LogsUi): Partial<LogsUi> => ({
  paused: false,
  items: later.length > 0 ? kept([...items, ...later]) : items,
  later: [],
});

function kept(items: readonly LogItem[]): readonly LogItem[] {
  let from = Math.max(0, items.length - maxLines);
  let size = 0;
  for (let at = items.length - 1; at >= from; at -= 1) {
    size += sizeOf(items[at]);
    if (size > maxCharacters) from = at + 1;
  }
  return from === 0 ? items : items.slice(from);
}

const sizeOf = (item: LogItem | undefined): number =>
  100 + (item?.text.length ?? 0) + (item?.error?.length ?? 0) + (item?.path?.length ?? 0);
