import { render } from 'ink-testing-library';
import type { ReactElement } from 'react';
import { createStore } from '../../../src/store/store.ts';
import { type Console, createActs } from '../../../src/tui/act.ts';
import { allActs } from '../../../src/tui/all-acts.ts';
import { App } from '../../../src/tui/app.tsx';
import { createClock } from '../../../src/tui/clock.ts';
import { createConsole, syncLists } from '../../../src/tui/start-console.tsx';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import {
  createFakeSession,
  type FakeSession,
  fakeKey,
  signedIn,
  testNow,
} from '../../helpers/fake-session.ts';
import { type Look, staged, written } from '../draw.tsx';

export interface AppAt {
  readonly session: FakeSession;
  readonly console: Console;
  /** What was done beside the session: `leave`. */
  readonly done: string[];
  /** The whole console. */
  screen(): string;
  /** Presses keys one by one; without any it waits until what was dispatched is drawn. */
  press(...keys: readonly string[]): Promise<void>;
  /** One part of it, on the same state. */
  draw(element: ReactElement, look?: Look): string;
  close(): void;
}

const sequences: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\u001B',
  tab: '\t',
  up: '\u001B[A',
  down: '\u001B[B',
  backspace: '\u007F',
  space: ' ',
};

/** A console on a session that only remembers what it was asked. */
export function appAt(
  start = signedIn([fakeKey('team-a'), fakeKey('ci')]),
  { columns = 80, rows = 24, now = testNow, env = {}, ...options }: Look = {},
): AppAt {
  const session = createFakeSession(start);
  const ui = createStore(reduceUi, initialUiState(columns, rows));
  const done: string[] = [];
  const console = createConsole({
    session,
    ui,
    acts: createActs(allActs()),
    now: () => now,
    leave: () => void done.push('leave'),
    suspend: () => void done.push('suspend'),
    handOver: (task) => task(),
  });
  const sync = () => syncLists(console);
  session.store.subscribe(sync);
  ui.subscribe(sync);
  sync();
  const clock = createClock(() => now);
  const app = render(<App console={console} clock={clock} theme={{ env, ...options }} />);
  // ink-testing-library draws on a screen of 100 columns.
  Object.defineProperty(app.stdout, 'columns', { value: columns });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    session,
    console,
    done,
    screen: () => written(app.lastFrame(), { env }),
    async press(...keys) {
      await turn();
      for (const key of keys) {
        app.stdin.write(sequences[key] ?? key);
        await turn();
        await turn();
      }
    },
    draw(element, look) {
      const part = render(staged(element, { columns, rows, now, env, ...options, console, ...look }));
      const frame = written(part.lastFrame(), { env, ...look });
      part.unmount();
      return frame;
    },
    close() {
      clock.stop();
      app.unmount();
    },
  };
}
