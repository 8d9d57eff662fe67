export interface LineWriter {
  line(text: string): void;
  /** Writes what waits. */
  flush(): void;
}

/** Lines of one turn of the event loop go out in one write: with many requests a turn, a write each would be felt. */
export function lineWriter(write: (text: string) => void): LineWriter {
  let waiting = '';
  let soon: NodeJS.Immediate | undefined;
  const flush = (): void => {
    clearImmediate(soon);
    soon = undefined;
    const text = waiting;
    waiting = '';
    if (text !== '') write(text);
  };
  return {
    line(text) {
      waiting += `${text}\n`;
      soon ??= setImmediate(flush);
    },
    flush,
  };
}
