import type { ReactElement } from 'react';
import type { Secret } from '../base/secrets/secret.ts';
import type { ConsoleSession } from '../session/console-session.ts';
import type { ConsoleState, Result } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { keyTitle, latinOf } from './keyboard.ts';
import type { OpenDialog, ScreenId, UiAction, UiState } from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

/**
 * Where a key works: any screen behind the sign-in, moving in any list, lists of things that can be marked, filtered
 * and opened (`items`), one screen, ways in and what they have alike (`ways`), open boxes. The innermost scope that has the key decides (`scopesOf`).
 */
// biome-ignore format: short names
export type Scope =
  | 'everywhere' | 'screen' | 'list' | 'items' | ScreenId | 'filter'
  | 'sign-in' | 'offer' | 'server-down' | 'no-config' | 'ways' | 'connecting' | 'first-run'
  | 'form' | 'question' | 'danger' | 'word' | 'secret' | 'menu' | 'picker' | 'report' | 'login' | 'help' | 'palette';

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

/** Why an act does nothing here, in one sentence; undefined: it works. */
export type Reason = (at: At) => string | undefined;

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
  readonly disabled?: Reason;
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

/** Below this nothing is drawn but a sentence. */
export const smallest = { columns: 60, rows: 20 } as const;

export const isTooSmall = ({ columns, rows }: Pick<UiState, 'columns' | 'rows'>): boolean =>
  columns < smallest.columns || rows < smallest.rows;

/** Is a way in what the screen shows? Also when a server went away for good. */
export function isOutside({ connection, server }: ConsoleState): boolean {
  if (connection.kind === 'connecting') return server === undefined;
  return !isReachable(connection) && connection.kind !== 'reconnecting';
}

/** Can the server be asked just now? */
export const isReachable = ({ kind }: ConsoleState['connection']): boolean =>
  kind === 'live' || kind === 'disk';

/** Is it a list of things that have details, can be marked, sorted and filtered? */
export const hasItems = (screen: ScreenId): boolean => screen !== 'overview' && screen !== 'usage';

/** What is shown, innermost scope first. Open boxes and ways in handle their keys themselves (`useActs`). */
export function scopesOf({ console, ui }: Pick<At, 'console' | 'ui'>): readonly Scope[] {
  if (console.firstRun) return ['first-run'];
  if (isOutside(console)) return wayInScopes(console);
  if (ui.filtering) return ['filter'];
  return hasItems(ui.screen) ? [ui.screen, 'items', 'list', 'screen'] : [ui.screen, 'list', 'screen'];
}

function wayInScopes({ connection: { kind } }: ConsoleState): readonly Scope[] {
  if (kind === 'offer' || kind === 'no-config') return [kind, 'ways'];
  if (kind === 'down') return ['server-down', 'ways'];
  return [kind === 'connecting' ? kind : 'sign-in'];
}

/** `--read-only` drops what writes, and what shows a key in full unless it says `=reveal`. */
export const isDropped = (act: Act, { readOnly }: ConsoleState): boolean =>
  !!readOnly && (changes(act) || (act.reveals === true && readOnly !== 'reveal'));

const changes = ({ danger, write }: Act): boolean => danger === true || write === true;

/** Why the act does nothing here, in one sentence; undefined: it works. */
export function reasonAgainst(act: Act, at: At): string | undefined {
  if (isDropped(act, at.console)) return frameWords().readOnly;
  if (changes(act) && at.console.connection.kind === 'reconnecting') return frameWords().notConnected;
  return act.disabled?.(at);
}

export const titleOf = (act: Act, at: At): string => act.title?.(at) ?? act.words().title;

/** All records, with the lookups that keyboard, footer, help and palette share. */
export interface Acts {
  readonly all: readonly Act[];
  byId(id: string): Act | undefined;
  /** The act of a key on the screen that is shown. */
  forKey(key: string, at: At): Act | undefined;
  /** In reach on the screen that is shown, innermost scope first. */
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
      // Where it does nothing, its key may do what it does on other screens.
      if (!act || reasonAgainst(act, at) === undefined) return act;
      const other = findByKey(reach.slice(reach.indexOf(act) + 1), key, !at.ui.filtering);
      return other && reasonAgainst(other, at) === undefined ? other : act;
    },
  };
}

/** @param layouts a Cyrillic or Greek letter counts as the Latin one in its place: not where text is typed */
export function findByKey(acts: readonly Act[], key: string, layouts: boolean): Act | undefined {
  const own = acts.find(({ keys }) => keys.includes(key));
  if (own || !layouts) return own;
  const latin = latinOf(key);
  return latin === undefined ? undefined : acts.find(({ keys }) => keys.includes(latin));
}

/** Why nothing can be asked or changed just now. */
export const notReachable = ({ console: { connection, server } }: At): string | undefined =>
  isReachable(connection) && server !== undefined ? undefined : frameWords().notConnected;

/** `Tab complete · Enter run · Esc close`: the keys of a box, for its border. */
export const hintText = (acts: readonly Act[]): string =>
  acts
    .filter(({ footer }) => footer !== undefined)
    .map(({ keys, words }) => `${keyTitle(keys[0] ?? '')} ${words().title}`)
    .join(' · ');
