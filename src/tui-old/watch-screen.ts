import type { ConsoleSession } from '../session/console-session.ts';
import type { Store } from '../store/store.ts';
import { watchAmp } from './amp/watch-amp.ts';
import { watchKeyCalls } from './client-keys/watch-key-calls.ts';
import { watchHealth } from './health/watch-health.ts';
import { watchOverview } from './overview/watch-overview.ts';
import { watchProviders } from './providers/watch-providers.ts';
import { watchSessions } from './sessions/watch-sessions.ts';
import type { UiAction } from './ui/reduce-ui.ts';
import type { ScreenId, UiState } from './ui/ui-state.ts';

/** Loads or follows what one screen shows, from when it comes until it goes. Returns: it goes. */
export type Watch = (
  session: ConsoleSession,
  ui: Store<UiState, UiAction>,
  /** ms since the epoch. */
  now: () => number,
) => () => void;

const watches: Partial<Readonly<Record<ScreenId, Watch>>> = {
  overview: watchOverview,
  amp: watchAmp,
  'client-keys': watchKeyCalls,
  providers: watchProviders,
  sessions: watchSessions,
  health: watchHealth,
};

/** What a screen shows beyond the first load is asked for while it is shown, and not otherwise. */
export function watchScreen(...means: Parameters<Watch>): () => void {
  const [, ui] = means;
  let shown: ScreenId | undefined;
  let end: (() => void) | undefined;
  const check = () => {
    const { screen } = ui.snapshot();
    if (screen === shown) return;
    const leave = end;
    // Leaving may change the screen's state, which calls here again.
    [shown, end] = [screen, undefined];
    leave?.();
    end = watches[screen]?.(...means);
  };
  check();
  const stop = ui.subscribe(check);
  return () => {
    stop();
    end?.();
  };
}
