import type { ReactElement } from 'react';
import type { ConsoleSession } from '../../session/console-session.ts';
import type { ConsoleState } from '../../store/state.ts';
import type { Store } from '../../store/store.ts';
import type { Act, At, Console } from '../act.ts';
import type { Listed } from '../ui/list-state.ts';
import type { ScreenId, UiAction, UiState } from '../ui/ui-state.ts';

/** Loads or follows what a screen shows, while it is shown. Returns a function that stops it. */
export type Watch = (
  session: ConsoleSession,
  ui: Store<UiState, UiAction>,
  /** ms since the epoch. */
  now: () => number,
) => () => void;

/** An item that the palette finds: a client key, a session, a provider key, a setting. */
export interface SearchItem {
  readonly id: string;
  /** Text that is searched, and its title in the results. */
  readonly text: string;
  /** Its name in titles of acts; `text` by default. */
  readonly name?: string;
  /** Its state in a word. */
  readonly state?: string;
  /** The part of its screen that has it: a group of settings. */
  readonly group?: string;
}

/** One screen: a record in features/<subject>/index.tsx, listed in features/index.ts. */
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
  /** Actions that update its own slice of the ui state after a change (the usage screen has two lists). */
  readonly catchUp?: (at: At) => readonly UiAction[];
  /** By list, the ids of its columns; preferences choose among them. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  /** Columns that `o` cycles through, by id; the first step is the default order. */
  readonly sorts?: readonly string[];
  /** Hint about the selected item for an empty status line: a sign with a space, or two spaces, then the text. */
  readonly hint?: (at: At) => string | undefined;
  readonly search?: (at: At) => readonly SearchItem[];
  /** Shows the part of the list that has an item that is about to be selected; a list shown whole needs none. */
  readonly reach?: (console: Console, id: string) => void;
  readonly watch?: Watch;
  /** Whether this server lacks the feature. */
  readonly absent?: (console: ConsoleState) => boolean;
  /** What its number key does then. */
  readonly whenAbsent?: (console: Console) => unknown;
}
