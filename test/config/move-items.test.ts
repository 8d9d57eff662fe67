import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { applyEdits } from '../../src/config/edit/apply-edits.ts';
import type { ConfigEdit } from '../../src/contract/config-edit.ts';

const list = 'claude-api-key';
const move = (item: string, after: string | null): ConfigEdit => ({
  op: 'move',
  path: [list],
  item: { 'api-key': item },
  after: after === null ? null : { 'api-key': after },
});

function moved(text: string, ...edits: ConfigEdit[]): string {
  const result = applyEdits(text, edits);
  if (!result.ok) throw new Error(`${result.message}\n${text}`);
  return result.value;
}

const source = `port: 8317
# the keys of the house
claude-api-key:
  # first come
  - api-key: "fake-a" # ours
    x-note: 0755
    #prefix: old

  - {api-key: fake-b, x-long: 12345678901234567890}
  # a friend's
  - headers:
      X-Team: 'c'   # spaced
    api-key: 'fake-c'
debug: false
`;
const [head, a, b, c, foot] = [
  'port: 8317\n# the keys of the house\nclaude-api-key:\n',
  '  # first come\n  - api-key: "fake-a" # ours\n    x-note: 0755\n    #prefix: old\n',
  '  - {api-key: fake-b, x-long: 12345678901234567890}\n',
  "  # a friend's\n  - headers:\n      X-Team: 'c'   # spaced\n    api-key: 'fake-c'\n",
  'debug: false\n',
];

describe('an item that is moved', () => {
  test('keeps its text, comments and unknown fields byte for byte, with the blank line that sets it off', () => {
    expect(source).toBe(`${head}${a}\n${b}${c}${foot}`);
    expect(moved(source, move('fake-c', null))).toBe(`${head}${c}${a}\n${b}${foot}`);
    expect(moved(source, move('fake-a', 'fake-c'))).toBe(`${head}${b}${c}\n${a}${foot}`);
    expect(moved(source, move('fake-a', 'fake-b'))).toBe(`${head}${b}\n${a}${c}${foot}`);
    expect(moved(source, move('fake-b', null))).toBe(`${head}${b}\n${a}${c}${foot}`);
  });

  test('stays when it is there already', () => {
    for (const edit of [move('fake-a', null), move('fake-b', 'fake-a'), move('fake-b', 'fake-b')])
      expect(moved(source, edit)).toBe(source);
  });

  test('in braces and brackets the parts change places, and what stands between them stays', () => {
    const flow = `${list}: [ {api-key: fake-a},  {api-key: fake-b, x: 0755}, {api-key: fake-c} ] # all\n`;
    expect(moved(flow, move('fake-c', null))).toBe(
      `${list}: [ {api-key: fake-c},  {api-key: fake-a}, {api-key: fake-b, x: 0755} ] # all\n`,
    );
  });

  test('a key in an entry of openai-compatibility moves inside its entry', () => {
    const text =
      'openai-compatibility:\n- name: n\n  api-key-entries:\n  - api-key: fake-1 # one\n  - api-key: fake-2\n';
    const path = ['openai-compatibility', { item: { name: 'n' } }, 'api-key-entries'];
    const edit: ConfigEdit = { op: 'move', path, item: { 'api-key': 'fake-2' }, after: null };
    expect(moved(text, edit)).toBe(
      'openai-compatibility:\n- name: n\n  api-key-entries:\n  - api-key: fake-2\n  - api-key: fake-1 # one\n',
    );
  });

  test('that is not there, or whose neighbor is not, is a conflict that gives no key away', () => {
    for (const edit of [
      move('fake-secret-key-that-is-long', null),
      move('fake-a', 'fake-secret-key-that-is-long'),
    ]) {
      const result = applyEdits(source, [edit]);
      expect(result).toMatchObject({ ok: false, kind: 'conflict' });
      expect(JSON.stringify(result)).not.toContain('secret-key-that');
    }
  });

  test('is left alone where an anchor would come behind its alias, or a comment stands between parts', () => {
    const anchored = `${list}:\n  - &one {api-key: fake-a}\n  - {api-key: fake-b}\n  - *one\n`;
    const noted = `${list}: [\n  {api-key: fake-a}, # ours\n  {api-key: fake-b}\n]\n`;
    for (const text of [anchored, noted])
      expect(applyEdits(text, [move('fake-b', null)])).toMatchObject({ ok: false, kind: 'invalid' });
  });
});

describe('an item named by a field that it lacks', () => {
  const text = `${list}:\n  - api-key: fake-a\n    base-url: https://a.example.com\n  - api-key: fake-a\n    base-url: ""\n`;

  test('is told apart from an equal one that has the field', () => {
    const item = { 'api-key': 'fake-a', 'base-url': null };
    expect(moved(text, { op: 'set', path: [list, { item }, 'weight'], value: 3 })).toBe(
      `${text}    weight: 3\n`,
    );
    expect(moved(text, { op: 'remove', path: [list], item })).toBe(
      text.split('  - api-key: fake-a\n    base-url: ""')[0],
    );
  });

  test('and is a conflict when all have it', () => {
    const item = { 'api-key': 'fake-a', 'api-keys': 1 };
    const result = applyEdits(text, [{ op: 'remove', path: [list], item: { ...item, 'base-url': null } }]);
    expect(result).toMatchObject({
      ok: false,
      kind: 'conflict',
      message: expect.stringContaining('without base-url'),
    });
  });
});

const entry = fc.record({
  above: fc.boolean(),
  behind: fc.boolean(),
  blank: fc.boolean(),
  inside: fc.constantFrom(
    '',
    '#weight: 3',
    'x-odd: 0755',
    "headers:\n      'X-A': b # c",
    'note: |\n      # text\n      more',
  ),
  flow: fc.boolean(),
});

test('wherever an item goes, the order is the wanted one and its lines are the same lines', () => {
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 2, maxLength: 6 }),
      fc.nat(),
      fc.option(fc.nat(), { nil: null }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (entries, from, behind, lineBreak, lastBreak) => {
        const blocks = entries.map((one, index) => {
          const name = `fake-${index}`;
          const body = one.flow
            ? [`  - {api-key: ${name}, x-odd: 0755}${one.behind ? ` # ${name}` : ''}`]
            : [
                `  - api-key: ${name}${one.behind ? ` # ${name}` : ''}`,
                ...(one.inside ? [`    ${one.inside}`] : []),
              ];
          return [...(one.above ? [`  # note on ${name}`] : []), ...body].join('\n');
        });
        const gap = (index: number) => (index > 0 && entries[index]?.blank ? '\n' : '');
        const body = blocks.map((block, index) => gap(index) + block).join('\n');
        const text = `port: 1\n${list}:\n${body}\ndebug: true${lastBreak ? '\n' : ''}`.replaceAll(
          '\n',
          lineBreak,
        );
        const at = from % entries.length;
        const after = behind === null ? null : behind % entries.length;
        const result = moved(text, move(`fake-${at}`, after === null ? null : `fake-${after}`));
        const order = entries.map((_, index) => index).filter((index) => index !== at || after === at);
        if (after !== at) order.splice(after === null ? 0 : order.indexOf(after) + 1, 0, at);
        const keys = (parse(result)[list] as { 'api-key': string }[]).map((one) => one['api-key']);
        expect(keys).toEqual(order.map((index) => `fake-${index}`));
        for (const block of blocks) expect(result).toContain(block.replaceAll('\n', lineBreak));
        const lines = (whole: string) => whole.split(lineBreak).sort();
        expect(lines(result)).toEqual(lines(text));
      },
    ),
    { seed: 20261101, numRuns: 200 },
  );
});
