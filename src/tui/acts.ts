import type { ConsoleState } from '../store/state.ts';
import type { Act, At, Scope } from './act.ts';
import { latinOf } from './keyboard.ts';
import type { ScreenId, UiState } from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

/** Below this nothing is drawn but a sentence. */
export const smallest = { columns: 60, rows: 20 } as const;

export const isTooSmall = ({ columns, rows }: Pick<UiState, 'columns' | 'rows'>): boolean =>
  columns < smallest.columns || rows < smallest.rows;

/** Is a way in what the screen shows? Also when a server went away for good. */
export function isOutside({ connection, server }: ConsoleState): boolean {
  if (connection.kind === 'connecting') return server === undefined;
  return connection.kind !== 'live' && connection.kind !== 'disk' && connection.kind !== 'reconnecting';
}

/** Is it a list of things that have details, can be marked, sorted and filtered? */
export const hasItems = (screen: ScreenId): boolean => screen !== 'overview' && screen !== 'usage';

/** What is shown, innermost scope first. Open boxes and ways in handle their keys themselves (`useActs`). */
export function scopesOf({ console, ui }: Pick<At, 'console' | 'ui'>): readonly Scope[] {
  if (console.firstRun) return ['first-run'];
  if (isOutside(console)) return [wayInScope(console)];
  if (ui.filtering) return ['filter'];
  return hasItems(ui.screen) ? [ui.screen, 'items', 'list', 'screen'] : [ui.screen, 'list', 'screen'];
}

function wayInScope({ connection: { kind } }: ConsoleState): Scope {
  switch (kind) {
    case 'connecting':
    case 'offer':
    case 'no-config':
      return kind;
    case 'down':
      return 'server-down';
    default:
      return 'sign-in';
  }
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
    forKey: (key, at) => findByKey(inReach(at), key, !at.ui.filtering),
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
export function notReachable({ console: { connection, server } }: At): string | undefined {
  const reachable = connection.kind === 'live' || connection.kind === 'disk';
  return reachable && server !== undefined ? undefined : frameWords().notConnected;
}
