import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfigValue } from '../../src/contract/config-edit.ts';
import { fieldText, readFieldText } from '../../src/providers/fields/field-text.ts';
import { fieldProblems, fieldValues } from '../../src/providers/fields/field-values.ts';
import { fieldOf, type KeyField, type KeySettings } from '../../src/providers/fields/key-settings.ts';
import { providers } from '../../src/providers/index.ts';

const settingsOf = (id: string): KeySettings => {
  const settings = providers.find((provider) => provider.id === id)?.settings;
  if (!settings) throw new Error(`no ${id}`);
  return settings;
};
const field = (name: string, id = 'claude'): KeyField => {
  const found = fieldOf(settingsOf(id), name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

const good: [name: string, value: ConfigValue][] = [
  ['api-key', 'fake-claude-key-0000000001'],
  ['base-url', 'https://host.example.com/v1'],
  ['base-url', 'http://127.0.0.1:8080'],
  ['prefix', 'team-a'],
  ['proxy-url', 'socks5://127.0.0.1:1080'],
  ['proxy-url', 'direct'],
  ['headers', { 'X-Team': 'a' }],
  ['models', [{ name: 'claude-x', alias: 'x' }, { name: 'claude-y' }]],
  ['excluded-models', ['claude-*', '*-preview']],
  ['weight', 1],
  ['weight', 1_000_000],
  ['priority', -5],
  ['request-retry', 0],
  ['disable-cooling', true],
];

const bad: [name: string, value: ConfigValue, says: RegExp][] = [
  ['api-key', '', /empty/],
  ['api-key', 'fake key', /white space/],
  ['api-key', 'fake-kéy', /header/],
  ['base-url', 'api.example.com', /https:\/\//],
  ['base-url', 'ftp://example.com', /https:\/\//],
  ['base-url', 'https://user:secret-word@example.com', /its own field/],
  ['base-url', 'https://example.com/?key=secret-word', /path/],
  ['base-url', 'https://example.com/v1/chat/completions', /contains the endpoint \/chat\/completions/],
  ['base-url', 'https://a.openai.azure.com/x?api-version=1', /\/openai\/v1 needs no api-version/],
  ['prefix', 'team/a', /no slash/],
  ['proxy-url', 'host:3128', /http:\/\//],
  ['headers', { 'X Team': 'a' }, /letters/],
  ['headers', { 'X-Team': 'a\nb' }, /one line/],
  ['headers', { Host: 'x' }, /connection/],
  ['headers', { 'X-A': '1', 'x-a': '2' }, /twice/],
  ['models', [{ alias: 'x' }], /name/],
  ['models', [{ name: 'a b' }], /blanks/],
  ['excluded-models', ['*'], /disable/],
  ['excluded-models', ['a b'], /blanks/],
  ['weight', 0, /1 to 1000000/],
  ['weight', 1_000_001, /1 to 1000000/],
  ['weight', 1.5, /whole/],
  ['disable-cooling', 'yes', /true or false/],
];

describe('the fields of a provider key', () => {
  test.each(good)('%s takes %j', (name, value) => {
    expect(field(name).check(value)).toBeUndefined();
  });

  test.each(bad)('%s refuses %j and says what to do, without the value of a secret', (name, value, says) => {
    const message = field(name).check(value);
    expect(message).toMatch(says);
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(message).not.toContain('secret-word');
  });

  test('a new key needs what is required; what has a default is filled in', () => {
    const problems = (id: string, values: Record<string, ConfigValue>) =>
      fieldProblems(settingsOf(id), values, true).map((it) => it.field);
    expect(problems('claude', {})).toEqual(['api-key']);
    expect(problems('codex', { 'api-key': 'fake-codex-key-1' })).toEqual([]);
    // A model server on this machine asks for no key.
    expect(problems('openai-compatibility', {})).toEqual(['name', 'base-url']);
    expect(problems('claude', { 'api-key': 'fake-claude-key-1', colour: 'red' })).toEqual(['colour']);
  });

  test('a change may leave fields out, and take away only what is not required', () => {
    expect(fieldProblems(settingsOf('codex'), { prefix: null }, false)).toEqual([]);
    expect(fieldProblems(settingsOf('codex'), { 'base-url': null }, false)).toMatchObject([
      { field: 'base-url' },
    ]);
  });

  test('a form begins with what is written, without the pattern that disables the key', () => {
    const item = { 'api-key': 'fake-1', 'excluded-models': ['a-*', '*'], 'base-url': '', 'x-unknown': 1 };
    expect(fieldValues(settingsOf('claude'), { item, keyItem: undefined })).toEqual({
      'api-key': 'fake-1',
      'excluded-models': ['a-*'],
    });
    const keyItem = { 'api-key': 'fake-2', weight: 3 };
    const compatible = { item: { name: 'n', 'base-url': 'https://a.example.com', weight: 9 }, keyItem };
    expect(fieldValues(settingsOf('openai-compatibility'), compatible)).toEqual({
      name: 'n',
      'base-url': 'https://a.example.com',
      'api-key': 'fake-2',
      weight: 3,
    });
  });
});

describe('a field as text', () => {
  test.each(good)('%s: %j is read back as it was', (name, value) => {
    const text = fieldText(field(name), value);
    expect(readFieldText(field(name), text)).toEqual({ ok: true, value });
  });

  test('nothing typed takes an optional field away, and is refused for a required one', () => {
    expect(readFieldText(field('prefix'), ' ')).toEqual({ ok: true, value: null });
    expect(readFieldText(field('api-key'), '')).toMatchObject({ ok: false, kind: 'invalid' });
  });

  test('a model that stays keeps what the text does not show', () => {
    const before = [
      { name: 'a', alias: 'x', 'display-name': 'A' },
      { name: 'b', alias: 'b', thinking: 1 },
    ];
    const read = readFieldText(field('models'), 'c=z, b, a=x', before);
    expect(read).toEqual({ ok: true, value: [{ name: 'c', alias: 'z' }, before[1], before[0]] });
  });

  test('lists may be typed on lines or between commas, headers on lines', () => {
    expect(readFieldText(field('excluded-models'), 'a*\n b ,c')).toEqual({
      ok: true,
      value: ['a*', 'b', 'c'],
    });
    expect(readFieldText(field('headers'), 'A: 1\n\nB:2')).toEqual({ ok: true, value: { A: '1', B: '2' } });
    expect(readFieldText(field('headers'), 'A 1')).toMatchObject({ ok: false });
    expect(readFieldText(field('weight'), 'many')).toMatchObject({ ok: false });
  });

  test('whatever is typed, the answer is a value that passes the check or one sentence', () => {
    const fields = settingsOf('openai-compatibility').fields;
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.string({ unit: 'binary-ascii' }), (one, text) => {
        const read = readFieldText(one, text);
        if (read.ok) expect(read.value === null || one.check(read.value) === undefined).toBe(true);
        else expect(read.message).toMatch(/\.$/);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
