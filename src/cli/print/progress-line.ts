import { stripControl } from '../../base/text/terminal-text.ts';
import type { ProgressStep } from '../../operations/operation.ts';
import type { Io } from '../io.ts';

interface ProgressLine {
  /** @param name of what the step is about */
  readonly show: (step: ProgressStep, name?: string) => void;
  readonly clear: () => void;
}

/** One line on the terminal that says what is waited for; nothing where stderr leads elsewhere. */
export function progressLine({ stderr }: Pick<Io, 'stderr'>): ProgressLine {
  let shown = false;
  const columns = () => Math.max(20, (stderr.columns ?? 80) - 1);
  return {
    show({ text, ms }, name) {
      if (stderr.isTTY !== true || ms !== undefined) return;
      const line = stripControl(name === undefined ? text : `${name}: ${text}`);
      stderr.write(`\r\x1b[K${line.slice(0, columns())}`);
      shown = true;
    },
    clear() {
      if (shown) stderr.write('\r\x1b[K');
      shown = false;
    },
  };
}
