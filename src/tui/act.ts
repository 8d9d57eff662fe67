import type { ReactElement } from 'react';
import type { Secret } from '../base/secrets/secret.ts';
import type { ConsoleSession } from '../session/console-session.ts';
import type { ConsoleState, Result } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Acts } from './acts.ts';
import type { UiAction } from './ui/reduce-ui.ts';
import type { OpenDialog, ScreenId, UiState } from './ui/ui-state.ts';

/** Where a key works. The innermost scope that has the key decides (`scopesOf` in acts.ts). */
export type Scope =
  | 'everywhere'
  /** Any screen behind the sign-in. */
  | 'screen'
  /** Moving in any list. */
  | 'list'
  /** Lists of things that can be marked, filtered, sorted and opened. */
  | 'items'
  | ScreenId
  | 'filter'
  /** Ways in. */
  | 'sign-in'
  | 'offer'
  | 'server-down'
  | 'no-config'
  | 'connecting'
  | 'first-run'
  /** Open boxes. */
  | 'form'
  | 'question'
  | 'danger'
  | 'word'
  | 'secret'
  | 'menu'
  | 'picker'
  | 'report'
  | 'login'
  | 'help'
  | 'palette';

/** The words of an act: `title` in footer and palette, `tip` one imperative sentence for the help. */
export interface ActWords {
  readonly title: string;
  readonly tip: string;
  /** When a dangerous act asks first, if not always. */
  readonly asks?: string;
}

/** Everything an act may look at, as it stands now. */
export interface At {
  readonly console: ConsoleState;
  readonly ui: UiState;
  /** ms since the epoch. */
  readonly now: number;
}

/**
 * One act, one record: keymap, footer, help, palette, mouse, docs/keys.md and tests derive from it.
 * Acts of open boxes have no `run`: the box handles them (`useActs`).
 */
export interface Act {
  readonly id: string;
  readonly scope: Scope;
  /** Names as in hooks/use-keys.ts; none: by the palette only. */
  readonly keys: readonly string[];
  readonly words: () => ActWords;
  /** The title, where it depends on the row or the marks: `enable`, `revoke 3`. */
  readonly title?: (at: At) => string;
  /** In the footer while it works; low numbers stay longest where there is little room. */
  readonly footer?: number;
  readonly palette?: boolean;
  /** Takes something away. `--read-only` drops these and the `write` ones. */
  readonly danger?: boolean;
  readonly write?: boolean;
  /** Shows or copies a key in full: only `--read-only=reveal` keeps it. */
  readonly reveals?: boolean;
  /** Only for some items or servers: the help does not name it while it does nothing. */
  readonly contextual?: boolean;
  /** Why it does nothing here, in one sentence; undefined: it works. */
  readonly disabled?: (at: At) => string | undefined;
  readonly run?: (console: Console) => unknown;
}

/** What acts and dialogs may touch: the session for everything outside, the ui store for everything on the screen. */
export interface Console {
  readonly session: ConsoleSession;
  readonly acts: Acts;
  readonly ui: Store<UiState, UiAction>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** As things stand now; ask again after an await. */
  at(): At;
  /**
   * Opens a box, which closes when the server goes away. `waits`: it is hidden then, with what is typed into it;
   * `stays`: it stays in sight, as it is not shown again; `whole`: it takes the whole body, and grows with it.
   */
  open(dialog: ReactElement, options?: Partial<Pick<OpenDialog, 'waits' | 'stays' | 'whole'>>): void;
  close(): void;
  /** Shows a message until the next key. */
  say(tone: Result['tone'], message: string): void;
  /** Copies a secret and says where to; false: it was not copied. `what`: `The key of team-a`. */
  copy(secret: Secret, what: string): Promise<boolean>;
  /** Runs an act as its key would. */
  perform(id: string): void;
  /** Goes to a screen, keeping the way back (Esc); `id` is selected there, `filter` replaces its filter. */
  go(screen: ScreenId, to?: { readonly id?: string; readonly filter?: string }): void;
  leave(exitCode?: number): void;
  suspend(): void;
}
