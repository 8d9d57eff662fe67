import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configOf } from '../../src/config/parse/parse-config.ts';
import { readYaml } from '../../src/config/parse/read-yaml.ts';
import type { Config } from '../../src/contract/config.ts';
import { configRemarks } from '../../src/providers/config-remarks.ts';

const said = (config: Config) => configRemarks(config).map(({ message }) => message);
const compat = (item: object): Config => ({ 'openai-compatibility': [{ name: 'up', ...item }] });

describe('what a form refuses is said of an entry that was written by hand', () => {
  test('a key that cannot be sent, an address with the endpoint in it, a query at its end', () => {
    const text = readFileSync(new URL('../fixtures/provider-odd-keys.yaml', import.meta.url), 'utf8');
    const yaml = readYaml(text);
    if (!yaml.ok) throw new Error(yaml.message);
    const parsed = configOf(yaml.value);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(configRemarks(parsed.value.config)).toEqual([
      {
        path: ['openai-compatibility', 0, 'api-key-entries', 0, 'api-key'],
        kind: 'wrong',
        message:
          'openai-compatibility, entry 1 ("nlkey"), api-key: The key contains white space. Paste it in one piece.',
      },
      {
        path: ['openai-compatibility', 1, 'base-url'],
        kind: 'wrong',
        message:
          'openai-compatibility, entry 2 ("full"), base-url: The address contains the endpoint /chat/completions, which the server adds. Remove it.',
      },
      {
        path: ['openai-compatibility', 2, 'base-url'],
        kind: 'wrong',
        message: expect.stringMatching(/^openai-compatibility, entry 3 \("azure"\).*everything from \? or #/),
      },
    ]);
    expect(JSON.stringify(configRemarks(parsed.value.config))).not.toContain('0123456789');
  });

  test.each([
    [
      'a zero-width blank',
      { 'gemini-api-key': [{ 'api-key': 'fake-key\u200b' }] },
      /cannot be sent in a header/,
    ],
    ['a letter beyond ASCII', { 'codex-api-key': [{ 'api-key': 'fake-kéy' }] }, /cannot be sent in a header/],
    ['a header with a line break', compat({ headers: { 'X-A': 'a\nb' } }), /X-A must be plain text/],
    ['a proxy of another kind', compat({ 'proxy-url': 'socks4://h:1' }), /The proxy must be/],
    ['the same at a key', compat({ 'api-key-entries': [{ 'proxy-url': 'ftp://h' }] }), /The proxy must be/],
    ['a proxy for all of another kind', { 'proxy-url': 'socks4://h:1' }, /^proxy-url must be an address/],
    ['an Anthropic endpoint', { 'claude-api-key': [{ 'base-url': 'https://h/v1/messages/' }] }, /\/messages/],
  ])('%s', (_, config, sentence) => {
    const [first, ...more] = said(config);
    expect(first).toMatch(sentence);
    expect(more).toEqual([]);
  });

  test('and nothing of what works', () => {
    expect(
      said({
        'proxy-url': 'socks5h://h:1080',
        'gemini-api-key': [{ 'api-key': 'fake-key', 'base-url': '', 'proxy-url': 'direct' }],
        ...compat({ 'base-url': 'https://h.example/models/', 'api-key-entries': [{ 'api-key': 'fake' }] }),
      }),
    ).toEqual([]);
  });
});

test('names of earlier servers are said with what took their place', () => {
  const old = {
    auth: { providers: { 'config-api-key': { entries: [{ 'api-keys': ['fake-old-key'] }] } } },
    'generative-language-api-key': ['fake-old-key'],
    ...compat({ 'api-keys': ['fake-old-key'] }),
  };
  const remarks = configRemarks(old);
  expect(remarks.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
    'old: Current servers do not read auth.providers: put the client keys in api-keys.',
    'old: Current servers do not read generative-language-api-key: put each key in gemini-api-key, as an api-key.',
    expect.stringMatching(
      /^old: openai-compatibility, entry 1 \("up"\): current servers do not read api-keys .* api-key-entries, as an api-key\.$/,
    ),
  ]);
  expect(JSON.stringify(remarks)).not.toContain('fake-');
});
