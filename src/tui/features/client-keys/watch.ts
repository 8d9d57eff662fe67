import type { ConsoleState } from '../../../store/state.ts';
import { splitFrom } from '../../components/details.tsx';
import type { UiState } from '../../ui/ui-state.ts';
import type { Watch } from '../feature.ts';

const dayMs = 86_400_000;
const lastCalls = 10;
/** ms between two questions while requests of the key arrive, and while the cursor moves from key to key. */
const pauseMs = 2_000;
const restMs = 150;

/** Asks for the requests of the key whose details are shown, and again when it has new ones. One question at a time. */
export const watchKeyCalls: Watch = (session, ui, now) => {
  let asked: { fingerprint: string; at: number; seen: number; on: ConsoleState['connection'] } | undefined;
  let [asking, left] = [false, false];
  let timer: NodeJS.Timeout | undefined;

  const ask = async (fingerprint: string): Promise<void> => {
    const { usage, connection } = session.store.snapshot();
    const at = now();
    [asked, asking] = [{ fingerprint, at, seen: usage.seen, on: connection }, true];
    const query = { since: at - dayMs, clientKey: fingerprint };
    const outcome = await session.usage({ query, by: ['model', 'application'], records: lastCalls });
    asking = false;
    if (left) return;
    const figures = outcome.ok ? outcome.value : undefined;
    const problem = outcome.ok ? undefined : outcome.message;
    ui.dispatch({ type: 'set', ui: { keyCalls: { fingerprint, figures, problem } } });
    check();
  };

  /** ms until it is worth asking; undefined: nothing has changed. */
  const waitFor = (fingerprint: string): number | undefined => {
    const { usage, connection } = session.store.snapshot();
    // While the connection was away, requests may have ended unreported.
    if (!asked || asked.on !== connection) return 0;
    if (asked.fingerprint !== fingerprint) return asked.at + restMs - now();
    const came = usage.records.slice(0, usage.seen - asked.seen);
    if (came.some(({ clientKey }) => clientKey === fingerprint)) return asked.at + pauseMs - now();
    asked.seen = usage.seen;
    return undefined;
  };

  function check(): void {
    if (asking || left) return;
    clearTimeout(timer);
    timer = undefined;
    const fingerprint = openKey(session.store.snapshot(), ui.snapshot());
    if (fingerprint === undefined) {
      asked = undefined;
      return;
    }
    const wait = waitFor(fingerprint);
    if (wait === undefined) return;
    if (wait <= 0) void ask(fingerprint);
    else timer = setTimeout(check, wait);
  }

  const stops = [session.store.subscribe(check), ui.subscribe(check)];
  check();
  return () => {
    left = true;
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
};

/** The fingerprint of the key whose details are shown; undefined: none are, or the server could not answer. */
function openKey({ server, hasUsage, connection }: ConsoleState, ui: UiState): string | undefined {
  const reachable = connection.kind === 'live' || connection.kind === 'disk';
  if (!(ui.detail || ui.columns >= splitFrom) || !hasUsage || !reachable) return undefined;
  const { cursor } = ui.lists['client-keys'];
  return server?.clientKeys.find(({ id }) => id === cursor)?.fingerprint;
}
