import type { ConsoleState } from '../../../store/state.ts';
import { splitFrom } from '../../components/details.tsx';
import type { UiState } from '../../ui/ui-state.ts';
import type { Watch } from '../feature.ts';
import { keepAsking } from '../keep-asking.ts';

const dayMs = 86_400_000;
const lastCalls = 10;
/** ms between two questions while requests of the key arrive, and while the cursor moves from key to key. */
const pauseMs = 2_000;
const restMs = 150;

/** Asks for the requests of the key whose details are shown, and again when it has new ones. */
export const watchKeyCalls: Watch = (...parts) => {
  const [session, ui] = parts;
  return keepAsking(parts, {
    about: () => openKey(session.store.snapshot(), ui.snapshot()),
    pause(last, { about, on, seen }) {
      if (last.on !== on) return 0;
      if (last.about !== about) return restMs;
      const came = session.store.snapshot().usage.records.slice(0, seen - last.seen);
      return came.some(({ clientKey }) => clientKey === about) ? pauseMs : undefined;
    },
    wish({ about, at }) {
      const query = { since: at - dayMs, clientKey: about };
      return { query, by: ['model', 'application'], records: lastCalls };
    },
    tell: (answer, { about: fingerprint }) =>
      ui.dispatch({ type: 'set', ui: { keyCalls: { ...answer, fingerprint } } }),
  });
};

/** The fingerprint of the key whose details are shown; undefined: none are. */
function openKey({ server }: ConsoleState, ui: UiState): string | undefined {
  if (!ui.detail && ui.columns < splitFrom) return undefined;
  const { cursor } = ui.lists['client-keys'];
  return server?.clientKeys.find(({ id }) => id === cursor)?.fingerprint;
}
