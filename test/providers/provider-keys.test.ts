import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import type { Config } from '../../src/contract/config.ts';
import { keysInEnvironment } from '../../src/providers/environment-keys.ts';
import { providers } from '../../src/providers/index.ts';
import { shownUrl } from '../../src/providers/name-provider-key.ts';
import { providerKeysOf } from '../../src/providers/provider-keys.ts';

const config: Config = {
  'openai-compatibility': [
    {
      name: 'openrouter',
      'base-url': 'https://openrouter.example.com/api/v1/',
      prefix: '/or/',
      'api-key-entries': [
        { 'api-key': 'fake-openrouter-key-000001' },
        { 'api-key': 'fake-openrouter-key-000002', weight: 7, 'proxy-url': 'direct' },
      ],
      models: [{ name: 'a/b', alias: 'b' }, { name: 'c/d' }],
    },
    { name: 'local', 'base-url': 'http://127.0.0.1:11434/v1', disabled: true },
    { name: 'mine', 'base-url': 'https://api.cline.bot/api/v1' },
  ],
  'claude-api-key': [
    { 'api-key': 'fake-claude-key-0000000001', priority: 3, prefix: 'prod' },
    { 'api-key': 'fake-claude-key-0000000001', 'base-url': 'https://other.example.com' },
    { 'api-key': 'fake-claude-key-0000000001', 'base-url': 'https://api.anthropic.com/' },
    { 'api-key': 'fake-claude-key-0000000002', 'excluded-models': ['x-*', ' * '] },
  ],
  'vertex-api-key': [{ 'api-key': 'fake-vertex-key-0000000001' }],
};
const rows = (environment = {}) => providerKeysOf(config, keysInEnvironment(environment));
const print = (key: string) => fingerprint(key);

describe('the provider keys of a config', () => {
  test('one row a key, list by list in the order of the file, with the record that each belongs to', () => {
    expect(rows().map(({ provider, name, prefix, mask }) => [provider, name ?? prefix, mask])).toEqual([
      ['claude', 'prod', 'fak…001'],
      ['claude', undefined, 'fak…001'],
      ['claude', undefined, 'fak…001'],
      ['claude', undefined, 'fak…002'],
      ['vertex', undefined, 'fak…001'],
      ['openai-compatibility', 'openrouter', 'fak…001'],
      ['openai-compatibility', 'openrouter', 'fak…002'],
      ['openai-compatibility', 'local', undefined],
      ['cline', 'mine', undefined],
    ]);
  });

  test('an id is the same on every reading, tells base URLs apart, and counts repeated keys', () => {
    const ids = rows().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const [first, other, same] = ids;
    expect(first).toBe(
      `claude-api-key/${print('fake-claude-key-0000000001')}/${print('https://api.anthropic.com').slice(0, 8)}`,
    );
    expect(same).toBe(`${first}#2`);
    expect(other).not.toContain(first);
    expect(
      rows()
        .map(({ duplicate }) => duplicate)
        .indexOf(true),
    ).toBe(2);
    const moved = { ...config, 'claude-api-key': [...(config['claude-api-key'] ?? [])].reverse() };
    expect(
      providerKeysOf(moved)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids.sort());
  });

  test('disabled is what the servers take for it: a * among the excluded models, or the flag of an entry', () => {
    expect(
      rows()
        .filter(({ disabled }) => disabled)
        .map(({ name, mask }) => name ?? mask),
    ).toEqual(['fak…002', 'local']);
  });

  test('what is in force: the usual base URL, weight 1, priority 0, and what the key itself says', () => {
    const [claude] = rows();
    expect(claude).toMatchObject({
      baseUrl: 'https://api.anthropic.com',
      weight: 1,
      priority: 3,
      models: [],
    });
    const [one, two] = rows().filter(({ name }) => name === 'openrouter');
    expect(one).toMatchObject({
      baseUrl: 'https://openrouter.example.com/api/v1',
      prefix: 'or',
      weight: 1,
      keysOfEntry: 2,
    });
    expect(one?.models).toEqual([
      { name: 'a/b', alias: 'b' },
      { name: 'c/d', alias: 'c/d' },
    ]);
    expect(two).toMatchObject({ weight: 7, proxyUrl: 'direct' });
    expect(rows().find(({ provider }) => provider === 'vertex')?.baseUrl).toBe('');
  });

  test('a key of the environment stands in for one that the config lacks, with the name of its variable', () => {
    const environment = {
      CLINE_API_KEY: 'fake-cline-key-00000000001',
      CLORO_API_KEY: 'fake-cloro-key-00000000001',
    };
    const found = rows(environment).filter(({ variable }) => variable !== undefined);
    expect(
      found.map(({ provider, name, variable, keysOfEntry }) => [provider, name, variable, keysOfEntry]),
    ).toEqual([
      ['cline', 'mine', 'CLINE_API_KEY', 1],
      ['cloro', 'cloro', 'CLORO_API_KEY', 0],
    ]);
    expect(found[0]?.fingerprint).toBe(print(environment.CLINE_API_KEY));
    const told = { CLINE_API_KEY: { fingerprint: print(environment.CLINE_API_KEY), mask: 'fak…001' } };
    expect(providerKeysOf(config, told).find(({ provider }) => provider === 'cline')?.key).toBeUndefined();
  });

  test('no key shows when a row is printed', () => {
    expect(`${inspect(rows(), { depth: 9 })}${JSON.stringify(rows())}`).not.toMatch(/-key-0000/);
  });

  test('every provider but Amp says how its keys stand in the config, or how its accounts sign in or lie in auth-dir, and every list has one', () => {
    const lists = providers.flatMap(({ settings }) => settings?.list ?? []);
    expect(
      providers
        .filter(({ settings, oauth, authFile }) => !settings && !oauth && !authFile)
        .map(({ id }) => id),
    ).toEqual(['amp']);
    expect([...new Set(lists)]).toHaveLength(7);
  });
});

test.each([
  ['http://fake-user:fake-p@ss@host:3128', 'http://…@host:3128'],
  ['socks5://fake-token@host', 'socks5://…@host'],
  ['fake-user:fake-pass@host:3128', '…@host:3128'],
  ['http://fake-user:fake-p/a@ss@host:1', 'http://…@host:1'],
  ['socks5://fake-user:fake#p@host:1', 'socks5://…@host:1'],
  ['fake-user:fake/p@host:1', '…@host:1'],
  ['https:///fake-user:fake-p@host', 'https:///…@host'],
  ['https://host/accounts/@me?to=a@b', 'https://host/accounts/@me?to=a@b'],
])('the address %s is shown as %s', (address, shown) => {
  expect(shownUrl(address)).toBe(shown);
});
