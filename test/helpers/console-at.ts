import { EventEmitter } from 'node:events';
import { onTestFinished } from 'vitest';
import { startConsole } from '../../src/tui/start-console.tsx';
// The console loads them when they are first needed; a test that ends just then would leave the import behind.
import '../../src/operations/health/index.ts';
import 'uqr';
import { type FakeSession, testNow } from './fake-session.ts';
import { bytesOfKey, bytesOfPaste, type KeyName } from './terminal-keys.ts';
import { createTerminalScreen } from './terminal-screen.ts';

/** The console in this process, on a terminal that is a record, and with a clock that stands still. */
export interface ConsoleAt {
  readonly session: FakeSession;
  press(...keys: KeyName[]): void;
  /** In one chunk, as a fast hand or a slow line sends it. */
  type(text: string): void;
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /** The clock goes on, and whatever was due happens. */
  pass(ms: number): Promise<void>;
  /** Resolves with the screen once it shows that. */
  see(expected: string | RegExp): Promise<string>;
  gone(unwanted: string | RegExp): Promise<string>;
  /** The screen once all keys were handled and nothing more is drawn. */
  screen(): Promise<string>;
  /** Everything written so far. */
  bytes(): string;
  modes(): ReturnType<ReturnType<typeof createTerminalScreen>['modes']>;
  /** Whatever is on the process's events: signals and `exit`. */
  readonly events: EventEmitter;
  readonly left: Promise<number>;
}

/** ms without output after which the console is idle: Ink keeps a frame back for 10 ms at most. */
const quiet = 12;
/** ms */
const patience = 15_000;
/** What a terminal says of itself: behind an Escape it tells that no arrow key is to come, so nothing waits for one. */
const answer = '\x1b[?1;2c';
/** Turns of the event loop until the console has heard a key and drawn what it changed. */
const turnsOfKey = 12;

export function consoleAt(
  session: FakeSession,
  { columns = 80, rows = 24, env = { NO_COLOR: '1', LANG: 'en_US.UTF-8' } as Record<string, string> } = {},
): ConsoleAt {
  let now = testNow;
  const view = createTerminalScreen(columns, rows, () => {});
  let written = '';
  /** Keys at most that may not have been heard yet. */
  let keys = 1;
  let drawn: Promise<void> = Promise.resolve();
  const waiting: (() => void)[] = [];
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write(bytes: string) {
      written += bytes;
      drawn = view.write(bytes);
      for (const wake of waiting.splice(0)) wake();
      return true;
    },
  });
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode() {},
    resume() {},
    pause() {},
    ref() {},
    unref() {},
  });
  const events = Object.assign(new EventEmitter(), { pid: 1, kill: () => true });
  const left = startConsole(session, {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    process: events as unknown as NodeJS.Process,
    now: () => now,
    env,
  });
  onTestFinished(async () => {
    events.emit('SIGTERM');
    await left;
    view.dispose();
  });
  const shown = async () => {
    await drawn;
    return view.text();
  };
  const shows = (screen: string, expected: string | RegExp) =>
    typeof expected === 'string' ? screen.includes(expected) : expected.test(screen);
  const until = async (right: (screen: string) => boolean, what: string): Promise<string> => {
    const end = performance.now() + patience;
    for (;;) {
      const seen = written.length;
      const screen = await shown();
      if (right(screen)) {
        // What has just come is often measured and drawn once more.
        const settled = await idle();
        return right(settled) ? settled : screen;
      }
      const rest = end - performance.now();
      if (rest <= 0) throw new Error(`${what}:\n${screen}`);
      if (written.length === seen) await nextWrite(rest);
    }
  };
  const nextWrite = (rest: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, rest);
      waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  const idle = async () => {
    const end = performance.now() + patience;
    for (let seen = -1; seen !== written.length; ) {
      if (performance.now() > end) throw new Error('The console does not come to rest.');
      seen = written.length;
      for (let turn = Math.max(1, keys) * turnsOfKey; turn > 0; turn -= 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      keys = 0;
      await new Promise<void>((resolve) => setTimeout(resolve, quiet));
    }
    return shown();
  };
  const send = (bytes: string) => {
    keys += bytes.length;
    stdin.emit('data', Buffer.from(bytes));
  };
  return {
    session,
    press: (...keys) => {
      for (const key of keys) send(key === 'Escape' ? `\x1b${answer}` : bytesOfKey(key, false));
    },
    type: send,
    paste: (text) => send(bytesOfPaste(text, true)),
    resize(newColumns, newRows) {
      view.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit('resize');
    },
    async pass(ms) {
      await idle();
      now += ms;
      // Whatever happens makes the clock look; it alone moves only what is due.
      stdout.emit('resize');
      await idle();
    },
    see: (expected) => until((screen) => shows(screen, expected), `never showed ${expected}`),
    gone: (unwanted) => until((screen) => !shows(screen, unwanted), `went on showing ${unwanted}`),
    screen: idle,
    bytes: () => written,
    modes: view.modes,
    events,
    left,
  };
}
