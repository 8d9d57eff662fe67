import { readLogs } from '../../../operations/logs/read-logs.ts';
import { isReachable } from '../../act.ts';
import type { Feature, Watch } from '../feature.ts';
import { logsActs } from './acts.tsx';
import { catchUp } from './logs-shown.ts';
import { takeLines } from './logs-state.ts';
import { LogsScreen } from './screen.tsx';
import { words } from './words.ts';

/** Lines of the first answer. */
const first = 5_000;
/** ms before the log is read again after a failure that may pass. */
const quietMs = 5_000;

/**
 * Reads what is new in the log while the screen is shown: one question at a time, each a pause after the last answer.
 * Where there is no log, only after a change of the server's state, or on a key press.
 */
const watchLogs: Watch = (session, ui) => {
  const leaving = new AbortController();
  const { signal } = leaving;
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  /** What the refusal depended on. */
  let refused: { readonly server: unknown; readonly again: number } | undefined;

  const ask = async (): Promise<void> => {
    const { place, server } = session.store.snapshot();
    const { cursor, again } = ui.snapshot().logs;
    asking = true;
    const outcome = await session.ask(readLogs, { cursor, limit: first }, undefined, signal);
    asking = false;
    if (signal.aborted) return;
    // The log of one server is not that of another.
    if (session.store.snapshot().place !== place) return check();
    if (outcome.ok) {
      const { logs } = ui.snapshot();
      const taken = takeLines(logs, outcome.value);
      // Nothing is drawn while nothing is new.
      if (Object.entries(taken).some(([name, value]) => logs[name as keyof typeof logs] !== value))
        ui.dispatch({ type: 'logs', logs: taken });
      timer = setTimeout(check, outcome.value.refreshMs);
      return;
    }
    if (outcome.kind !== 'cancelled') ui.dispatch({ type: 'logs', logs: { problem: outcome.message } });
    if (outcome.kind === 'unsupported') refused = { server, again };
    else timer = setTimeout(check, quietMs);
  };

  function check(): void {
    if (asking || signal.aborted) return;
    clearTimeout(timer);
    timer = undefined;
    const { connection, server } = session.store.snapshot();
    if (!isReachable(connection) || !server) return;
    if (refused && refused.server === server && refused.again === ui.snapshot().logs.again) return;
    refused = undefined;
    void ask();
  }

  /** Other changes do not bring the next question forward. */
  const onChange = (): void => {
    if (timer === undefined) check();
  };
  const stops = [session.store.subscribe(onChange), ui.subscribe(onChange)];
  check();
  return () => {
    leaving.abort();
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
};

/** 7: the log of this server. */
export const logsFeature: Feature = {
  id: 'logs',
  number: '7',
  words: () => words().screen,
  Screen: LogsScreen,
  acts: logsActs,
  catchUp,
  watch: watchLogs,
};
