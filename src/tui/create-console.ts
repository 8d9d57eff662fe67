import type { ReactElement } from 'react';
import type { ConsoleSession } from '../session/console-session.ts';
import type { Store } from '../store/store.ts';
import type { At, Console } from './act.ts';
import { type Acts, isOutside, reasonAgainst } from './acts.ts';
import { features } from './features/index.ts';
import { askingOnConflict } from './features/server/acts.tsx';
import type { UiAction } from './ui/reduce-ui.ts';
import type { UiState } from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

export interface ConsoleParts {
  readonly session: ConsoleSession;
  readonly ui: Store<UiState, UiAction>;
  readonly acts: Acts;
  readonly now: () => number;
  readonly leave: (exitCode?: number) => void;
  readonly suspend: () => void;
}

/** The one object that acts and dialogs work with. */
export function createConsole({ session, ui, acts, now, leave, suspend }: ConsoleParts): Console {
  let opened = 0;
  const at = (): At => ({ console: session.store.snapshot(), ui: ui.snapshot(), now: now() });
  const console: Console = {
    session: { ...session, run: askingOnConflict(session, () => console) },
    ui,
    acts,
    now,
    at,
    leave,
    suspend,
    open(element: ReactElement, { waits = false, stays = false, whole = false } = {}) {
      opened += 1;
      const dialog = { key: opened, element, waits, stays, whole };
      ui.dispatch({ type: 'dialog-opened', dialog, outside: isOutside(session.store.snapshot()) });
    },
    close: () => ui.dispatch({ type: 'dialog-closed' }),
    say(tone, message) {
      const notice = { tone, message };
      ui.dispatch({ type: 'set', ui: { notice } });
      ui.dispatch({ type: 'message', message: { ...notice, at: now() } });
    },
    async copy(secret, what) {
      const copied = await session.copy(secret);
      if (copied.ok) console.say('ok', frameWords().copied[copied.value](what));
      else console.say('error', copied.message);
      return copied.ok;
    },
    perform(id) {
      const act = acts.byId(id);
      if (!act) return;
      const reason = reasonAgainst(act, at());
      if (reason !== undefined) return console.say('warning', reason);
      // A warning is shown until the next act, and moving about is none; an error until Esc.
      const { result } = session.store.snapshot();
      if (result?.tone === 'warning' && act.scope !== 'list')
        ui.dispatch({ type: 'set', ui: { dismissed: result } });
      // A rejection is a fault of ours and ends the console, with the terminal restored.
      void act.run?.(console);
    },
    go(screen, { id, filter } = {}) {
      const { screen: here } = ui.snapshot();
      if (screen !== here) ui.dispatch({ type: 'screen', screen, back: true });
      if (filter !== undefined) ui.dispatch({ type: 'filter-set', text: filter });
      if (id !== undefined) {
        if (filter === undefined) ui.dispatch({ type: 'filter-cleared' });
        ui.dispatch({ type: 'list', screen, action: { type: 'wanted', id } });
      }
    },
  };
  return console;
}

/**
 * Keeps cursor, window and marks in step with the lists: called when either store changed, so that a key always finds
 * the list as it is.
 */
export function syncLists({ ui, at }: Pick<Console, 'ui' | 'at'>): void {
  // A new list may move the cursor, on which another list may depend.
  for (let turn = 0; turn < 3; turn += 1) {
    const now = at();
    const { screen } = now.ui;
    const feature = features.find(({ id }) => id === screen);
    const actions: UiAction[] = [...(feature?.catchUp?.(now) ?? [])];
    const listed = feature?.list?.(now);
    if (listed && screen !== 'usage' && listed.ids !== now.ui.lists[screen].ids) {
      actions.push({ type: 'list', screen, action: { type: 'listed', ...listed } });
    }
    if (actions.length === 0) return;
    for (const action of actions) ui.dispatch(action);
  }
}
