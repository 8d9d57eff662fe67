import { EventEmitter } from 'node:events';
import { render } from 'ink';
import type { ReactElement } from 'react';
import { onTestFinished } from 'vitest';
import { openTerminal } from '../../src/tui/terminal/terminal.ts';
import { createTerminalScreen, type TerminalScreen } from './terminal-screen.ts';

/** A terminal with a person before it, in which Ink draws; what it shows is read from a real emulator. */
export interface InkTerminal {
  readonly terminal: ReturnType<typeof openTerminal>;
  readonly screen: TerminalScreen;
  /** All that was sent to it, and each write by itself. */
  sent(): string;
  writes(): readonly string[];
  render(element: ReactElement): { rerender(element: ReactElement): void; unmount(): void };
  /** Bytes from the keyboard, in one piece. */
  type(bytes: string): void;
  resize(columns: number, rows: number): void;
  /** Whether the program reads the keyboard, and has it in raw mode. */
  readonly keyboard: { reading: boolean; raw: boolean };
  /** The rows once everything that was sent is on the screen. */
  rows(): Promise<string[]>;
}

export interface InkTerminalOptions
  extends Partial<Pick<Parameters<typeof openTerminal>[0], 'linear' | 'mouse' | 'spell'>> {
  readonly columns?: number;
  readonly rows?: number;
  /** Whether it answers questions about its colors. */
  readonly answers?: boolean;
}

export function inkTerminal(options: InkTerminalOptions = {}): InkTerminal {
  const { columns = 40, rows = 10, linear = false, mouse = true, answers = false, spell } = options;
  const screen = createTerminalScreen(
    columns,
    rows,
    (data) => answers && stdin.emit('data', Buffer.from(data)),
  );
  const keyboard = { reading: false, raw: false };
  const writes: string[] = [];
  let drawn: Promise<void> = Promise.resolve();
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode(raw: boolean) {
      keyboard.raw = raw;
    },
    resume() {
      keyboard.reading = true;
    },
    pause() {
      keyboard.reading = false;
    },
  });
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write(bytes: string, written?: () => void) {
      writes.push(bytes);
      drawn = screen.write(bytes).then(written);
      return true;
    },
  });
  const terminal = openTerminal({
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    linear,
    mouse,
    ...(spell && { spell }),
  });
  onTestFinished(() => screen.dispose());
  return {
    terminal,
    screen,
    keyboard,
    sent: () => writes.join(''),
    writes: () => writes,
    render(element) {
      const instance = render(element, {
        stdin: terminal.stdin,
        stdout: terminal.stdout,
        stderr: terminal.stdout,
        exitOnCtrlC: false,
        patchConsole: false,
        incrementalRendering: true,
        maxFps: 100,
        isScreenReaderEnabled: linear,
      });
      onTestFinished(() => instance.unmount());
      return instance;
    },
    type: (bytes) => void stdin.emit('data', Buffer.from(bytes)),
    resize(columns, rows) {
      screen.resize(columns, rows);
      Object.assign(stdout, { columns, rows });
      stdout.emit('resize');
    },
    async rows() {
      await drawn;
      return screen.text().split('\n');
    },
  };
}
