import { withTexts } from '../../../base/text/language.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { memoize } from '../../memoize.ts';
import type { Watch } from '../feature.ts';
import { keepAsking } from '../keep-asking.ts';
import type { HealthUi } from './health-state.ts';

/** What a diagnosis is about; once this is another text, it is out of date. */
function aboutOf({ place, server, sessions, undoable }: ConsoleState): string {
  return [place, server?.revision, undoable.length, filesText(sessions?.files)].join('\n');
}
const filesText = memoize((files: NonNullable<ConsoleState['sessions']>['files']) =>
  files?.map(({ name, modifiedAt }) => `${name} ${modifiedAt}`).join('\n'),
);

const causeOf = memoize((about: string, asked: HealthUi['asked']) => ({ about, asked }));

/**
 * Runs the checks when config.yaml or an auth file has changed since they last ran, after a fix or undo, with a new
 * connection, and on a key press. Never by a timer; their code is loaded with the first run.
 * @param opened the screen is about them: opening it is a reason as well, and keys may be tested. Else they wait for the
 * data that the screen shows first.
 */
export const watchFindings =
  (opened: boolean): Watch =>
  (...parts) => {
    const [session, ui, now] = parts;
    const { answered } = ui.snapshot().health;
    const { usage, connection } = session.store.snapshot();
    const set = (health: Partial<HealthUi>) => ui.dispatch({ type: 'health', health });
    const stop = keepAsking(parts, {
      topic(state) {
        const { server, sessions, capabilities } = state;
        const mayBegin = opened || sessions || capabilities?.sessions === 'absent';
        return server && mayBegin ? causeOf(aboutOf(state), ui.snapshot().health.asked) : undefined;
      },
      async ask({ topic: { asked } }, last, signal) {
        const since = now();
        set({ running: { since, step: undefined } });
        const { diagnose } = await withTexts(import('../../../operations/health/index.ts'));
        const onStep = ({ text: step, ms }: { text: string; ms?: number | undefined }) => {
          if (ms === undefined && !signal.aborted && ui.snapshot().health.running)
            set({ running: { since, step } });
        };
        const checkKeys = opened && asked.keys && last !== undefined && last.topic.asked !== asked;
        return session.ask(diagnose, { checkKeys }, onStep, signal);
      },
      onAnswer(outcome, { topic }) {
        const said = outcome.ok
          ? { problem: undefined, diagnosis: outcome.value }
          : { problem: outcome.message };
        set({ running: undefined, answered: topic, ...said });
      },
      known: opened || !answered ? undefined : { topic: answered, at: 0, seen: usage.seen, on: connection },
    });
    return () => {
      stop();
      // The next screen that needs them starts a new run.
      if (ui.snapshot().health.running) set({ running: undefined });
    };
  };
