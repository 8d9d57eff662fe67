import type { Feature, Watch } from '../feature.ts';
import { healthActs } from './acts.tsx';
import { healthSight } from './findings.ts';
import type { HealthAction } from './health-state.ts';
import { HealthScreen } from './screen.tsx';
import { words } from './words.ts';

/**
 * Runs the diagnosis when the screen comes, when it is asked for by a key, and when something was changed or taken
 * back from there. Never by a timer; one at a time, and the code for it is loaded with the first.
 */
const watchHealth: Watch = (session, ui, now) => {
  const leaving = new AbortController();
  const { signal } = leaving;
  let running = false;
  /** What the last run was for; undefined: none has begun. */
  let answered: { readonly place: string; readonly times: number; readonly undoable: number } | undefined;

  const tell = (action: HealthAction) => {
    if (!signal.aborted) ui.dispatch({ type: 'health', action });
  };

  const run = async (checkKeys: boolean, place: string): Promise<void> => {
    running = true;
    tell({ type: 'begun', at: now() });
    const { diagnose } = await import('../../../operations/health/index.ts');
    const onStep = ({ text, ms }: { text: string; ms?: number | undefined }) =>
      ms === undefined && tell({ type: 'step', text });
    const outcome = await session.ask(diagnose, { checkKeys }, onStep, signal);
    running = false;
    // What was found on one server says nothing of another.
    if (session.store.snapshot().place !== place) answered = undefined;
    else if (outcome.ok) tell({ type: 'found', diagnosis: outcome.value });
    else tell({ type: 'failed', problem: outcome.message });
    check();
  };

  function check(): void {
    if (running || signal.aborted) return;
    const { connection, undoable, place, server } = session.store.snapshot();
    const reachable = (connection.kind === 'live' || connection.kind === 'disk') && server !== undefined;
    if (!reachable) {
      // Coming back is like opening it.
      answered = undefined;
      return;
    }
    const { times, keys } = ui.snapshot().health.asked;
    const before = answered;
    if (before?.place === place && before.times === times && before.undoable === undoable.length) return;
    answered = { place, times, undoable: undoable.length };
    void run(keys && before !== undefined && before.times !== times, place);
  }

  const stops = [session.store.subscribe(check), ui.subscribe(check)];
  check();
  return () => {
    // The next to open it begins anew.
    tell({ type: 'left' });
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
  list: (at) => healthSight(at).listed,
  watch: watchHealth,
};
