import { type Instance, render } from 'ink';
import type { ConsoleSession } from '../session/console-session.ts';
import { createStore } from '../store/store.ts';
import { createActs, isOutside } from './acts.ts';
import { allActs } from './all-acts.ts';
import { App } from './app.tsx';
import { createClock } from './clock.ts';
import { createConsole, syncLists } from './create-console.ts';
import { watchPulse, watchScreen } from './frame/watches.ts';
import { MouseContext } from './hooks/use-mouse.ts';
import { guardProcess, type ProcessEvents, suspendProcess } from './terminal/guard-process.ts';
import { openTerminal } from './terminal/terminal.ts';
import { createTheme, type ThemeName } from './theme.ts';
import { reduceUi } from './ui/reduce-ui.ts';
import { initialUiState } from './ui/ui-state.ts';
import { type Language, languageOf, setLanguage } from './words/language.ts';

export interface ConsoleOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** ms since the epoch. */
  readonly now?: () => number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly process?: ProcessEvents;
  /** Absent: by the locale. */
  readonly language?: Language | undefined;
  /** Absent: auto. */
  readonly theme?: ThemeName | undefined;
  /** Absent: on, unless CLI_PROXY_MOUSE is 0. */
  readonly mouse?: boolean | undefined;
}

/**
 * Runs the console until it is left; the terminal is as before then, and the session closed.
 * Resolves with the exit code: 0, or 128 and the number of the signal that ended it.
 */
export function startConsole(session: ConsoleSession, options: ConsoleOptions): Promise<number> {
  const { stdin, stdout, now = Date.now, env = process.env, process: events = process } = options;
  setLanguage(languageOf(options.language, env));
  const spoken = isSpoken(env);
  const terminal = openTerminal({
    stdin,
    stdout,
    linear: spoken,
    mouse: options.mouse ?? env.CLI_PROXY_MOUSE !== '0',
    spell: createTheme({ env }).spell,
  });
  const { columns, rows } = terminal.size();
  const ui = createStore(reduceUi, initialUiState(columns, rows));
  const clock = createClock(now);

  return new Promise((resolve) => {
    const stops: (() => unknown)[] = [];
    let left = false;
    let instance: Instance | undefined;
    const leave = (exitCode = 0) => {
      if (left) return;
      left = true;
      clock.stop();
      for (const stop of stops) stop();
      instance?.unmount();
      terminal.restore();
      session.close().finally(() => resolve(exitCode));
    };
    const console = createConsole({
      session,
      ui,
      acts: createActs(allActs()),
      now,
      leave,
      suspend() {
        terminal.restore();
        suspendProcess(events, terminal.enter);
      },
    });
    const sync = () => syncLists(console);
    stops.push(
      session.store.subscribe(followServer(console)),
      session.store.subscribe(sync),
      ui.subscribe(sync),
      watchScreen(session, ui, now),
      watchPulse(session, ui, now),
      guardProcess(events, terminal.restore, leave),
      terminal.onResize(() => {
        ui.dispatch({ type: 'resized', ...terminal.size() });
        clock.tick();
        terminal.repaint();
      }),
      terminal.onEnd(() => leave(0)),
    );
    stops.push(
      ui.subscribe(() => {
        const { mouse } = ui.snapshot();
        if (mouse !== undefined) terminal.setMouse(mouse);
      }),
    );
    sync();
    terminal.enter();
    const draw = (background?: 'dark' | 'light') => {
      if (left) return;
      const theme = { env, theme: options.theme, background };
      instance = render(
        <MouseContext value={terminal.releaseMouse}>
          <App console={console} clock={clock} theme={theme} />
        </MouseContext>,
        {
          stdin: terminal.stdin,
          stdout: terminal.stdout,
          stderr: terminal.stdout,
          exitOnCtrlC: false,
          patchConsole: false,
          incrementalRendering: true,
          maxFps: 100,
          isScreenReaderEnabled: spoken,
        },
      );
    };
    const plain = spoken || env.NO_COLOR || env.TERM === 'dumb';
    if (plain || (options.theme ?? 'auto') !== 'auto') draw();
    else void terminal.background().then(draw);
  });
}

/** What a change of the server's state means for what is open on the screen. */
function followServer({ session, ui, now }: ReturnType<typeof createConsole>): () => void {
  let { result, place, connection } = session.store.snapshot();
  return () => {
    const state = session.store.snapshot();
    if (state.result !== result) {
      ui.dispatch({ type: 'set', ui: { notice: undefined } });
      if (state.result) ui.dispatch({ type: 'message', message: { ...state.result, at: now() } });
    }
    if (state.place !== place) ui.dispatch({ type: 'lists-forgotten' });
    // A yes that is meant for a server that is gone must reach no other; what was typed into a form stays.
    const { dialog } = ui.snapshot();
    if (
      state.connection.kind !== connection.kind &&
      isOutside(state) &&
      dialog &&
      !dialog.waits &&
      !dialog.stays
    ) {
      ui.dispatch({ type: 'dialog-closed' });
    }
    ({ result, place, connection } = state);
  };
}

/** CLI_PROXY_SCREEN_READER: anything but nothing and 0. */
function isSpoken({
  CLI_PROXY_SCREEN_READER: wish = '',
}: Readonly<Record<string, string | undefined>>): boolean {
  return wish !== '' && wish !== '0';
}
