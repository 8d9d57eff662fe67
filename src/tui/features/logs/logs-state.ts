import type { LogEntry, LogLevel } from '../../../contract/log-line.ts';
import { logWords } from '../../../operations/logs/log-filter.ts';

/** A line of the log with its number since the screen was first opened. */
export interface LogItem extends LogEntry {
  readonly id: string;
  /** What a word of a filter is searched in. */
  readonly words: string;
}

/** The log as far as this console has read it. Bounded: the oldest lines go first. */
export interface LogsUi {
  /** Oldest first. */
  readonly items: readonly LogItem[];
  /** Lines that were read while the list is paused; shown when it follows again. */
  readonly held: readonly LogItem[];
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
  ...{ items: [], held: [], seen: 0, cursor: undefined, paused: false, level: 'info', search: '' },
  ...{ wrap: false, left: 0, problem: undefined, again: 0 },
};

/** Lines, and characters of them, that are kept: together 24 MiB at most. */
const [mostLines, mostCharacters] = [20_000, 8 * 1024 * 1024];

/** With the lines of an answer. @param reset what was shown is another log */
export function takeLines(
  logs: LogsUi,
  answer: { readonly entries: readonly LogEntry[]; readonly cursor: string; readonly reset: boolean },
): Partial<LogsUi> {
  const { entries, cursor, reset } = answer;
  const added = entries.map(
    (entry, place): LogItem => ({ ...entry, id: String(logs.seen + place + 1), words: logWords(entry) }),
  );
  const about = { cursor, problem: undefined, seen: logs.seen + added.length };
  if (added.length === 0 && !reset) return logs.problem === undefined ? { cursor } : about;
  if (logs.paused) return { ...about, held: kept(logs.held, added) };
  return { ...about, items: kept(reset ? [] : logs.items, added) };
}

/** The newest line and what was read in the meantime. */
export const resumed = ({ items, held }: LogsUi): Partial<LogsUi> => ({
  paused: false,
  items: held.length > 0 ? kept(items, held) : items,
  held: [],
});

/** Characters of a list of lines. Of thousands of lines, only those that come and go are looked at. */
const sizes = new WeakMap<readonly LogItem[], number>();

function kept(before: readonly LogItem[], added: readonly LogItem[]): readonly LogItem[] {
  const all = [...before, ...added];
  const known = sizes.get(before);
  let size = known ?? 0;
  for (const item of known === undefined ? all : added) size += sizeOf(item);
  let from = 0;
  while (all.length - from > mostLines || size > mostCharacters) {
    size -= sizeOf(all[from]);
    from += 1;
  }
  const items = from === 0 ? all : all.slice(from);
  sizes.set(items, size);
  return items;
}

const sizeOf = (item: LogItem | undefined): number =>
  100 + (item?.text.length ?? 0) + (item?.words.length ?? 0);
