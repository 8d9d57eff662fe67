import type { ReactElement } from 'react';
import type { ConsoleSession } from '../../session/console-session.ts';
import type { ConsoleState } from '../../store/state.ts';
import type { Store } from '../../store/store.ts';
import type { Act, At, Console } from '../act.ts';
import type { Listed } from '../ui/list-sight.ts';
import type { ScreenId, UiAction, UiState } from '../ui/ui-state.ts';

/** Loads or follows what one screen shows, from when it comes until it goes. Returns: it goes. */
export type Watch = (
  session: ConsoleSession,
  ui: Store<UiState, UiAction>,
  /** ms since the epoch. */
  now: () => number,
) => () => void;

/** Something that the palette finds: a client key, an account, a provider key. */
export interface SearchItem {
  readonly id: string;
  /** What it is found by, and called in the list of what was found. */
  readonly text: string;
  /** What an act on it calls it; absent: `text`. */
  readonly name?: string;
  /** Its state in a word. */
  readonly state?: string;
}

/** One screen: a record of its own in features/<subject>/index.tsx, and a line in features/index.ts. */
export interface Feature {
  readonly id: ScreenId;
  /** The digit that opens it. */
  readonly number: string;
  /** `name`: in panels and palette, `short`: on the tab, `tip`: one imperative sentence. */
  readonly words: () => { readonly name: string; readonly short: string; readonly tip: string };
  readonly Screen: () => ReactElement | null;
  readonly acts: readonly Act[];
  /** Ids of its list in order, for cursor, marks and palette. */
  readonly list?: (at: At) => Listed;
  /** Actions that bring its own slice of the ui state up to date after a change (the usage screen has two lists). */
  readonly catchUp?: (at: At) => readonly UiAction[];
  /** Columns that `o` goes through, by id; the first step is the default order. */
  readonly sorts?: readonly string[];
  /** What to say of the selected item while nothing else is said. */
  readonly hint?: (at: At) => string | undefined;
  readonly search?: (at: At) => readonly SearchItem[];
  readonly watch?: Watch;
  /** The server has no such thing. */
  readonly absent?: (console: ConsoleState) => boolean;
  /** What its number does then. */
  readonly whenAbsent?: (console: Console) => unknown;
}
