/** ms without a further event after which a file counts as written. */
const debounceMs = 12;
/** ms after the first event when a file is reported even if it is empty, gone, or still being written. */
const longestMs = 60;

interface EventDebouncer {
  touch(path: string): void;
  close(): void;
}

/**
 * Turns a burst of events into one report. Editors and servers truncate a file before they write it, or delete it
 * and make it again: `ready` resolves with whether the file has content; one without waits a little longer.
 */
export function debounceEvents(
  ready: (path: string) => Promise<boolean>,
  report: (path: string) => void,
): EventDebouncer {
  const waiting = new Map<string, { since: number; timer: NodeJS.Timeout }>();
  let closed = false;

  async function look(path: string): Promise<void> {
    const entry = waiting.get(path);
    if (!entry) return;
    const { timer } = entry;
    const overdue = Date.now() - entry.since >= longestMs;
    const good = overdue || (await ready(path));
    // An event that came while the file was looked at has set another timer.
    if (closed || waiting.get(path)?.timer !== timer) return;
    if (good) {
      waiting.delete(path);
      report(path);
    } else {
      wait(path, entry.since);
    }
  }

  function wait(path: string, since: number): void {
    const left = Math.max(0, since + longestMs - Date.now());
    waiting.set(path, { since, timer: setTimeout(() => void look(path), Math.min(debounceMs, left)) });
  }

  return {
    touch(path) {
      if (closed) return;
      const entry = waiting.get(path);
      if (entry) clearTimeout(entry.timer);
      wait(path, entry?.since ?? Date.now());
    },
    close() {
      closed = true;
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
