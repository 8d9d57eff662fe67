import type { ConsoleSession } from '../session/console-session.ts';
import type { Store } from '../store/store.ts';
import { features } from './features/index.ts';
import type { UiAction } from './ui/reduce-ui.ts';
import type { ScreenId, UiState } from './ui/ui-state.ts';

/** What a screen shows beyond the first load is asked for while it is shown, and not otherwise. Returns: stop. */
export function watchScreen(
  session: ConsoleSession,
  ui: Store<UiState, UiAction>,
  now: () => number,
): () => void {
  let shown: ScreenId | undefined;
  let end: (() => void) | undefined;
  const check = () => {
    const { screen } = ui.snapshot();
    if (screen === shown) return;
    const leave = end;
    // Leaving may change the screen's state, which calls here again.
    [shown, end] = [screen, undefined];
    leave?.();
    end = features.find(({ id }) => id === screen)?.watch?.(session, ui, now);
  };
  check();
  const stop = ui.subscribe(check);
  return () => {
    stop();
    end?.();
  };
}
