import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createInputDecoder, type InputEvent } from '../../../src/tui/terminal/decode-input.ts';

const esc = '\u001B';

function decode(...chunks: (string | Uint8Array)[]): InputEvent[] {
  const decoder = createInputDecoder();
  const events = chunks.flatMap((chunk) => decoder.push(Buffer.from(chunk)));
  return [...events, ...decoder.flush()];
}

const names = (events: readonly InputEvent[]) =>
  events.map((event) => {
    if (event.type === 'key') return event.name;
    return event.type === 'paste' ? `paste:${event.text}` : event.type;
  });

describe('keys from bytes', () => {
  test('letters that arrive together are keys of their own', () => {
    expect(names(decode('jjjG'))).toEqual(['j', 'j', 'j', 'G']);
  });

  test('arrows, paging and function keys have names, in each terminal’s spelling', () => {
    const bytes = `${esc}[A${esc}OB${esc}[5~${esc}[6~${esc}[H${esc}[4~${esc}[3~${esc}OP${esc}[11~${esc}[[A${esc}[Z`;
    expect(names(decode(bytes))).toEqual([
      'up',
      'down',
      'pageup',
      'pagedown',
      'home',
      'end',
      'delete',
      'f1',
      'f1',
      'f1',
      'shift+tab',
    ]);
  });

  test('held keys are named before the key', () => {
    expect(names(decode(`\u0003\u001A${esc}[1;5C`))).toEqual(['ctrl+c', 'ctrl+z', 'ctrl+right']);
  });

  test('an arrow key that arrives in two pieces is an arrow key', () => {
    const decoder = createInputDecoder();
    expect(decoder.push(Buffer.from(esc))).toEqual([]);
    expect(decoder.pending()).toBe(true);
    expect(names(decoder.push(Buffer.from('[B')))).toEqual(['down']);
    expect(decoder.pending()).toBe(false);
  });

  test('an Escape that nothing follows is Escape', () => {
    expect(names(decode(esc))).toEqual(['escape']);
    expect(names(decode(`${esc}${esc}`))).toEqual(['escape', 'escape']);
    expect(names(decode(`${esc}g`))).toEqual(['escape', 'g']);
  });

  test('a paste arrives whole, with its line ends plain, however it is cut', () => {
    const [a, b, c] = [`${esc}[200~one\r\nt`, `wo\rq${esc}[`, `A${esc}[20`];
    expect(decode(a, b, c, '1~j')).toEqual([
      { type: 'paste', text: `one\ntwo\nq${esc}[A` },
      { type: 'key', name: 'j', text: 'j' },
    ]);
  });

  test('answers of the terminal are not keys', () => {
    expect(decode(`${esc}]11;rgb:ffff/8080/00${esc}\\${esc}[?1;2cq${esc}[I${esc}]4;1;?\u0007`)).toEqual([
      { type: 'background', red: 1, green: 0x8080 / 0xffff, blue: 0 },
      { type: 'attributes' },
      { type: 'key', name: 'q', text: 'q' },
    ]);
  });

  test('the left button and the wheel have a position, whatever keys are held', () => {
    const at = { type: 'mouse', row: 4, column: 199 };
    expect(decode(`${esc}[<0;200;5M${esc}[<0;200;5m${esc}[<65;200;5M${esc}[<80;200;5M`)).toEqual([
      at,
      { ...at, wheel: 1 },
      { ...at, wheel: -1 },
    ]);
    expect(decode(`${esc}[<2;200;5M${esc}[<35;200;5M`)).toEqual([]);
  });

  test('the mouse of a terminal that sends its place as bytes is no key', () => {
    expect(names(decode(`${esc}[M qq${esc}[Mxxxj`))).toEqual(['j']);
    expect(names(decode(`${esc}[M`, 'q', 'xxj'))).toEqual(['j']);
  });

  test('any way of cutting the same bytes gives the same keys', () => {
    const pieces = [
      'j',
      'Zoë',
      '鍵',
      '👩‍👩‍👧',
      esc,
      `${esc}[A`,
      `${esc}OB`,
      `${esc}[200~a\nb${esc}[201~`,
      '\r',
      '\t',
      '\u0003',
      `${esc}[1;5D`,
      `${esc}]0;t\u0007`,
      `${esc}x`,
      `${esc}[<0;12;3M`,
      `${esc}[M qq`,
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (parts, cuts) => {
          const bytes = Buffer.from(parts.join(''));
          const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((x, y) => x - y);
          const edges = [0, ...places, bytes.length];
          const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
          expect(decode(...chunks)).toEqual(decode(bytes));
        },
      ),
      { seed: 20_251, numRuns: 500 },
    );
  });
});
