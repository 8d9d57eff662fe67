import { EventEmitter } from 'node:events';
import { render } from 'ink';
import type { ReactElement } from 'react';

/** Ink as a layout engine: it is given an element and gives back the frame, at once and as text. */
export interface InkFrame {
  draw(element: ReactElement, columns: number, rows: number): string;
  close(): void;
}

/**
 * Ink writes to a stream of ours and reads from none: painting, keys and the terminal's modes are ours. In its
 * debug mode it hands over whole frames, without a throttle, and does not care for the CI variable, in which it
 * would else be silent.
 */
export function openInkFrame(): InkFrame {
  let frame = '';
  const stdout = Object.assign(new EventEmitter(), {
    columns: 80,
    rows: 24,
    isTTY: false,
    writable: true,
    write(text: string) {
      frame = text;
      return true;
    },
  });
  const stdin = Object.assign(new EventEmitter(), { isTTY: false, setEncoding: () => {} });
  let instance: ReturnType<typeof render> | undefined;
  return {
    draw(element, columns, rows) {
      stdout.columns = columns;
      stdout.rows = rows;
      if (instance) {
        instance.rerender(element);
      } else {
        instance = render(element, {
          stdout: stdout as unknown as NodeJS.WriteStream,
          stderr: stdout as unknown as NodeJS.WriteStream,
          stdin: stdin as unknown as NodeJS.ReadStream,
          debug: true,
          exitOnCtrlC: false,
          patchConsole: false,
        });
      }
      return frame;
    },
    close: () => instance?.unmount(),
  };
}
