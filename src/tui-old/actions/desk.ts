import type { Secret } from '../../base/secret.ts';
import type { ConsoleSession } from '../../session/console-session.ts';
import type { Result } from '../../store/state.ts';
import type { KeyContext } from '../keymap.ts';
import type { UiAction } from '../ui/reduce-ui.ts';

/** What an action may touch: the session for everything outside, the reducer for everything on the screen. */
export interface Desk {
  readonly session: ConsoleSession;
  /** As things stand now; ask again after an await. */
  readonly context: () => KeyContext;
  readonly dispatch: (action: UiAction) => void;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly leave: () => void;
  readonly suspend: () => void;
  /** Carries an action out, as its key would. */
  readonly perform: (id: string) => void;
}

export type Perform = (desk: Desk) => void | Promise<void>;

export function notice(desk: Desk, tone: Result['tone'], message: string): void {
  desk.dispatch({ type: 'notice', notice: { tone, message } });
}

/** Copies, and says through what. */
export async function copy(desk: Desk, secret: Secret, what: string): Promise<void> {
  const copied = await desk.session.copy(secret);
  if (!copied.ok) {
    notice(desk, 'error', copied.message);
    return;
  }
  const where =
    copied.value === 'terminal' ? 'sent to your terminal’s clipboard' : 'put on the system’s clipboard';
  notice(desk, 'ok', `${what} was ${where}.`);
}
