const titles: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  delete: 'Del',
  backspace: 'Backspace',
};

/** A key as people write it: `Ctrl-R`, `PgDn`, `F1`. */
export function keyTitle(key: string): string {
  if (titles[key]) return titles[key];
  if (key.startsWith('ctrl+')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}

/** The Latin letter in the place of a Cyrillic or Greek one; undefined: none. */
export const latinOf = (_key: string): string | undefined => undefined;
