import type { ConsoleSession } from '../session/console-session.ts';
import { createStore } from '../store/store.ts';
import { askingOnConflict } from './actions/config-choice.ts';
import type { Desk } from './actions/desk.ts';
import { composeView } from './compose-view.ts';
import { createFrameClock } from './frame/frame-clock.ts';
import { createInkPainter } from './frame/ink-painter.tsx';
import { createSpeakingPainter, spokenColumns } from './frame/speaking-painter.ts';
import { handleKey, isActionId, performAction } from './handle-key.ts';
import { readKeys } from './input/read-keys.ts';
import { isOutside } from './key-scope.ts';
import { createSceneMaker } from './scene-maker.ts';
import { guardProcess, type ProcessEvents, suspendProcess } from './terminal/guard-process.ts';
import { openTerminal } from './terminal/terminal.ts';
import { createTheme } from './theme.ts';
import { reduceUi } from './ui/reduce-ui.ts';
import { initialUiState } from './ui/ui-state.ts';
import { followUsage } from './usage/follow-usage.ts';
import { watchScreen } from './watch-screen.ts';

export interface ConsoleOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** ms since the epoch. */
  readonly now?: () => number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly process?: ProcessEvents;
}

/**
 * Runs the console until it is left; the terminal is as before then, and the session closed.
 * Resolves with the exit code: 0, or 128 and the number of the signal that ended it.
 */
export function startConsole(session: ConsoleSession, options: ConsoleOptions): Promise<number> {
  const { stdin, stdout, now = Date.now, env = process.env, process: events = process } = options;
  const spoken = isSpoken(env);
  const terminal = openTerminal({ stdin, stdout }, { linear: spoken });
  const size = () => ({ ...terminal.size(), ...(spoken ? { columns: spokenColumns } : {}) });
  const { columns, rows } = size();
  const ui = createStore(reduceUi, initialUiState(columns, rows));
  const scenes = createSceneMaker();
  const painter = spoken ? createSpeakingPainter() : createInkPainter(createTheme(env));

  const scene = () => scenes.scene(session.store.snapshot(), ui.snapshot(), now());

  /** The scene with everything in it that follows from the last change: a new list moves the window, and so on. */
  const settle = () => {
    let settled = scene();
    for (let turn = 0; turn < 3; turn += 1) {
      const actions = scenes.catchUp(settled);
      if (actions.length === 0) break;
      for (const action of actions) ui.dispatch(action);
      settled = scene();
    }
    return settled;
  };

  const clock = createFrameClock(() => {
    const shown = settle();
    const bytes = painter.paint(composeView(shown));
    if (bytes !== '') terminal.write(bytes);
    // A voice that counts seconds lets nobody think.
    return spoken ? Number.POSITIVE_INFINITY : shown.moment.next();
  }, now);

  return new Promise((resolve) => {
    const stops: (() => unknown)[] = [];
    let left = false;

    const leave = (exitCode = 0) => {
      if (left) return;
      left = true;
      clock.stop();
      for (const stop of stops) stop();
      terminal.restore();
      painter.close();
      session.close().finally(() => resolve(exitCode));
    };
    const enter = () => {
      terminal.enter();
      resized();
      clock.request();
      clock.flush();
    };
    const resized = () => {
      painter.forget();
      ui.dispatch({ type: 'resized', ...size() });
      clock.request();
    };
    const desk: Desk = {
      session: { ...session, run: askingOnConflict(session, () => desk) },
      context: scene,
      dispatch: ui.dispatch,
      now,
      leave,
      suspend() {
        terminal.restore();
        suspendProcess(events, enter);
      },
      perform(id) {
        if (isActionId(id)) performAction(desk, id);
      },
    };
    const lose = () => leave(0);

    let { result, place, connection } = session.store.snapshot();
    const learnt = () => {
      const state = session.store.snapshot();
      if (state.result !== result) ui.dispatch({ type: 'notice', notice: undefined });
      if (state.place !== place) ui.dispatch({ type: 'lists-forgotten' });
      // A yes that is meant for a server that is gone is given to nobody; a key shown once stays, and so does what
      // was typed into a form.
      const open = ui.snapshot().dialog?.kind;
      const closes = open === 'confirm' || open === 'palette' || open === 'sentence' || open === 'question';
      if (state.connection !== connection && isOutside(state) && closes) {
        ui.dispatch({ type: 'dialog-closed' });
      }
      ({ result, place, connection } = state);
      clock.request();
    };

    const usage = followUsage({ session, ui, now, after });
    stops.push(
      session.store.subscribe(learnt),
      session.store.subscribe(usage.check),
      ui.subscribe(clock.request),
      ui.subscribe(usage.check),
      usage.stop,
      watchScreen(session, ui, now),
      guardProcess(events, terminal.restore, leave),
      readKeys(stdin, (keys) => {
        for (const key of keys) {
          if (left) return;
          // Each key of a burst acts on what the ones before it have done.
          settle();
          handleKey(desk, key);
        }
        clock.flush();
      }),
    );
    stdout.on('resize', resized);
    stdout.on('error', lose);
    stdin.on('end', lose);
    stdin.on('error', lose);
    stops.push(() => {
      stdout.off('resize', resized);
      stdin.off('end', lose);
    });
    enter();
  });
}

/** CLI_PROXY_SCREEN_READER: anything but nothing and 0. */
function isSpoken({
  CLI_PROXY_SCREEN_READER: wish = '',
}: Readonly<Record<string, string | undefined>>): boolean {
  return wish !== '' && wish !== '0';
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
