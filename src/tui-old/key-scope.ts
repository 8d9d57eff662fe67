import { type ActionId, actionIds, type Binding, type KeyContext, keymap, type Scope } from './keymap.ts';
import type { Dialog } from './ui/dialog.ts';
import type { ScreenId } from './ui/ui-state.ts';

/** Below this nothing is drawn but a sentence. */
export const smallest = { columns: 60, rows: 20 } as const;

export const isTooSmall = (ui: KeyContext['ui']): boolean =>
  ui.columns < smallest.columns || ui.rows < smallest.rows;

/** Is the way in what the screen shows? Also when a server went away for good. */
export function isOutside({ connection, server }: KeyContext['console']): boolean {
  if (connection.kind === 'connecting') return server === undefined;
  return connection.kind !== 'live' && connection.kind !== 'disk' && connection.kind !== 'reconnecting';
}

/** The open box, as far as it is in sight: a form waits with what was typed into it until the server is back. */
export function dialogInSight({ console, ui }: Pick<KeyContext, 'console' | 'ui'>): Dialog | undefined {
  return ui.dialog?.kind === 'form' && isOutside(console) ? undefined : ui.dialog;
}

/** The scopes that have the keyboard, innermost first. */
export function scopesOf(context: KeyContext): readonly Scope[] {
  const { console, ui } = context;
  return isTooSmall(ui) ? ['everywhere'] : [...inner(console, ui), 'everywhere'];
}

function inner(console: KeyContext['console'], ui: KeyContext['ui']): readonly Scope[] {
  const dialog = dialogInSight({ console, ui });
  if (dialog?.kind === 'confirm') return [dialog.word === undefined ? 'confirm' : 'word'];
  if (dialog) return [dialog.kind];
  if (console.firstRun) return ['first-run'];
  if (isOutside(console)) {
    return [wayInScope(console)];
  }
  if (ui.filtering) return ['filter'];
  return hasItems(ui.screen) ? [ui.screen, 'items', 'list', 'screen'] : [ui.screen, 'list', 'screen'];
}

/** Of the picture that stands before the first screen. */
export function wayInScope({ connection: { kind } }: KeyContext['console']): Scope {
  return kind === 'connecting' || kind === 'offer' || kind === 'sign-in' ? kind : 'way-on';
}

/** Is it a list of things that have details, can be marked and filtered? */
export const hasItems = (screen: ScreenId): boolean => screen !== 'overview' && screen !== 'usage';

/** Does a letter that is no command go into an input? */
export function takesText(context: KeyContext): boolean {
  const [scope] = scopesOf(context);
  return scope !== undefined && typing.has(scope);
}

const typing: ReadonlySet<Scope> = new Set([
  'form',
  'word',
  'palette',
  'picker',
  'login',
  'filter',
  'sign-in',
]);

/** Rows that `--read-only` drops. */
export const isDropped = (binding: Binding, console: KeyContext['console']): boolean =>
  console.readOnly && ((binding.danger ?? false) || (binding.write ?? false));

/** The action that a key stands for here. */
export function actionFor(key: string, context: KeyContext): ActionId | undefined {
  for (const scope of scopesOf(context)) {
    const id = byScope.get(scope)?.get(key);
    if (id) return id;
  }
  return undefined;
}

/** Why the action does nothing here; undefined: it works. */
export function reasonAgainst(id: ActionId, context: KeyContext): string | undefined {
  const binding = keymap[id];
  if (isDropped(binding, context.console))
    return `No ${binding.title} here: the console was started read-only.`;
  return binding.disabled?.(context);
}

const byScope = new Map<Scope, Map<string, ActionId>>();
for (const id of actionIds) {
  const { scope, keys } = keymap[id];
  const own = byScope.get(scope) ?? new Map<string, ActionId>();
  for (const key of keys) own.set(key, id);
  byScope.set(scope, own);
}

const names: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  up: '↑',
  down: '↓',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
};

/** A key as people write it: `Ctrl-R`, `PgDn`, `F1`. */
export function keyTitle(key: string): string {
  if (names[key]) return names[key];
  if (key.startsWith('ctrl+')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}
