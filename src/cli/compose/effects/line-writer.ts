import { stripControl } from '../../../base/text/terminal-text.ts';

interface LineWriter {
  /** One line, cleaned: a log holds text of clients (N10). */
  line(text: string): void;
  /** Writes what is waiting. */
  flush(): void;
}

/**
 * A line after a pause is written at once; those that follow closely share a write, as each costs a tenth of
 * a request.
 */
const gapMs = 50;
/** Characters that wait, at most. */
const most = 64 * 1024;

/** No timer runs while there are no lines. */
export function lineWriter(write: (text: string) => void): LineWriter {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    const text = waiting;
    waiting = '';
    if (text !== '') write(text);
  };
  const onGap = (): void => {
    timer = undefined;
    if (waiting === '') return;
    send();
    timer = setTimeout(onGap, gapMs);
  };
  return {
    line(text) {
      waiting += `${stripControl(text)}\n`;
      if (!timer) timer = setTimeout(onGap, gapMs);
      else if (waiting.length < most) return;
      send();
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      send();
    },
  };
}
