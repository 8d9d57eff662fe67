import { StringDecoder } from 'node:string_decoder';

/**
 * One input event. `name` is the name used in act records: a letter as typed (`j`, `G`, `ü`),
 * `space`, `enter`, `up`, `pageup`, `ctrl+c`, `shift+tab`, `f1`. `text` is set when it can be typed into an input.
 * Text outside ASCII is split by code point, so that chunking of bytes does not matter.
 */
export type KeyEvent =
  | { readonly type: 'key'; readonly name: string; readonly text?: string }
  /** A bracketed paste, whole, with its line ends as `\n`. */
  | { readonly type: 'paste'; readonly text: string };

/** The left button was pressed, or the wheel turned by one step (1: down). Row and column count from 0. */
export interface MouseEvent {
  readonly type: 'mouse';
  readonly row: number;
  readonly column: number;
  readonly wheel?: 1 | -1;
  /** Whether it is the second press in the same place of a double click. */
  readonly double?: boolean;
}

/** An answer of the terminal to a query. */
export type Answer =
  /** The background color, 0 to 1 each. */
  | { readonly type: 'background'; readonly red: number; readonly green: number; readonly blue: number }
  /** Device attributes (DA1): every terminal answers this, so no answer to an earlier query follows. */
  | { readonly type: 'attributes' };

export type InputEvent = KeyEvent | MouseEvent | Answer;

const pasteEnd = '\u001B[201~';
/**
 * CSI: parameters, intermediates, final; SS3: one letter; OSC, DCS, APC, PM: text up to BEL or ST. Before them the
 * mouse reports of terminals without SGR coordinates: three bytes that must not be read as keys.
 */
const whole =
  /^\u001B(?:\[M[\s\S]{3}|\[(?!M)\[?[0-?]*[ -/]*[@-~]|O[0-9;]*[A-Za-z]|[\]P_^](?:[^\u0007\u001B]|\u001B(?!\\))*(?:\u0007|\u001B\\))/;
const begun =
  /^\u001B(?:\[M[\s\S]{0,2}|\[\[?[0-?]*[ -/]*|O[0-9;]*|[\]P_^](?:[^\u0007\u001B]|\u001B(?!\\))*\u001B?)?$/;

/** Turns the bytes of a terminal into keys, however they are split into chunks. */
export function createInputDecoder() {
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  let paste: string | undefined;

  function take(final: boolean): InputEvent[] {
    const events: (InputEvent | undefined)[] = [];
    while (rest !== '') {
      if (paste !== undefined) {
        const end = rest.indexOf(pasteEnd);
        if (end < 0) break;
        events.push({ type: 'paste', text: rest.slice(0, end).replace(/\r\n?/g, '\n') });
        rest = rest.slice(end + pasteEnd.length);
        paste = undefined;
        continue;
      }
      const sequence = whole.exec(rest)?.[0];
      if (sequence !== undefined) {
        rest = rest.slice(sequence.length);
        if (sequence === '\u001B[200~') paste = '';
        else events.push(mouseOf(sequence) ?? answerOf(sequence) ?? keyOfSequence(sequence));
        continue;
      }
      if (rest.startsWith('\u001B')) {
        if (begun.test(rest) && !final) break;
        // Alt is not used, so Escape and a letter in one burst are two keys.
        rest = rest.slice(1);
        events.push({ type: 'key', name: 'escape' });
        continue;
      }
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      rest = rest.slice(character.length);
      events.push(keyOfCharacter(character));
    }
    return events.filter((event) => event !== undefined);
  }

  return {
    push(bytes: Uint8Array): InputEvent[] {
      rest += utf8.write(Buffer.from(bytes));
      return take(false);
    },
    /** No input for a while: what could have been the start of a sequence is read as keys. */
    flush: () => (paste === undefined ? take(true) : []),
    /** True while an unfinished sequence waits, such as an Escape that may be an arrow key. */
    pending: () => paste === undefined && rest !== '',
  };
}

/** SGR coordinates (1006): button with bits for held keys, column, row; `M` down, `m` up. */
function mouseOf(sequence: string): MouseEvent | undefined {
  const [, button, column, row] = /^\u001B\[<(\d+);(\d+);(\d+)M$/.exec(sequence) ?? [];
  if (button === undefined) return undefined;
  const at = { type: 'mouse', row: Number(row) - 1, column: Number(column) - 1 } as const;
  const kind = Number(button) & ~(4 | 8 | 16);
  if (kind === 0) return at;
  return kind === 64 || kind === 65 ? { ...at, wheel: kind === 64 ? -1 : 1 } : undefined;
}

function answerOf(sequence: string): Answer | undefined {
  if (/^\u001B\[\?[\d;]*c$/.test(sequence)) return { type: 'attributes' };
  const color = /^\u001B\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(sequence);
  if (!color) return undefined;
  const [red = 0, green = 0, blue = 0] = color
    .slice(1)
    .map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1));
  return { type: 'background', red, green, blue };
}

// biome-ignore format: a table
const controls: Readonly<Record<string, string>> = {
  '\r': 'enter', '\n': 'enter', '\t': 'tab', '\u007F': 'backspace', '\b': 'backspace', '\u0000': 'ctrl+space',
  '\u001C': 'ctrl+\\', '\u001D': 'ctrl+]', '\u001E': 'ctrl+^', '\u001F': 'ctrl+_',
};

/** A single character, or the control key that sends it. */
export function keyOfCharacter(character: string): KeyEvent | undefined {
  const control = controls[character];
  if (control) return { type: 'key', name: control };
  if (character === ' ') return { type: 'key', name: 'space', text: ' ' };
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return { type: 'key', name: `ctrl+${String.fromCodePoint(code + 0x60)}` };
  if (code >= 0x80 && code < 0xa0) return undefined;
  return { type: 'key', name: character, text: character };
}

// biome-ignore format: a table
const byFinal: Readonly<Record<string, string>> = {
  A: 'up', B: 'down', C: 'right', D: 'left', F: 'end', H: 'home', M: 'enter', P: 'f1', Q: 'f2', R: 'f3', S: 'f4',
};

// biome-ignore format: a table
const byNumber: Readonly<Record<string, string>> = {
  1: 'home', 2: 'insert', 3: 'delete', 4: 'end', 5: 'pageup', 6: 'pagedown', 7: 'home', 8: 'end',
  11: 'f1', 12: 'f2', 13: 'f3', 14: 'f4', 15: 'f5',
};

/** A sequence that begins with Escape (xterm, VT220, Linux console); undefined if it is no known key. */
function keyOfSequence(sequence: string): KeyEvent | undefined {
  const kind = sequence[1];
  const final = sequence.at(-1) ?? '';
  if (kind === 'O') return named(byFinal[final], sequence.slice(2, -1));
  if (kind !== '[') return undefined;
  if (sequence.startsWith('\u001B[[')) return named({ A: 'f1', B: 'f2' }[final], undefined);
  const [number, modifiers] = sequence.slice(2, -1).split(';');
  if (final === 'Z') return { type: 'key', name: 'shift+tab' };
  if (final === '~') return named(byNumber[number ?? ''], modifiers);
  return final === 'M' ? undefined : named(byFinal[final], modifiers);
}

/** xterm sends 1 + (1 Shift, 2 Alt, 4 Ctrl). */
function named(name: string | undefined, modifiers: string | undefined): KeyEvent | undefined {
  if (!name) return undefined;
  const bits = Math.max(0, Number.parseInt(modifiers || '1', 10) - 1) || 0;
  const held = `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 1 ? 'shift+' : ''}`;
  return { type: 'key', name: held + name };
}
