// biome-ignore format: a table
const titles: Readonly<Record<string, string>> = {
  enter: 'Enter', escape: 'Esc', space: 'Space', tab: 'Tab', 'shift+tab': 'Shift-Tab', delete: 'Del', backspace: 'Backspace',
  up: '↑', down: '↓', left: '←', right: '→', pageup: 'PgUp', pagedown: 'PgDn', home: 'Home', end: 'End',
};

/** A key as people write it: `Ctrl-R`, `PgDn`, `F1`. */
export function keyTitle(key: string): string {
  if (titles[key]) return titles[key];
  if (key.startsWith('ctrl+')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}

/** Letters of other layouts, and below them what a Latin keyboard has in their places. */
const layouts = [
  // Russian
  'йцукенгшщзхъфывапролджэячсмитьбюё',
  "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
  'ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ',
  'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~',
  // What Ukrainian and Belarusian have besides
  'іїєўІЇЄЎ',
  's]\'oS}"O',
  // Greek
  'ςερτυθιοπασδφγηξκλζχψωβνμΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ',
  'wertyuiopasdfghjklzxcvbnmERTYUIOPASDFGHJKLZXCVBNM',
] as const;
const latinByLetter = new Map<string, string>();
for (let pair = 0; pair < layouts.length; pair += 2) {
  for (const [place, letter] of [...(layouts[pair] ?? '')].entries()) {
    latinByLetter.set(letter, layouts[pair + 1]?.[place] ?? '');
  }
}

/** The Latin letter or sign in the place of a Cyrillic or Greek letter; undefined: it is none. */
export const latinOf = (key: string): string | undefined => latinByLetter.get(key);
