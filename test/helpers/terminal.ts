import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { bytesOfKey, bytesOfPaste, type KeyName } from './terminal-keys.ts';
import { createTerminalScreen, type TerminalModes, type TerminalScreen } from './terminal-screen.ts';

export const program = fileURLToPath(new URL('../../bin/cli-proxy', import.meta.url));

export interface TerminalOptions {
  /** Words behind `cli-proxy`. */
  readonly args?: readonly string[];
  /** Another program than bin/cli-proxy. */
  readonly command?: string;
  readonly cols?: number;
  readonly rows?: number;
  /** Added to a clean environment of PATH, TERM and LANG; set HOME here. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** ms that a wait may take before it fails with the screen. */
  readonly patience?: number;
  /** Called with each piece of output as it arrives, before it is drawn. */
  readonly onOutput?: (data: string) => void;
}

export interface Exit {
  readonly code: number;
  /** 0: ended by itself. */
  readonly signal: number;
}

export type Expected = string | RegExp | ((screen: string) => boolean);

/** The real program in a pseudo-terminal, and the person before it. */
export interface Terminal {
  readonly pid: number;
  readonly view: TerminalScreen;
  /** Sends text in one piece, as a fast hand or a slow line does. */
  type(text: string): void;
  press(...keys: KeyName[]): void;
  paste(text: string): void;
  resize(cols: number, rows: number): void;
  screen(): string;
  /** Resolves with the screen that shows it. Fails with the last screen when it never does or the program ends. */
  waitFor(expected: Expected, what?: string): Promise<string>;
  waitGone(unwanted: string | RegExp, what?: string): Promise<string>;
  readonly exit: Promise<Exit>;
  signal(name: NodeJS.Signals): void;
  /** Bytes that the program has sent so far. */
  bytes(): number;
  /** All that the program has sent. */
  output(): string;
  modes(): TerminalModes;
  clipboard(): string | undefined;
  dispose(): Promise<void>;
}

interface Waiter {
  check(): void;
  fail(reason: string): void;
}

export function openTerminal(options: TerminalOptions = {}): Terminal {
  const { cols = 80, rows = 24, patience = 15_000 } = options;
  const pty = spawn(options.command ?? program, [...(options.args ?? [])], {
    name: 'xterm-256color',
    cols,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env: cleanEnvironment(options.env),
  });
  const view = createTerminalScreen(cols, rows, (data) => {
    if (!ended) pty.write(data);
  });
  const waiters = new Set<Waiter>();
  let output = '';
  let ended: Exit | undefined;
  let drawn: Promise<void> = Promise.resolve();

  pty.onData((data) => {
    output += data;
    options.onOutput?.(data);
    drawn = view.write(data).then(() => {
      for (const waiter of [...waiters]) waiter.check();
    });
  });
  const exit = new Promise<Exit>((resolve) => {
    pty.onExit(async ({ exitCode, signal }) => {
      await drawn;
      ended = { code: exitCode, signal: signal ?? 0 };
      for (const waiter of [...waiters]) waiter.fail('the program ended');
      resolve(ended);
    });
  });

  const framed = () => {
    const edge = '─'.repeat(view.xterm.cols);
    const end = ended ? `\nended with code ${ended.code}, signal ${ended.signal}` : '';
    return `┌${edge}\n${view.text().replaceAll(/^/gm, '│')}\n└${edge}${end}`;
  };

  function wait(matches: (screen: string) => boolean, what: string): Promise<string> {
    const calledFrom = new Error(what);
    return new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        clearTimeout(timer);
        waiters.delete(waiter);
        act();
      };
      const waiter: Waiter = {
        check() {
          const screen = view.text();
          if (matches(screen)) done(() => resolve(screen));
        },
        fail(reason) {
          calledFrom.message = `${reason} before ${what}; the screen:\n${framed()}`;
          done(() => reject(calledFrom));
        },
      };
      const timer = setTimeout(() => waiter.fail(`${patience / 1000} s went by`), patience);
      waiters.add(waiter);
      waiter.check();
      if (ended && waiters.has(waiter)) waiter.fail('the program ended');
    });
  }

  return {
    pid: pty.pid,
    view,
    type: (text) => pty.write(text),
    press(...keys) {
      for (const key of keys) pty.write(bytesOfKey(key, view.modes().applicationCursorKeys));
    },
    paste: (text) => pty.write(bytesOfPaste(text, view.modes().bracketedPaste)),
    resize(newCols, newRows) {
      view.resize(newCols, newRows);
      pty.resize(newCols, newRows);
    },
    screen: () => view.text(),
    waitFor: (expected, what = `${expected} was there`) => wait(matcher(expected), what),
    waitGone: (unwanted, what = `${unwanted} was gone`) => {
      const present = matcher(unwanted);
      return wait((screen) => !present(screen), what);
    },
    exit,
    signal(name) {
      if (!ended) process.kill(pty.pid, name);
    },
    bytes: () => Buffer.byteLength(output),
    output: () => output,
    modes: () => view.modes(),
    clipboard: () => view.clipboard(),
    async dispose() {
      if (!ended) await endProcess(pty.pid, exit);
      view.dispose();
    },
  };
}

function matcher(expected: Expected): (screen: string) => boolean {
  if (typeof expected === 'function') return expected;
  if (typeof expected === 'string') return (screen) => screen.includes(expected);
  return (screen) => expected.test(screen);
}

function cleanEnvironment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  return { PATH: path, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...added };
}

/** Politely first; a program that does not listen is ended with its whole process group. */
async function endProcess(pid: number, exit: Promise<Exit>): Promise<void> {
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), 3000);
  process.kill(pid, 'SIGTERM');
  await exit;
  clearTimeout(timer);
}
