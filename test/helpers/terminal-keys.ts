const arrows = { Up: 'A', Down: 'B', Right: 'C', Left: 'D', Home: 'H', End: 'F' } as const;

const named = {
  Enter: '\r',
  Tab: '\t',
  'Shift-Tab': '\x1b[Z',
  Escape: '\x1b',
  Space: ' ',
  Backspace: '\x7f',
  Delete: '\x1b[3~',
  PageUp: '\x1b[5~',
  PageDown: '\x1b[6~',
} as const;

export type KeyName = keyof typeof arrows | keyof typeof named | `Ctrl-${string}` | (string & {});

/** The bytes that xterm sends for a key: `Enter`, `Up`, `Ctrl-C`, or one character. */
export function bytesOfKey(name: KeyName, applicationCursorKeys: boolean): string {
  if (name in arrows) {
    return `\x1b${applicationCursorKeys ? 'O' : '['}${arrows[name as keyof typeof arrows]}`;
  }
  if (name in named) return named[name as keyof typeof named];
  const control = /^Ctrl-(.)$/.exec(name)?.[1];
  if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) & 0x1f);
  if ([...name].length === 1) return name;
  throw new Error(`there is no key called ${name}`);
}

/** What xterm sends for pasted text: line ends become carriage returns, bracketed when the program asked for it. */
export function bytesOfPaste(text: string, bracketed: boolean): string {
  const typed = text.replaceAll(/\r?\n/g, '\r');
  return bracketed ? `\x1b[200~${typed}\x1b[201~` : typed;
}
