import { isReachable } from '../../act.ts';
import type { Feature, Watch } from '../feature.ts';
import { healthActs } from './acts.tsx';
import { findingList } from './findings.ts';
import type { HealthUi } from './health-state.ts';
import { HealthScreen } from './screen.tsx';
import { words } from './words.ts';

/**
 * Runs the diagnosis when the screen opens, on a key press, and after a fix or undo on this screen. Never by
 * a timer, and only one at a time; its code is loaded with the first run.
 */
const watchHealth: Watch = (session, ui, now) => {
  const leaving = new AbortController();
  const { signal } = leaving;
  let isRunning = false;
  /** What the last run was for; undefined before the first. */
  let answered:
    | { readonly place: string; readonly asked: HealthUi['asked']; readonly undoable: number }
    | undefined;

  const set = (health: Partial<HealthUi>) => {
    if (!signal.aborted) ui.dispatch({ type: 'health', health });
  };

  const run = async (checkKeys: boolean, place: string): Promise<void> => {
    const since = now();
    isRunning = true;
    set({ running: { since, step: undefined } });
    const { diagnose } = await import('../../../operations/health/index.ts');
    const onStep = ({ text: step, ms }: { text: string; ms?: number | undefined }) => {
      if (ms === undefined && ui.snapshot().health.running) set({ running: { since, step } });
    };
    const outcome = await session.ask(diagnose, { checkKeys }, onStep, signal);
    isRunning = false;
    // Findings of one server do not apply to another.
    if (session.store.snapshot().place !== place) answered = undefined;
    else if (outcome.ok) set({ running: undefined, problem: undefined, diagnosis: outcome.value });
    else set({ running: undefined, problem: outcome.message });
    check();
  };

  function check(): void {
    if (isRunning || signal.aborted) return;
    const { connection, undoable, place, server } = session.store.snapshot();
    const { asked } = ui.snapshot().health;
    const before = answered;
    // Returning to the screen is like opening it.
    answered = isReachable(connection) && server ? { place, asked, undoable: undoable.length } : undefined;
    if (!answered) return;
    const isSame = before?.place === place && before.asked === asked && before.undoable === undoable.length;
    if (!isSame) void run(asked.keys && before !== undefined && before.asked !== asked, place);
  }

  const stops = [session.store.subscribe(check), ui.subscribe(check)];
  check();
  return () => {
    // The next opening starts a new run.
    if (isRunning) set({ running: undefined });
    leaving.abort();
    for (const stop of stops) stop();
  };
};

/** 8: problems of this server, why they matter, and fixes. */
export const healthFeature: Feature = {
  id: 'health',
  number: '8',
  words: () => words().screen,
  Screen: HealthScreen,
  acts: healthActs,
  list: (at) => findingList(at).listed,
  watch: watchHealth,
};
