import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { clientKeysOf } from '../../../src/backend/client-keys.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import type { Config } from '../../../src/contract/config.ts';
import { keysInEnvironment } from '../../../src/providers/environment-keys.ts';
import { ampViewOf, ampWords } from '../../../src/providers/kinds/amp-view.ts';

const [alpha, beta, gamma, gone] = ['alpha', 'beta', 'gamma', 'gone'].map(
  (name) => `fake-client-key-${name}-00000000000000001`,
) as [string, string, string, string];
const [one, two, common] = [1, 2, 3].map((n) => `fake-amp-key-0000000000000000000000${n}`) as [
  string,
  string,
  string,
];

const config: Config = {
  'api-keys': [alpha, beta, gamma, gamma],
  ampcode: {
    'upstream-url': 'https://amp.example.com',
    'upstream-api-key': common,
    'upstream-api-keys': [
      { 'upstream-api-key': one, 'api-keys': [alpha, gone] },
      { 'upstream-api-key': two, 'api-keys': [alpha, beta] },
      { 'upstream-api-key': one, 'api-keys': null },
      { 'upstream-api-key': '', 'api-keys': [gamma] },
    ],
  },
};
const viewOf = (of: Config, environment?: Record<string, string>) =>
  ampViewOf(
    of,
    clientKeysOf(of, [{ fingerprint: fingerprint(alpha), label: 'team-a' }], undefined),
    environment && keysInEnvironment(environment),
  );
const without = (...fields: string[]): Config => ({
  ...config,
  ampcode: Object.fromEntries(
    Object.entries(config.ampcode ?? {}).filter(([name]) => !fields.includes(name)),
  ),
});

describe('which upstream key a client key gets at Amp', () => {
  test('the first mapping that names it, else the default, else AMP_API_KEY, else none (recorded of v6)', () => {
    const got = (of: Config, environment?: Record<string, string>) =>
      viewOf(of, environment).clients.map(({ upstream, why }) => [upstream?.mask, why]);
    const spare = { AMP_API_KEY: 'fake-amp-key-00000000000000000000009' };
    expect(got(config, spare)).toEqual([
      ['fake…0001', 'mapped'],
      ['fake…0002', 'mapped'],
      ['fake…0003', 'default'],
    ]);
    const noDefault = without('upstream-api-key');
    expect(got(noDefault, spare)[2]).toEqual(['fake…0009', 'environment']);
    expect(got(noDefault, {})[2]).toEqual([undefined, 'none']);
    expect(got(noDefault)[2]).toEqual([undefined, 'unknown']);
  });

  test('client keys that are not there and repeated ones are flagged where they stand', () => {
    const { mappings } = viewOf(config);
    expect(mappings.map(({ upstream, repeated }) => [upstream.mask, repeated])).toEqual([
      ['fake…0001', false],
      ['fake…0002', false],
      ['fake…0001', true],
    ]);
    expect(mappings[0]?.clients).toMatchObject([
      { label: 'team-a', known: true, repeated: false },
      { label: undefined, known: false, repeated: false },
    ]);
    expect(mappings[1]?.clients).toMatchObject([
      { label: 'team-a', known: true, repeated: true },
      { known: true, repeated: false },
    ]);
  });

  test('in words, with what is off or not known', () => {
    const words = (of: Config, environment?: Record<string, string>) => {
      const { clients, upstreamUrl } = viewOf(of, environment);
      return clients.map((client) => ampWords(client, upstreamUrl !== undefined));
    };
    expect(words(config)).toEqual([
      'fake…0001 · mapped to this key',
      'fake…0002 · mapped to this key',
      'fake…0003 · the default; no mapping names this key',
    ]);
    expect(words(without('upstream-api-key'))[2]).toBe(
      'none in the config · AMP_API_KEY of the server, if it is set',
    );
    expect(words(without('upstream-api-key'), {})[2]).toBe('none · neither a mapping nor a default');
    expect(words(without('upstream-url'))[0]).toContain('idle: Amp has no upstream-url');
    expect(words({ 'api-keys': [alpha] })).toEqual(['none · Amp is not set up']);
  });

  test('no key is in it', () => {
    const view = viewOf(config, { AMP_API_KEY: 'fake-amp-key-00000000000000000000009' });
    expect(`${inspect(view, { depth: 9 })}${JSON.stringify(view)}`).not.toMatch(
      /key-0000|key-gone|key-alpha/,
    );
  });
});
