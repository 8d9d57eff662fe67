import { StringDecoder } from 'node:string_decoder';
import type { KeyEvent } from './key-event.ts';
import { nameControl, nameSequence } from './key-names.ts';

/** Turns the bytes of a terminal into keys, whichever way they are cut into chunks. */
export interface KeyDecoder {
  push(bytes: Uint8Array): KeyEvent[];
  /** Nothing more came for a while: what could have been the start of a sequence is what it looks like. */
  flush(): KeyEvent[];
  /** True while an unfinished sequence waits, such as an Escape that may be an arrow key. */
  pending(): boolean;
}

const pasteEnd = '\u001B[201~';
/** CSI: parameters, intermediates, final. SS3: one letter. OSC, DCS, APC, PM: text up to BEL or ST. */
const whole =
  /^\u001B(?:\[\[?[0-?]*[ -/]*[@-~]|O[0-9;]*[A-Za-z]|[\]P_^](?:[^\u0007\u001B]|\u001B(?!\\))*(?:\u0007|\u001B\\))/;
const begun = /^\u001B(?:\[\[?[0-?]*[ -/]*|O[0-9;]*|[\]P_^](?:[^\u0007\u001B]|\u001B(?!\\))*\u001B?)?$/;

export function createKeyDecoder(): KeyDecoder {
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  let paste: string | undefined;

  function take(final: boolean): KeyEvent[] {
    const events: KeyEvent[] = [];
    while (rest !== '') {
      if (paste !== undefined) {
        const end = rest.indexOf(pasteEnd);
        if (end < 0) break;
        events.push({ type: 'paste', text: withPlainLineEnds(rest.slice(0, end)) });
        rest = rest.slice(end + pasteEnd.length);
        paste = undefined;
        continue;
      }
      const sequence = whole.exec(rest)?.[0];
      if (sequence !== undefined) {
        rest = rest.slice(sequence.length);
        if (sequence === '\u001B[200~') paste = '';
        else events.push(...named(nameSequence(sequence)));
        continue;
      }
      if (rest.startsWith('\u001B')) {
        if (begun.test(rest) && !final) break;
        // Alt is used for nothing here, so Escape and a letter in one burst are two keys.
        rest = rest.slice(1);
        events.push({ type: 'key', name: 'escape' });
        continue;
      }
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      rest = rest.slice(character.length);
      events.push(...named(nameControl(character)));
    }
    return events;
  }

  return {
    push(bytes) {
      rest += utf8.write(Buffer.from(bytes));
      return take(false);
    },
    flush: () => (paste === undefined ? take(true) : []),
    pending: () => paste === undefined && rest !== '',
  };
}

const named = (key: { name: string; text?: string } | undefined): KeyEvent[] =>
  key ? [{ type: 'key', ...key }] : [];

const withPlainLineEnds = (text: string) => text.replace(/\r\n?/g, '\n');
