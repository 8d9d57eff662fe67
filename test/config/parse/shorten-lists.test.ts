import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/config/edit/apply-edits.ts';
import { shortenLists } from '../../../src/config/parse/shorten-lists.ts';
import type { ConfigEdit } from '../../../src/contract/config-edit.ts';

const path: ConfigEdit['path'] = ['api-keys'];
const keyAt = (at: number) => `fake-key-${at}`;

/** How an item of a long list may be written, with what stands above and behind it. */
const written = fc.record({
  quote: fc.constantFrom('"', "'", ''),
  above: fc.constantFrom('', '', '', '  # about it\n', '\n', '\n  # apart\n', '# far left\n'),
  behind: fc.constantFrom('', '', ' # team', '   '),
});
type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

function textOf(items: readonly Written[], lineBreak: string, repeated: number): string {
  const lines = items.map(({ quote, above, behind }, at) => {
    const key = keyAt(at % repeated);
    return `${above}  - ${quote}${key}${quote}${behind}\n`;
  });
  const text = `port: 1\napi-keys:\n${lines.join('')}# foot\ndebug: false\nnames:\n${lines.join('')}`;
  return text.replaceAll('\n', lineBreak);
}

const place = fc.integer({ min: 0, max: 139 }).map(keyAt);
const edit: fc.Arbitrary<ConfigEdit> = fc.oneof(
  fc.constant<ConfigEdit>({ op: 'append', path, value: 'fake-new' }),
  place.map((after): ConfigEdit => ({ op: 'append', path, value: 'fake-new', after })),
  place.map((item): ConfigEdit => ({ op: 'replace', path, item, value: 'fake-new' })),
  fc.tuple(place, fc.boolean()).map(([item, every]): ConfigEdit => ({ op: 'remove', path, item, every })),
  fc.constant<ConfigEdit>({ op: 'set', path: ['debug'], value: true }),
  fc.constant<ConfigEdit>({ op: 'set', path: ['tls', 'enable'], value: true }),
  fc.constant<ConfigEdit>({ op: 'unset', path }),
);

describe('a text with long lists', () => {
  test('is edited as it is when the parser reads all of it', () => {
    const items = fc.array(written, { minLength: 70, maxLength: 140 });
    const breaks = fc.constantFrom('\n', '\r\n');
    const repeated = fc.constantFrom(200, 50);
    fc.assert(
      fc.property(
        items,
        breaks,
        repeated,
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (all, end, times, edits) => {
          const text = textOf(all, end, times);
          // A text without a last line break goes the long way.
          const whole = applyEdits(text.slice(0, -end.length), edits);
          expect(applyEdits(text, edits)).toEqual(whole.ok ? { ...whole, value: whole.value + end } : whole);
        },
      ),
      { seed: 20261121, numRuns: 150 },
    );
  });

  const long = textOf(Array(200).fill({ quote: '"', above: '  # about it\n', behind: '' }), '\n', 200);
  const short = (one: ConfigEdit) => shortenLists(long, [one]);

  test('loses its middle, and keeps what is named with its neighbors', () => {
    const text = short({ op: 'replace', path, item: keyAt(100), value: 'x' })?.text ?? '';
    for (const kept of [0, 1, 99, 100, 101, 198, 199]) expect(text).toContain(`"${keyAt(kept)}"`);
    expect(text).not.toContain(keyAt(50));
    expect(text.split('\n').length).toBeLessThan(40);
  });

  test('gets its splices back where they belong', () => {
    const found = short({ op: 'remove', path, item: keyAt(100) });
    const at = found?.text.indexOf(keyAt(100)) ?? 0;
    expect(found?.restore([{ start: at, end: at + 1, text: 'x' }])).toEqual([
      { start: long.indexOf(keyAt(100)), end: long.indexOf(keyAt(100)) + 1, text: 'x' },
    ]);
    const across = { start: 0, end: found?.text.length ?? 0, text: '' };
    expect(found?.restore([across])).toBeUndefined();
  });

  test('is read whole when the edit is about a whole list, or lists are short', () => {
    expect(short({ op: 'set', path, value: [] })?.text).toContain(`"${keyAt(50)}"`);
    expect(shortenLists('api-keys:\n  - a\n', [{ op: 'append', path, value: 'b' }])).toBeUndefined();
  });
});
