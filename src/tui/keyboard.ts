// biome-ignore format: a table
const titles: Readonly<Record<string, string>> = {
  enter: 'Enter', escape: 'Esc', space: 'Space', tab: 'Tab', 'shift+tab': 'Shift-Tab', delete: 'Del', backspace: 'Backspace',
  up: '↑', down: '↓', left: '←', right: '→', pageup: 'PgUp', pagedown: 'PgDn', home: 'Home', end: 'End',
};

/** A key as written in texts: `Ctrl-R`, `PgDn`, `F1`. */
export function keyTitle(key: string): string {
  if (titles[key]) return titles[key];
  if (key.startsWith('ctrl+')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}

/** Whether a text names a key as the records of acts do: `R`, `ctrl+r`, `pagedown`, `f2`. */
export const isKeyName = (text: string): boolean =>
  Object.hasOwn(titles, text) || /^(ctrl\+[a-z]|f([1-9]|1[0-2]))$/.test(text) || /^[!-~]$/.test(text);

/** Letters of other layouts, each with the Latin keys in the same positions below. */
const layouts = [
  // Russian
  'йцукенгшщзхъфывапролджэячсмитьбюё',
  "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
  'ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ',
  'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~',
  // More letters of Ukrainian and Belarusian
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

/** The Latin character on the key of a Cyrillic or Greek letter; undefined for any other character. */
export const latinOf = (key: string): string | undefined => latinByLetter.get(key);
