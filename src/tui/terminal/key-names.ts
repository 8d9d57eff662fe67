/** A key without its place in time: see KeyEvent. */
export interface NamedKey {
  readonly name: string;
  readonly text?: string;
}

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007F': 'backspace',
  '\b': 'backspace',
  '\u0000': 'ctrl+space',
  '\u001C': 'ctrl+\\',
  '\u001D': 'ctrl+]',
  '\u001E': 'ctrl+^',
  '\u001F': 'ctrl+_',
};

/** A single character: itself, or the control key that sends it. */
export function nameCharacter(character: string): NamedKey | undefined {
  const control = controls[character];
  if (control) return { name: control };
  if (character === ' ') return { name: 'space', text: ' ' };
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return { name: `ctrl+${String.fromCodePoint(code + 0x60)}` };
  if (code >= 0x80 && code < 0xa0) return undefined;
  return { name: character, text: character };
}

const byFinal: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

const byNumber: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
};

/** A sequence that begins with Escape (xterm, VT220, Linux console); undefined: not a key, or none we know. */
export function nameSequence(sequence: string): NamedKey | undefined {
  const kind = sequence[1];
  const final = sequence.at(-1) ?? '';
  if (kind === 'O') return keyOf(byFinal[final], sequence.slice(2, -1));
  if (kind !== '[') return undefined;
  if (sequence.startsWith('\u001B[[')) return keyOf({ A: 'f1', B: 'f2' }[final], undefined);
  const [number, modifiers] = sequence.slice(2, -1).split(';');
  if (final === 'Z') return { name: 'shift+tab' };
  if (final === '~') return keyOf(byNumber[number ?? ''], modifiers);
  return final === 'M' ? undefined : keyOf(byFinal[final], modifiers);
}

/** xterm sends 1 + (1 Shift, 2 Alt, 4 Ctrl). */
function keyOf(name: string | undefined, modifiers: string | undefined): NamedKey | undefined {
  if (!name) return undefined;
  const bits = Math.max(0, Number.parseInt(modifiers || '1', 10) - 1) || 0;
  const held = `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 1 ? 'shift+' : ''}`;
  return { name: held + name };
}
