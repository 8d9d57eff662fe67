import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import type { Config } from '../../src/contract/config.ts';
import { providers } from '../../src/providers/index.ts';
import { readAmp } from '../../src/providers/kinds/amp.ts';
import { upstreamEntries } from '../../src/providers/provider-keys.ts';

const entriesOf = (config: Config, environment = {}) =>
  providers.flatMap((provider) =>
    upstreamEntries(provider, config, environment).map((entry) => ({ provider: provider.id, ...entry })),
  );

describe('the upstream entries of a config', () => {
  test('one a key, with what decides when it is used; keys without text are none', () => {
    const [entry, ...more] = entriesOf({
      'gemini-api-key': [
        {
          'api-key': 'fake-key-1',
          'base-url': 'https://g.example.com/',
          prefix: '/team/',
          priority: 2,
          weight: 0,
          headers: { 'X-A': 'b' },
        },
        { 'api-key': '' },
      ],
    });
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      provider: 'gemini',
      baseUrl: 'https://g.example.com',
      prefix: 'team',
      priority: 2,
      weight: 1,
      headers: { 'x-a': 'b' },
    });
    expect(entry?.key?.reveal()).toBe('fake-key-1');
  });

  test('of openai-compatibility: one a key, one without a key, none when disabled', () => {
    const item = { 'base-url': 'http://127.0.0.1:1/v1' };
    const found = entriesOf({
      'openai-compatibility': [
        {
          ...item,
          name: 'two',
          'api-key-entries': [{ 'api-key': 'a' }, { 'api-key': 'b', 'proxy-url': 'direct' }],
        },
        { ...item, name: 'local' },
        { ...item, name: 'off', disabled: true },
        { name: 'nowhere' },
      ],
    });
    expect(found.map(({ name, key, proxyUrl }) => [name, key?.reveal(), proxyUrl])).toEqual([
      ['two', 'a', undefined],
      ['two', 'b', 'direct'],
      ['local', undefined, undefined],
    ]);
  });

  test('Cline and cloro are known by name or host, and their keys may come from the environment', () => {
    const byHost = entriesOf({
      'openai-compatibility': [
        { name: 'x', 'base-url': 'https://api.cline.bot/api/v1', 'api-key-entries': [{ 'api-key': 'k' }] },
        { name: 'Cloro', 'base-url': 'https://other.example.com' },
      ],
    });
    expect(byHost.map(({ provider }) => provider)).toEqual(['cline', 'cloro']);
    const alone = entriesOf({}, { CLINE_API_KEY: 'c', CLORO_API_KEY: 'd' });
    expect(alone.map(({ baseUrl, key }) => [baseUrl, key?.reveal()])).toEqual([
      ['https://api.cline.bot/api/v1', 'c'],
      ['https://api.cloro.dev', 'd'],
    ]);
  });
});

test('a mapping for Amp that stands first counts; a pattern that is none maps nothing (F1)', () => {
  const amp = readAmp(
    {
      ampcode: {
        'upstream-url': 'https://amp.example.com/',
        'upstream-api-key': 'default',
        'upstream-api-keys': [
          { 'upstream-api-key': 'one', 'api-keys': ['client'] },
          { 'upstream-api-key': 'two', 'api-keys': ['client', 'other'] },
        ],
        'model-mappings': [
          { from: '(', to: 'x', regex: true },
          { from: 'A', to: 'b' },
        ],
      },
    },
    {},
  );
  const keyFor = (client: string) => amp?.entryFor(fingerprint(client)).key?.reveal();
  expect([keyFor('client'), keyFor('other'), keyFor('third')]).toEqual(['one', 'two', 'default']);
  expect([amp?.mapped('a'), amp?.mapped('(')]).toEqual(['b', undefined]);
  expect(readAmp({ ampcode: { 'upstream-api-key': 'x' } }, {})).toBeUndefined();
});
