import { setImmediate } from 'node:timers/promises';
import { type Instance, render } from 'ink';
import type { ReactElement } from 'react';
import { loadParts } from '../base/load-parts.ts';
import { type Language, languageOf, setLanguage } from '../base/text/language.ts';
import { isSpoken, wantsBackground } from '../base/text/terminal-background.ts';
import type { ConsoleSession } from '../session/console-session.ts';
import { createStore } from '../store/store.ts';
import { type At, type Console, createActs, isOutside, reasonAgainst } from './act.ts';
import { allActs } from './all-acts.ts';
import { App } from './app.tsx';
import { createClock } from './clock.ts';
import { featureOf } from './features/index.ts';
import { askingOnConflict } from './features/server/acts.tsx';
import { watchPulse, watchScreen } from './frame/watches.ts';
import { MouseContext } from './hooks/use-input.ts';
import { rebind } from './rebind.ts';
import { guardProcess, type ProcessEvents, suspendProcess } from './terminal/guard-process.ts';
import { openTerminal } from './terminal/terminal.ts';
import { spellingFor, type ThemeName, type ThemeOptions } from './theme.ts';
import {
  initialUiState,
  isList,
  listOf,
  reduceUi,
  type ScreenId,
  type UiAction,
  type UiState,
} from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

export interface ConsoleOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** ms since the epoch. */
  readonly now?: () => number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly process?: ProcessEvents;
  /** By default from the locale. */
  readonly language?: Language | undefined;
  /** auto by default. */
  readonly theme?: ThemeName | undefined;
  /** On by default, unless CLI_PROXY_MOUSE is 0. */
  readonly mouse?: boolean | undefined;
  readonly glyphs?: ThemeOptions['glyphs'];
  readonly graphs?: ThemeOptions['graphs'];
  /** The screen that is shown first. */
  readonly screen?: ScreenId | undefined;
  readonly colors?: ThemeOptions['colors'];
  /** The terminal was asked for its background (`askEarly`). */
  readonly askedEarly?: boolean;
  /** By list, ids of the columns in their order. */
  readonly columns?: UiState['chosenColumns'];
  /** Keys of acts, instead of the default ones. */
  readonly keys?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** ms until parts that are used later are loaded, and between two of them: the first keys come sooner. */
const partsDelay = 1_000;
const partsPause = 25;

/**
 * Runs the console until it quits; then the terminal is restored and the session is closed.
 * Resolves with the exit code: 0, or 128 and the number of the signal that ended it.
 */
export async function startConsole(session: ConsoleSession, options: ConsoleOptions): Promise<number> {
  const { stdin, stdout, now = Date.now, env = process.env, process: events = process } = options;
  const language = languageOf(options.language, env);
  const loaded = setLanguage(language);
  if (language !== 'en') await loaded;
  const spoken = isSpoken(env);
  const terminal = openTerminal({
    stdin,
    stdout,
    linear: spoken,
    mouse: options.mouse ?? env.CLI_PROXY_MOUSE !== '0',
    spell: spellingFor(env, options.glyphs),
  });
  const { columns, rows } = terminal.size();
  const ui = createStore(reduceUi, initialUiState(columns, rows));
  if (options.columns) ui.dispatch({ type: 'set', ui: { chosenColumns: options.columns } });
  if (options.screen) ui.dispatch({ type: 'screen', screen: options.screen });
  const clock = createClock(now);

  return new Promise((resolve) => {
    const stops: (() => unknown)[] = [];
    let left = false;
    /** Another program has the terminal. */
    let away = false;
    let instance: Instance | undefined;
    // Ctrl-C is that program's, although it reaches this one as well.
    const isOurs = (code: number) => !(away && code === 130);
    const unguard = guardProcess(events, terminal.restore, (code) => {
      if (isOurs(code)) leave(code);
      return isOurs(code);
    });
    const leave = (exitCode = 0) => {
      if (left) return;
      left = true;
      clock.stop();
      for (const stop of stops) stop();
      instance?.unmount();
      terminal.restore();
      session.close().finally(() => {
        unguard();
        resolve(exitCode);
      });
    };
    const console = createConsole({
      session,
      ui,
      acts: createActs(options.keys ? rebind(allActs(), options.keys).acts : allActs()),
      now,
      leave,
      suspend() {
        terminal.restore();
        suspendProcess(events, () => left || terminal.enter());
      },
      async handOver(task) {
        terminal.restore();
        away = true;
        try {
          return await task();
        } finally {
          // Its Ctrl-C may be handled here only after its end.
          await setImmediate();
          away = false;
          if (!left) terminal.enter();
        }
      },
    });
    const sync = () => syncLists(console);
    // The shell had the terminal while this process was stopped, also by a signal that it could not see.
    const continued = () => {
      if (left || away) return;
      terminal.restore();
      terminal.enter();
    };
    events.on('SIGCONT', continued);
    stops.push(
      () => events.off('SIGCONT', continued),
      session.store.subscribe(followServer(console)),
      session.store.subscribe(sync),
      ui.subscribe(sync),
      watchScreen(session, ui, now),
      watchPulse(session, ui, now),
      terminal.onResize(() => {
        ui.dispatch({ type: 'set', ui: terminal.size() });
        clock.tick();
        terminal.repaint();
      }),
      terminal.onEnd(() => leave(0)),
      ui.subscribe(() => {
        const { mouse } = ui.snapshot();
        if (mouse !== undefined) terminal.setMouse(mouse);
      }),
    );
    sync();
    terminal.enter();
    const later = setTimeout(() => loadParts('console', partsPause), partsDelay);
    stops.push(() => clearTimeout(later));
    const draw = (background?: 'dark' | 'light') => {
      if (left) return;
      const { theme: named, glyphs, colors } = options;
      const graphs = spoken ? 'none' : options.graphs;
      const theme = { env, theme: named, background, glyphs, graphs, colors };
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
          // At 100, a key that comes just after a frame of requests is drawn 10 ms later.
          maxFps: 1000,
          isScreenReaderEnabled: spoken,
        },
      );
      // A fault while drawing rejects: unhandled, it ends the program with its stack on the restored terminal.
      void instance.waitUntilExit();
    };
    if (!wantsBackground(env, options.theme)) draw();
    else void terminal.background(options.askedEarly).then(draw);
  });
}

/** Updates what is open on the screen after a change of the server's state. */
function followServer({ session, ui, now }: ReturnType<typeof createConsole>): () => void {
  let { result, place, connection } = session.store.snapshot();
  return () => {
    const state = session.store.snapshot();
    const { dialog } = ui.snapshot();
    if (state.result !== result) {
      ui.dispatch({ type: 'set', ui: { notice: undefined } });
      if (state.result) ui.dispatch({ type: 'message', message: { ...state.result, at: now() } });
    }
    if (state.place !== place) ui.dispatch({ type: 'lists-forgotten' });
    // A confirmation for one server must not reach another; the text typed into a form is kept.
    const away = state.connection.kind !== connection.kind && isOutside(state);
    if (away && dialog && !dialog.waits && !dialog.stays) ui.dispatch({ type: 'dialog-closed' });
    if (away) ui.dispatch({ type: 'set', ui: { revealed: undefined } });
    ({ result, place, connection } = state);
  };
}

/** What a new console is made of. */
type ConsoleParts = Pick<Console, 'session' | 'ui' | 'acts' | 'now' | 'leave' | 'suspend' | 'handOver'>;

/** The object that acts and dialogs work with. */
export function createConsole(parts: ConsoleParts): Console {
  const { session, ui, acts, now } = parts;
  let opened = 0;
  const at = (): At => ({ console: session.store.snapshot(), ui: ui.snapshot(), now: now() });
  const console: Console = {
    ...parts,
    session: { ...session, run: askingOnConflict(session, () => console) },
    at,
    open(element: ReactElement, { waits = false, stays = false, whole = false } = {}) {
      opened += 1;
      const dialog = { key: opened, element, waits, stays, whole };
      ui.dispatch({ type: 'dialog-opened', dialog, outside: isOutside(session.store.snapshot()) });
    },
    close: (key) => ui.dispatch({ type: 'dialog-closed', key }),
    say(tone, message) {
      const notice = { tone, message };
      ui.dispatch({ type: 'set', ui: { notice } });
      ui.dispatch({ type: 'message', message: { ...notice, at: now() } });
    },
    async copy(secret, what) {
      const copied = await session.copy(secret);
      if (copied.ok) console.say('ok', frameWords().copied[copied.value](what));
      else console.say('error', copied.message);
      return copied.ok ? copied.value : undefined;
    },
    perform(id) {
      const act = acts.byId(id);
      if (!act) return;
      const reason = reasonAgainst(act, at());
      if (reason !== undefined) return console.say('warning', reason);
      if (act.marked && isList(act.scope) && ui.snapshot().lists[act.scope].marksGone) {
        console.unmark(act.scope);
        return console.say('warning', frameWords().marksGone);
      }
      // A warning is shown until the next act other than moving, an error until Esc.
      const { result } = session.store.snapshot();
      if (result?.tone === 'warning' && act.scope !== 'list')
        ui.dispatch({ type: 'set', ui: { dismissed: result } });
      // A rejection is a bug and ends the console, with the terminal restored.
      void act.run?.(console);
    },
    performOn(id, screen, item) {
      console.go(screen, item === undefined ? {} : { id: item });
      ui.dispatch({ type: 'list', screen, action: { type: 'unmarked' } });
      const { cursor = item } = listOf(ui.snapshot());
      if (item === undefined || cursor === item) return console.perform(id);
      // Otherwise the cursor would jump if the item came back.
      ui.dispatch({ type: 'list', screen, action: { type: 'moved', by: 0 } });
      console.say('warning', frameWords().itemGone);
    },
    select: (screen, id) => ui.dispatch({ type: 'list', screen, action: { type: 'wanted', id } }),
    unmark: (screen) => ui.dispatch({ type: 'list', screen, action: { type: 'unmarked' } }),
    go(screen, { id, filter } = {}) {
      const { screen: here } = ui.snapshot();
      if (screen !== here) ui.dispatch({ type: 'screen', screen, back: true });
      if (filter !== undefined) ui.dispatch({ type: 'filter-set', text: filter });
      if (id !== undefined) {
        if (filter === undefined) ui.dispatch({ type: 'filter-cleared' });
        ui.dispatch({ type: 'list', screen, action: { type: 'wanted', id } });
      }
    },
  };
  return console;
}

/**
 * Keeps cursor, window and marks in step with the lists: called when either store changes, so that a key
 * always acts on the current list.
 */
export function syncLists({ ui, at }: Pick<Console, 'ui' | 'at'>): void {
  // A new list may move the cursor that another list depends on.
  for (let turn = 0; turn < 3; turn += 1) {
    const now = at();
    const { screen } = now.ui;
    const feature = featureOf(screen);
    const actions: UiAction[] = [...(feature?.catchUp?.(now) ?? [])];
    const listed = feature?.list?.(now);
    const list = screen === 'usage' ? undefined : now.ui.lists[screen];
    const isGone = (id: string) => !listed?.known.has(id);
    if (listed && list && (listed.ids !== list.ids || [...list.marks].some(isGone))) {
      actions.push({ type: 'list', screen, action: { type: 'listed', ...listed } });
    }
    if (actions.length === 0) return;
    for (const action of actions) ui.dispatch(action);
  }
}
