import { withTexts } from '../../../base/text/language.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { isReachable } from '../../act.ts';
import { memoize } from '../../memoize.ts';
import type { Watch } from '../feature.ts';
import type { HealthUi } from './health-state.ts';

/** What a diagnosis is about; once this is another text, it is out of date. */
function aboutOf({ place, server, sessions, undoable }: ConsoleState): string {
  return [place, server?.revision, undoable.length, filesText(sessions?.files)].join('\n');
}
const filesText = memoize((files: NonNullable<ConsoleState['sessions']>['files']) =>
  files?.map(({ name, modifiedAt }) => `${name} ${modifiedAt}`).join('\n'),
);

/**
 * Runs the checks when config.yaml or an auth file has changed since they last ran, after a fix or undo, and on a key
 * press. Never by a timer, and only one run at a time; their code is loaded with the first.
 * @param opened the screen is about them: opening it is a reason as well, and keys may be tested. Else they wait for the
 * data that the screen shows first.
 */
export const watchFindings =
  (opened: boolean): Watch =>
  (session, ui, now) => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let isRunning = false;
    let answered = opened ? undefined : ui.snapshot().health.answered;

    const set = (health: Partial<HealthUi>) => {
      if (!signal.aborted) ui.dispatch({ type: 'health', health });
    };

    const run = async (checkKeys: boolean, place: string, about: HealthUi['answered']): Promise<void> => {
      const since = now();
      isRunning = true;
      set({ running: { since, step: undefined } });
      const { diagnose } = await withTexts(import('../../../operations/health/index.ts'));
      const onStep = ({ text: step, ms }: { text: string; ms?: number | undefined }) => {
        if (ms === undefined && ui.snapshot().health.running) set({ running: { since, step } });
      };
      const outcome = await session.ask(diagnose, { checkKeys }, onStep, signal);
      isRunning = false;
      // Findings of one server do not apply to another.
      if (session.store.snapshot().place !== place) answered = undefined;
      else if (outcome.ok)
        set({ running: undefined, problem: undefined, diagnosis: outcome.value, answered: about });
      else set({ running: undefined, problem: outcome.message, answered: about });
      check();
    };

    function check(): void {
      if (isRunning || signal.aborted) return;
      const state = session.store.snapshot();
      const { connection, place, server, sessions, capabilities } = state;
      const { asked, problem } = ui.snapshot().health;
      if (!isReachable(connection) || !server) {
        // What failed without a connection is tried again with the next one.
        if (problem !== undefined) answered = undefined;
        return;
      }
      if (!opened && !sessions && capabilities?.sessions !== 'absent') return;
      const about = aboutOf(state);
      if (answered?.about === about && answered.asked === asked) return;
      const checkKeys = opened && asked.keys && answered !== undefined && answered.asked !== asked;
      answered = { about, asked };
      void run(checkKeys, place, answered);
    }

    const stops = [session.store.subscribe(check), ui.subscribe(check)];
    check();
    return () => {
      // The next screen that needs them starts a new run.
      if (isRunning) set({ running: undefined });
      leaving.abort();
      for (const stop of stops) stop();
    };
  };
