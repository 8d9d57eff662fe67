import type { ReactElement } from 'react';
import type { Secret } from '../base/secrets/secret.ts';
import type { Clipboard } from '../base/text/osc52.ts';
import type { ConsoleSession } from '../session/console-session.ts';
import type { ConsoleState, Result } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { keyTitle, latinOf } from './keyboard.ts';
import type { ListScreenId, OpenDialog, ScreenId, UiAction, UiState } from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

/**
 * Where a key works: any screen after the sign-in, moving in any list, lists of items that can be marked,
 * filtered and opened (`items`), one screen, sign-in screens and their shared keys (`choices`), open boxes. The
 * innermost scope that has the key decides (`scopesOf`).
 */
// biome-ignore format: short names
export type Scope =
  | 'everywhere' | 'screen' | 'list' | 'items' | ScreenId | 'filter'
  | 'sign-in' | 'offer' | 'server-down' | 'no-config' | 'choices' | 'connecting' | 'first-run'
  | 'box' | 'form' | 'question' | 'danger' | 'word' | 'secret' | 'menu' | 'picker' | 'report' | 'login' | 'history' | 'help' | 'palette';

/** Texts of an act: `title` in footer and palette, `tip` one imperative sentence for the help. */
export interface ActWords {
  readonly title: string;
  readonly tip: string;
  /** The title with what it works on, where the palette names no item: `add client key`. */
  readonly full?: string;
  /** When a dangerous act asks first; always if absent. */
  readonly asks?: string;
}

/** The current state that an act may read. */
export interface At {
  readonly console: ConsoleState;
  readonly ui: UiState;
  /** ms since the epoch. */
  readonly now: number;
}

/** Why an act does not work here, in one sentence; undefined if it works. */
export type Reason = (at: At) => string | undefined;

/**
 * One act, one record: keymap, footer, help, palette, mouse, docs/keys.md and tests derive from it.
 * Acts of open boxes have no `run`; the box handles them (`useActs`).
 */
export interface Act {
  readonly id: string;
  readonly scope: Scope;
  /** Names as in hooks/use-input.ts; empty if only in the palette. */
  readonly keys: readonly string[];
  readonly words: () => ActWords;
  /** The title, if it depends on the row or the marks: `enable`, `revoke 3`. */
  readonly title?: (at: At) => string;
  /** Shown in the footer while it works; low numbers stay longest when space is short. */
  readonly footer?: number;
  readonly palette?: boolean;
  /** About the marked items; once they are all gone, it must not be about the one under the cursor. */
  readonly marked?: boolean;
  /** Destructive. `--read-only` refuses these and the `write` ones. */
  readonly danger?: boolean;
  readonly write?: boolean;
  /** Shows or copies a key in full: only `--read-only=reveal` keeps it. */
  readonly reveals?: boolean;
  /** Only for some items or servers: hidden in the help while disabled. */
  readonly contextual?: boolean;
  readonly disabled?: Reason;
  readonly run?: (console: Console) => unknown;
}

/** The names of the acts in a catalogue. */
type ActName<Words> = { [Name in keyof Words]: Words[Name] extends ActWords ? Name : never }[keyof Words];

/** An act without what all of its scope share. `word`: what the catalogue calls it, if not by its id. */
type ActRow<Name> = Omit<Act, 'id' | 'scope' | 'words'> &
  ({ readonly id: string; readonly word: Name } | { readonly id: Name & string; readonly word?: never });

/** The acts of one scope, with their words from a catalogue. */
export const actsIn = <Words extends object>(
  scope: Scope,
  words: () => Words,
  rows: readonly ActRow<ActName<Words>>[],
): readonly Act[] =>
  rows.map(({ word, ...act }) => ({
    ...act,
    ...{ scope, words: () => words()[(word ?? act.id) as keyof Words] as ActWords },
  }));

/** What acts and dialogs work with: the session for servers and files, the ui store for the screen. */
export interface Console {
  readonly session: ConsoleSession;
  readonly acts: Acts;
  readonly ui: Store<UiState, UiAction>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** The current state; call again after an await. */
  at(): At;
  /**
   * Opens a box, which closes when the server goes away. `waits`: it is hidden instead and keeps the typed
   * text; `stays`: it stays visible, as it is not shown again; `whole`: it takes the whole body and grows
   * with it.
   */
  open(dialog: ReactElement, options?: Partial<Pick<OpenDialog, 'waits' | 'stays' | 'whole'>>): void;
  /** Closes the box that is shown, or the one of that key. */
  close(key?: number): void;
  /** Shows a message until the next key. */
  say(tone: Result['tone'], message: string): void;
  /** Copies a secret and reports where to; false if it was not copied. `what`: `The key of team-a`. */
  copy(secret: Secret, what: string): Promise<Clipboard | undefined>;
  /** Runs an act as its key would. */
  perform(id: string): void;
  /** Runs an act on an item of a screen, which it goes to: on no other one that is marked there. */
  performOn(id: string, screen: ScreenId, item: string | undefined): void;
  /** Goes to a screen, keeping the way back (Esc); `id` is selected there, `filter` replaces its filter. */
  go(screen: ScreenId, to?: { readonly id?: string; readonly filter?: string }): void;
  /** Selects an item of a list, also one that is about to appear. */
  select(screen: ListScreenId, id: string): void;
  /** Clears the marks of a list. */
  unmark(screen: ListScreenId): void;
  leave(exitCode?: number): void;
  suspend(): void;
  /** Gives the terminal to another program, such as an editor, while the task runs. */
  handOver<T>(task: () => Promise<T>): Promise<T>;
}

/** Minimum size; below it only a sentence is drawn. */
export const smallest = { columns: 60, rows: 20 } as const;

export const isTooSmall = ({ columns, rows }: Pick<UiState, 'columns' | 'rows'>): boolean =>
  columns < smallest.columns || rows < smallest.rows;

/** Whether the sign-in or connection screen is shown; also after the server is finally lost. */
export function isOutside({ connection, server }: ConsoleState): boolean {
  if (connection.kind === 'connecting') return server === undefined;
  return !isReachable(connection) && connection.kind !== 'reconnecting';
}

/** Whether requests to the server are possible now. */
export const isReachable = ({ kind }: ConsoleState['connection']): boolean =>
  kind === 'live' || kind === 'disk';

/** Whether it is a list of items with details, marks, sorting and filter. */
export const hasItems = (screen: ScreenId): boolean =>
  !['overview', 'usage', 'config', 'logs'].includes(screen);

/** The active scopes, innermost first. Open boxes and screens before the sign-in handle their keys themselves (`useActs`). */
export function scopesOf({ console, ui }: Pick<At, 'console' | 'ui'>): readonly Scope[] {
  if (console.firstRun) return ['first-run'];
  if (isOutside(console)) return connectScopes(console);
  if (ui.filtering) return ['filter'];
  return hasItems(ui.screen) ? [ui.screen, 'items', 'list', 'screen'] : [ui.screen, 'list', 'screen'];
}

function connectScopes({ connection: { kind } }: ConsoleState): readonly Scope[] {
  if (kind === 'offer' || kind === 'no-config') return [kind, 'choices'];
  if (kind === 'down') return ['server-down', 'choices'];
  return [kind === 'connecting' ? kind : 'sign-in'];
}

type Refusable = Pick<Act, 'danger' | 'write' | 'reveals' | 'disabled'>;

/** `--read-only` refuses acts that write, and without `=reveal` acts that show a key in full. */
export const isRefused = (act: Refusable, { readOnly }: ConsoleState): boolean =>
  !!readOnly && (changes(act) || (act.reveals === true && readOnly !== 'reveal'));

const changes = ({ danger, write }: Refusable): boolean => danger === true || write === true;

/** Why the act does not work here, in one sentence; undefined if it works. */
export function reasonAgainst(act: Refusable, at: At): string | undefined {
  if (isRefused(act, at.console)) return frameWords().readOnly;
  if (changes(act) && at.console.connection.kind === 'reconnecting') return frameWords().notConnected;
  return act.disabled?.(at);
}

/** Whether the act of this id would do something now. */
export function works(id: string, at: At, { byId }: Pick<Acts, 'byId'>): boolean {
  const act = byId(id);
  return act !== undefined && reasonAgainst(act, at) === undefined;
}

export const titleOf = (act: Act, at: At): string => act.title?.(at) ?? act.words().title;

/** All records, with the lookups that keyboard, footer, help and palette share. */
export interface Acts {
  readonly all: readonly Act[];
  byId(id: string): Act | undefined;
  /** The act of a key on the current screen. */
  forKey(key: string, at: At): Act | undefined;
  /** The acts available on the current screen, innermost scope first. */
  inReach(at: At): readonly Act[];
}

export function createActs(all: readonly Act[]): Acts {
  const byId = new Map(all.map((act) => [act.id, act]));
  const byScope = new Map<Scope, Act[]>();
  for (const act of all) byScope.set(act.scope, [...(byScope.get(act.scope) ?? []), act]);
  const inReach = (at: At) => scopesOf(at).flatMap((scope) => byScope.get(scope) ?? []);
  return {
    all,
    byId: (id) => byId.get(id),
    inReach,
    forKey(key, at) {
      const reach = inReach(at);
      const act = findByKey(reach, key, !at.ui.filtering);
      // While it is disabled, its key may do what it does on other screens.
      if (!act || reasonAgainst(act, at) === undefined) return act;
      const other = findByKey(reach.slice(reach.indexOf(act) + 1), key, !at.ui.filtering);
      return other && reasonAgainst(other, at) === undefined ? other : act;
    },
  };
}

/**
 * @param layouts maps Cyrillic and Greek letters to the Latin ones on the same key; not where text is typed
 */
export function findByKey(acts: readonly Act[], key: string, layouts: boolean): Act | undefined {
  const own = acts.find(({ keys }) => keys.includes(key));
  if (own || !layouts) return own;
  const latin = latinOf(key);
  return latin === undefined ? undefined : acts.find(({ keys }) => keys.includes(latin));
}

/**
 * For after an await: whether the user is still where this was called, with the same server, screen and box. A late
 * answer acts on nothing else.
 */
export function staysHere({ at }: Console): () => boolean {
  const here = (): readonly unknown[] => {
    const { console, ui } = at();
    return [console.place, ui.screen, ui.filtering, ui.dialog];
  };
  const before = here();
  return () => here().every((part, nth) => part === before[nth]);
}

/** Why nothing can be loaded or changed now. */
export const notReachable = ({ console: { connection, server } }: At): string | undefined =>
  isReachable(connection) && server !== undefined ? undefined : frameWords().notConnected;

/** `Tab complete · Enter run · Esc close`: the keys of a box, for its border. */
export const hintText = (acts: readonly Act[]): string =>
  acts
    .filter(({ footer }) => footer !== undefined)
    .map(({ keys, words }) => `${keyTitle(keys[0] ?? '')} ${words().title}`)
    .join(' · ');
