import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/config/edit/apply-edits.ts';
import type { ConfigEdit } from '../../../src/contract/config-edit.ts';

const recorded = readFileSync(
  new URL('../../fixtures/contract/v7/config-real.yaml', import.meta.url),
  'utf8',
);
const [alpha, bravo, charlie] = [
  'fake-client-key-alpha-0000000000000001',
  'fake-client-key-bravo-0000000000000002',
  'fake-client-key-charlie-00000000000003',
];
const keys = ['api-keys'];

function text(source: string, ...edits: ConfigEdit[]): string {
  const result = applyEdits(source, edits);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

const failureOf = (source: string, ...edits: ConfigEdit[]) => {
  const result = applyEdits(source, edits);
  if (result.ok) throw new Error(`not refused:\n${result.value}`);
  return result;
};

describe('client keys in the recorded config', () => {
  test('a new key stands last, in the quotes of its neighbors', () => {
    const wanted = recorded.replace(/( {2}- "fake-client-key-charlie.*\n)/, '$1  - "fake-new"\n');
    expect(text(recorded, { op: 'append', path: keys, value: 'fake-new' })).toBe(wanted);
  });

  test('a new key can stand right behind another', () => {
    const wanted = recorded.replace(/( {2}- "fake-client-key-alpha.*\n)/, '$1  - "fake-new"\n');
    expect(text(recorded, { op: 'append', path: keys, value: 'fake-new', after: alpha })).toBe(wanted);
  });

  test('a removed key takes the comments behind it and directly above it along', () => {
    const wanted = recorded.replace(/ {2}# comment above first key\n.*alpha team\n/, '');
    expect(text(recorded, { op: 'remove', path: keys, item: alpha })).toBe(wanted);
  });

  test('a replaced key keeps its place, quotes and comment', () => {
    const wanted = recorded.replace(bravo, 'fake-new');
    expect(text(recorded, { op: 'replace', path: keys, item: bravo, value: 'fake-new' })).toBe(wanted);
  });

  test('removing all keys leaves an empty list, and a key added to that makes lines again', () => {
    const edits = [alpha, bravo, charlie].map((item): ConfigEdit => ({ op: 'remove', path: keys, item }));
    const empty = text(recorded, ...edits);
    expect(empty).toContain('# Client keys: comment above the list\napi-keys: []\n\ndebug: false');
    const added = text(empty, { op: 'append', path: keys, value: 'fake-new' });
    expect(added).toBe(empty.replace('api-keys: []', 'api-keys:\n  - "fake-new"'));
  });

  test('several edits land together', () => {
    const result = text(
      recorded,
      { op: 'append', path: keys, value: 'fake-1', after: alpha },
      { op: 'append', path: keys, value: 'fake-2' },
      { op: 'remove', path: keys, item: bravo },
      { op: 'set', path: ['debug'], value: true },
    );
    const wanted = recorded
      .replace(
        /( {2}- "fake-client-key-alpha.*\n).*bravo.*\n(.*charlie.*\n)/,
        '$1  - "fake-1"\n$2  - "fake-2"\n',
      )
      .replace('debug: false', 'debug: true');
    expect(result).toBe(wanted);
  });

  test('a list that is set as a whole leaves the lines of the keys that stay, with their own comments', () => {
    const wanted = recorded.replace(/.*bravo team\n/, '').replace(/(.*charlie team\n)/, '$1  - "fake-new"\n');
    expect(text(recorded, { op: 'set', path: keys, value: [alpha, charlie, 'fake-new'] })).toBe(wanted);
  });
});

describe('settings', () => {
  test('a value changes where it stands and its comment stays', () => {
    expect(text('port: 8317   # main\n', { op: 'set', path: ['port'], value: 9000 })).toBe(
      'port: 9000   # main\n',
    );
    expect(text("host: 'a'\r\n", { op: 'set', path: ['host'], value: "it's" })).toBe("host: 'it''s'\r\n");
    expect(text('host: # none\n', { op: 'set', path: ['host'], value: 'a' })).toBe('host: "a" # none\n');
  });

  test('a setting that says it already is not touched', () => {
    const odd = 'port:   8317   # main\napi-keys: [ "a" ]\n';
    expect(text(odd, { op: 'set', path: ['port'], value: 8317 })).toBe(odd);
    expect(text(odd, { op: 'set', path: keys, value: ['a'] })).toBe(odd);
    expect(text(odd, { op: 'unset', path: ['host'] })).toBe(odd);
    expect(text(odd, { op: 'unset', path: ['tls', 'enable'] })).toBe(odd);
  });

  test('a new setting stands behind the last one and before the foot comment, missing parents are made', () => {
    const source = 'routing:\n    strategy: "x"\n    # more: y\n\n# foot\n';
    expect(text(source, { op: 'set', path: ['tls', 'enable'], value: false })).toBe(
      'routing:\n    strategy: "x"\n    # more: y\ntls:\n    enable: false\n\n# foot\n',
    );
    expect(text(source, { op: 'set', path: ['routing', 'a'], value: 'b' })).toBe(
      'routing:\n    strategy: "x"\n    a: "b"\n    # more: y\n\n# foot\n',
    );
  });

  test('a removed setting takes its own comment and not that of the file', () => {
    const source = '# about the file\nhost: a\n# about the port\nport: 1 # here\ndebug: true\n';
    expect(text(source, { op: 'unset', path: ['port'] })).toBe('# about the file\nhost: a\ndebug: true\n');
    expect(text(source, { op: 'unset', path: ['host'] })).toBe(
      '# about the file\n# about the port\nport: 1 # here\ndebug: true\n',
    );
  });

  test('a comment indented into the setting above stays with that', () => {
    const source = 'tls:\n  enable: true\n  # cert: a\nport: 1\n# about debug\ndebug: true\n';
    expect(text(source, { op: 'unset', path: ['port'] })).toBe(source.replace('port: 1\n', ''));
    expect(text(source, { op: 'unset', path: ['debug'] })).toBe(
      source.replace('# about debug\ndebug: true\n', ''),
    );
  });

  test('the mappings that it leaves empty go with a setting, if wanted, unless they have comments', () => {
    const unset = (source: string, parents = 2) =>
      text(source, { op: 'unset', path: ['a', 'b', 'c'], parents });
    const plain = 'port: 1\na:\n  b:\n    # of c\n    c: 1 # here\n\n# about d\nd: 2\n';
    expect(unset(plain)).toBe('port: 1\n\n# about d\nd: 2\n');
    expect(unset(plain, 1)).toBe('port: 1\na: {}\n\n# about d\nd: 2\n');
    expect(unset(plain, 0)).toBe('port: 1\na:\n  b: {}\n\n# about d\nd: 2\n');
    expect(unset('port: 1\r\na: {b: {c: 1}}\r\n')).toBe('port: 1\r\n');
    expect(unset('a:\n  x: 1\n  b:\n    c: 1\n')).toBe('a:\n  x: 1\n');
    for (const [source, left] of [
      ['# about a\na:\n  b:\n    c: 1\nd: 2\n', '# about a\nd: 2\n'],
      ['port: 1\n# about a\na:\n  b:\n    c: 1\n', 'port: 1\n# about a\na: {}\n'],
      ['port: 1\na: # ours\n  b:\n    c: 1\n', 'port: 1\na: {} # ours\n'],
      ['port: 1\na:\n  # about b\n  b:\n    c: 1\n', 'port: 1\na:\n  # about b\n  b: {}\n'],
      ['port: 1\na:\n  b:\n    c: 1\n  # b2: 1\n', 'port: 1\na: {}\n  # b2: 1\n'],
      ['port: 1\na:\n  b:\n    c: 1\n\n    # c: 2\nd: 2\n', 'port: 1\na:\n  b: {}\n\n    # c: 2\nd: 2\n'],
      ['port: 1\na:\n  b:\n    c: 1\n    # c: 2\nd: 2\n', 'port: 1\na:\n  b: {}\n    # c: 2\nd: 2\n'],
      ['a:\n  b:\n    c: 1\n', 'a: {}\n'],
    ] as const)
      expect([source, unset(source)]).toEqual([source, left]);
  });

  test('the last setting of a mapping leaves an empty mapping', () => {
    expect(text('tls:\n  enable: true\nport: 1\n', { op: 'unset', path: ['tls', 'enable'] })).toBe(
      'tls: {}\nport: 1\n',
    );
    expect(text('tls: {}  # off\n', { op: 'set', path: ['tls', 'enable'], value: true })).toBe(
      'tls:  # off\n  enable: true\n',
    );
  });

  test('a value may change its kind', () => {
    expect(text('x: 1 # c\ny: 2\n', { op: 'set', path: ['x'], value: ['a', { b: 1 }] })).toBe(
      'x: # c\n  - "a"\n  - b: 1\ny: 2\n',
    );
    expect(text('x:\n  a: 1\n  # in x\ny: 2\n', { op: 'set', path: ['x'], value: 'z' })).toBe(
      'x: "z"\ny: 2\n',
    );
    expect(text('x: |\n  several\n  lines\ny: 2\n', { op: 'set', path: ['x'], value: 'z' })).toBe(
      'x: "z"\ny: 2\n',
    );
    expect(text('x: {a: 1, b: [2]}\n', { op: 'set', path: ['x', 'b'], value: { c: 'd:e' } })).toBe(
      'x: {a: 1, b: {c: "d:e"}}\n',
    );
  });

  test('a mapping that is set keeps the fields it has already', () => {
    const source = 'tls:\n  # on at night\n  enable: false # c\n  old: 1\n  cert: "a"\n';
    expect(text(source, { op: 'set', path: ['tls'], value: { enable: true, cert: 'a', key: 'b' } })).toBe(
      'tls:\n  # on at night\n  enable: true # c\n  cert: "a"\n  key: "b"\n',
    );
  });
});

describe('items with fields', () => {
  const path = ['openai-compatibility', { item: { name: 'fakeup' } }, 'api-key-entries'];

  test('a new one looks like its neighbor', () => {
    const value = { 'api-key': 'fake-3', 'proxy-url': '' };
    expect(text(recorded, { op: 'append', path, value })).toContain(
      '0002"\n      - api-key: "fake-3"\n        proxy-url: ""\n    models:',
    );
  });

  test('a new one stands in braces where its neighbor does, and is JSON in JSON', () => {
    const path = ['gemini-api-key'];
    const value = { 'api-key': 'fake-b', weight: 1 };
    expect(text("gemini-api-key:\n  - {api-key: 'fake-a'}\n", { op: 'append', path, value })).toBe(
      "gemini-api-key:\n  - {api-key: 'fake-a'}\n  - {api-key: 'fake-b', weight: 1}\n",
    );
    const json = text('{"port": 1, "gemini-api-key": []}', { op: 'append', path, value });
    expect(JSON.parse(json)).toEqual({ port: 1, 'gemini-api-key': [value] });
  });

  test('a removed one takes the commented-out fields inside it along, and leaves those of the one above', () => {
    const source = [
      'gemini-api-key:',
      '  - api-key: fake-a',
      '    # prefix: in a',
      '  # about b',
      '  - api-key: fake-b',
      '    # prefix: in b',
      '  # about c',
      '  - api-key: fake-c',
      '',
    ].join('\n');
    expect(text(source, { op: 'remove', path: ['gemini-api-key'], item: { 'api-key': 'fake-b' } })).toBe(
      source.replace(/ {2}# about b\n.*fake-b\n.*in b\n/, ''),
    );
  });

  test('a replaced one changes the fields that differ', () => {
    const source = 'claude-api-key:\n  - api-key: fake-a # main\n    odd: 0755\n    prefix: p\n';
    const value = { 'api-key': 'fake-b', prefix: 'p', weight: 2 };
    const path = ['claude-api-key'];
    expect(text(source, { op: 'replace', path, item: { 'api-key': 'fake-a' }, value })).toBe(
      'claude-api-key:\n  - api-key: fake-b # main\n    prefix: p\n    weight: 2\n',
    );
  });

  test('the first field of an item can go', () => {
    const source = 'claude-api-key:\n  - prefix: p\n    api-key: fake-a\n';
    expect(text(source, { op: 'unset', path: ['claude-api-key', { item: { prefix: 'p' } }, 'prefix'] })).toBe(
      'claude-api-key:\n  - api-key: fake-a\n',
    );
  });

  test('an Amp mapping gets a client key added, in a list made for it', () => {
    const upstream = { item: { 'upstream-api-key': 'fake-u' } };
    const source = 'ampcode:\n  upstream-api-keys:\n  - upstream-api-key: fake-u\n    api-keys: [fake-a]\n';
    expect(
      text(source, {
        op: 'append',
        path: ['ampcode', 'upstream-api-keys', upstream, 'api-keys'],
        value: 'fake-b',
      }),
    ).toBe(source.replace('[fake-a]', '[fake-a, fake-b]'));
    const made = text('port: 1\n', {
      op: 'append',
      path: ['ampcode', 'upstream-api-keys'],
      value: { 'upstream-api-key': 'fake-u', 'api-keys': ['fake-a'] },
    });
    expect(made).toBe(
      'port: 1\nampcode:\n  upstream-api-keys:\n    - upstream-api-key: "fake-u"\n      api-keys:\n        - "fake-a"\n',
    );
  });
});

describe('layouts', () => {
  const add: ConfigEdit = { op: 'append', path: keys, value: 'fake-new' };
  test.each([
    ['a flow list', 'api-keys: [a, b]  # c\n', 'api-keys: [a, b, fake-new]  # c\n'],
    ['a dense flow list', 'api-keys: ["a","b"]\n', 'api-keys: ["a","b","fake-new"]\n'],
    [
      'a flow list over lines',
      'api-keys: [\n  "a",\n  "b"\n]\n',
      'api-keys: [\n  "a",\n  "b",\n  "fake-new"\n]\n',
    ],
    [
      'a flow list with a comma at its end',
      'api-keys: [\n  "a", # alpha\n]\n',
      'api-keys: [\n  "a", # alpha\n  "fake-new",\n]\n',
    ],
    [
      'a flow list whose last item has a comment',
      'api-keys: [\n  a # c\n]\n',
      'api-keys: [\n  a, # c\n  fake-new\n]\n',
    ],
    ['JSON', '{"api-keys": ["a"], "port": 1}', '{"api-keys": ["a", "fake-new"], "port": 1}'],
    ['an empty list', 'api-keys: []   # none\nport: 1\n', 'api-keys:   # none\n  - "fake-new"\nport: 1\n'],
    ['an empty value', 'api-keys:\n  # - old\nport: 1\n', 'api-keys:\n  - "fake-new"\n  # - old\nport: 1\n'],
    ['null', 'api-keys: ~\nport: 1\n', 'api-keys:\n  - "fake-new"\nport: 1\n'],
    ['no list', 'port: 1', 'port: 1\napi-keys:\n  - "fake-new"'],
    ['comments only', '# nothing yet\n', '# nothing yet\napi-keys:\n  - "fake-new"\n'],
    ['dashes under the name', "api-keys:\n- 'a'\nport: 1\n", "api-keys:\n- 'a'\n- 'fake-new'\nport: 1\n"],
    ['wide dashes', 'api-keys:\n    -   a\n', 'api-keys:\n    -   a\n    -   fake-new\n'],
    ['CRLF', 'api-keys:\r\n  - a\r\nport: 1\r\n', 'api-keys:\r\n  - a\r\n  - fake-new\r\nport: 1\r\n'],
    ['no last line break', 'api-keys:\n  - a', 'api-keys:\n  - a\n  - fake-new'],
    ['document marks', '---\napi-keys:\n  - a\n...\n', '---\napi-keys:\n  - a\n  - fake-new\n...\n'],
    ['a byte order mark', '\ufeffapi-keys:\n  - a\n', '\ufeffapi-keys:\n  - a\n  - fake-new\n'],
    [
      'trailing blanks',
      'api-keys:  \n  - a  \n\n\nport: 1\n',
      'api-keys:  \n  - a  \n  - fake-new\n\n\nport: 1\n',
    ],
    [
      'block text',
      'api-keys:\n  - |-\n    a\n    # text\n',
      'api-keys:\n  - |-\n    a\n    # text\n  - "fake-new"\n',
    ],
  ])('%s', (_, source, wanted) => {
    expect(text(source, add)).toBe(wanted);
  });

  test('empty lists in a config of two styles follow the lists that are there', () => {
    expect(text("x:\n- 'a'\napi-keys: []\n", add)).toBe("x:\n- 'a'\napi-keys:\n- 'fake-new'\n");
  });

  test('values that look like something else are found by what is written, and stay so', () => {
    const source = 'api-keys:\n  - 0755\n  - 123456789012345678901\n  - a\nodd: 0o17\n';
    expect(text(source, { op: 'remove', path: keys, item: '123456789012345678901' })).toBe(
      'api-keys:\n  - 0755\n  - a\nodd: 0o17\n',
    );
    expect(text(source, { op: 'append', path: keys, value: '0755', after: '0755' })).toContain(
      '- 0755\n  - "0755"\n',
    );
    expect(failureOf(source, { op: 'remove', path: keys, item: '123456789012345678902' }).kind).toBe(
      'conflict',
    );
  });

  test('a new item looks like the one it stands behind', () => {
    const source = `api-keys:\n  - "a"\n  - 'b'\n  - c\n`;
    for (const [after, wanted] of [
      ['a', '"fake-n"'],
      ['b', "'fake-n'"],
      ['c', 'fake-n'],
    ] as const) {
      expect(text(source, { op: 'append', path: keys, value: 'fake-n', after })).toContain(
        `${after === 'c' ? 'c' : ''}\n  - ${wanted}\n`,
      );
    }
  });

  test('block text that looks like a comment is none', () => {
    const source = 'api-keys:\n  - |-\n    a\n    # text\n  - b\nx: |\n  # text\ny: 1\nz: 2\n';
    expect(text(source, { op: 'remove', path: keys, item: 'b' })).toBe(source.replace('  - b\n', ''));
    expect(text(source, { op: 'unset', path: ['y'] })).toBe(source.replace('y: 1\n', ''));
  });

  test('every equal item goes when asked', () => {
    const source = 'api-keys: [a, b, a, c, a]\n';
    expect(text(source, { op: 'remove', path: keys, item: 'a', every: true })).toBe('api-keys: [b, c]\n');
    expect(text(source, { op: 'remove', path: keys, item: 'a' })).toBe('api-keys: [b, a, c, a]\n');
    const lines = 'api-keys:\n  - a\n  - b # b\n  - a\n';
    expect(text(lines, { op: 'remove', path: keys, item: 'a', every: true })).toBe('api-keys:\n  - b # b\n');
  });
});

describe('refusals', () => {
  test('an item that is not there is a conflict that does not tell the key', () => {
    const found = failureOf(recorded, {
      op: 'remove',
      path: keys,
      item: 'fake-client-key-delta-0000000000000004',
    });
    expect(found.kind).toBe('conflict');
    expect(found.message).toBe('The entry fake…0004 of api-keys is no longer there. No changes made.');
  });

  test.each<[string, string, ConfigEdit]>([
    ['an alias', 'a: &x [b]\napi-keys: *x\n', { op: 'append', path: keys, value: 'c' }],
    ['an anchored list', 'api-keys: &x\n  - b\nc: *x\n', { op: 'append', path: keys, value: 'c' }],
    ['an anchored item', 'api-keys:\n  - &x b\n  - d\nc: *x\n', { op: 'remove', path: keys, item: 'b' }],
    ['an anchor inside', 'tls:\n  cert: &c a\nx: *c\n', { op: 'set', path: ['tls'], value: { cert: 'b' } }],
    ['an anchor on the way', 'tls: &t\n  cert: a\nx: *t\n', { op: 'set', path: ['tls', 'cert'], value: 'b' }],
    ['an explicit key', '? "q"\n', { op: 'set', path: ['port'], value: 1 }],
    ['the only setting', 'port: 1\n', { op: 'unset', path: ['port'] }],
    ['a value with a tag', 'port: !port 1\n', { op: 'set', path: ['port'], value: 2 }],
  ])('%s is left to the editor', (_, source, edit) => {
    const found = failureOf(source, edit);
    expect(found.kind).toBe('invalid');
    expect(found.message).toContain('cli-proxy config edit');
  });

  test('a value that the schema does not allow is refused with the place where it would stand', () => {
    const found = failureOf('host: a\nport: 1\n', { op: 'set', path: ['port'], value: 70000 });
    expect(found).toMatchObject({ kind: 'invalid', line: 2, column: 7 });
  });

  test('a broken file and half a character are refused', () => {
    expect(failureOf('a: [\n', { op: 'set', path: ['b'], value: 1 }).kind).toBe('invalid');
    expect(failureOf('a: 1\n', { op: 'set', path: ['b'], value: '\ud800' }).kind).toBe('invalid');
    expect(failureOf('a: 1\n', { op: 'set', path: ['b'], value: Number.NaN }).kind).toBe('invalid');
  });

  test('nothing of a batch is made when one of it fails', () => {
    const found = failureOf(
      recorded,
      { op: 'set', path: ['debug'], value: true },
      { op: 'remove', path: keys, item: 'gone' },
    );
    expect(found.kind).toBe('conflict');
  });
});

describe('a block of text at the end, without a last line break', () => {
  const set: ConfigEdit = { op: 'set', path: ['debug'], value: true };
  test.each([
    ['|', 'note: |-\n  two\n  lines\ndebug: true'],
    ['>', 'note: >-\n  two\n  lines\ndebug: true'],
    ['|+', 'note: |-\n  two\n  lines\ndebug: true'],
    ['|2', 'note: |2-\n  two\n  lines\ndebug: true'],
    ['|-', 'note: |-\n  two\n  lines\ndebug: true'],
  ])('with %s says the same with a setting behind it', (header, wanted) => {
    expect(text(`note: ${header}\n  two\n  lines`, set)).toBe(wanted);
  });

  test('stays as it is where nothing comes behind it', () => {
    const source = 'debug: false\nnote: |\n  two\n  lines';
    expect(text(source, set)).toBe(source.replace('false', 'true'));
  });
});
