import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/contract/config.ts';
import { problemOf, readSetting, type Setting } from '../../src/contract/settings/setting.ts';
import {
  allSettings,
  settingAround,
  settingNamed,
  unknownSettings,
} from '../../src/contract/settings/settings.ts';

interface Names {
  readonly version: string;
  /** Every setting of its config, as its source declares them. */
  readonly names: readonly string[];
}
const fixture = new URL('../fixtures/public-settings.json', import.meta.url);
const publicNames: Readonly<Record<'v7' | 'v6', Names>> = JSON.parse(readFileSync(fixture, 'utf8'));

interface Parts {
  readonly wrapped?: Parts;
  readonly entries?: Record<string, Parts>;
}
/** The settings of our own schema; lists and free mappings are one setting each. */
function namesOf({ wrapped, entries }: Parts, name = ''): string[] {
  if (wrapped) return namesOf(wrapped, name);
  if (!entries) return [name];
  return Object.entries(entries).flatMap(([key, part]) => namesOf(part, name ? `${name}.${key}` : key));
}

const usedBy = (reader: Setting['usedBy'][number]) =>
  allSettings.flatMap(({ path, usedBy: readers }) => (readers.includes(reader) ? [path] : []));

describe('the table of settings', () => {
  test.each(['v7', 'v6'] as const)(
    'names every setting of the public server %s, and no other as its own',
    (reader) => {
      const { names } = publicNames[reader];
      expect(usedBy(reader).toSorted()).toEqual([...names].toSorted());
    },
  );

  test('names every setting that this program reads', () => {
    const read = namesOf(configSchema as never);
    expect(read.filter((path) => settingNamed(path) === undefined)).toEqual([]);
    expect(usedBy('ours').filter((path) => !read.includes(path))).toEqual([]);
  });

  test('its defaults pass its own checks, and what it opens is not open by default', () => {
    for (const setting of allSettings) {
      for (const reader of setting.usedBy) {
        const value = setting.default(reader);
        if (value !== undefined)
          expect([setting.path, problemOf(setting, value)]).toEqual([setting.path, undefined]);
      }
    }
    expect(settingNamed('pprof.addr')?.danger?.when('127.0.0.1:8316', 'v7')).toBe(false);
    expect(settingNamed('pprof.addr')?.danger?.when('0.0.0.0:8316', 'v7')).toBe(true);
  });

  test.each([
    ['debug', 'true', true, 'yes', 'must be true or false'],
    ['port', '8400', 8400, '70000', 'must be at most 65535, not 70000'],
    [
      'routing.session-affinity-ttl',
      '1h30m',
      '1h30m',
      '1 day',
      'must be a duration such as 90s, 30m or 1h30m',
    ],
    [
      'routing.strategy',
      'fill-first',
      'fill-first',
      'best',
      'must be round-robin, weighted-round-robin or fill-first, not "best"',
    ],
    ['disable-image-generation', 'chat', 'chat', 'no', 'must be false, true, chat or passthrough, not "no"'],
    [
      'proxy-url',
      'socks5://host:1080',
      'socks5://host:1080',
      'host:1080',
      'must be an address such as http://host:3128 or socks5://host:1080, or the word direct',
    ],
    [
      'ampcode.upstream-url',
      'https://amp.example.com',
      'https://amp.example.com',
      'amp',
      'must be an address that begins with http:// or https://',
    ],
    [
      'pprof.addr',
      '[::1]:8316',
      '[::1]:8316',
      'localhost',
      'must be a host and a port, such as 127.0.0.1:8316',
    ],
    ['allowed-hosts', 'a.example.com, b', ['a.example.com', 'b'], '[1]', 'must be a list of texts'],
    ['plugins.configs', '{"one":{}}', { one: {} }, 'one', 'must be a list or a mapping'],
  ])('%s reads %s, and says why it refuses %s', (path, good, value, bad, problem) => {
    const setting = settingNamed(path) as Setting;
    expect(readSetting(setting, good)).toEqual(value);
    expect(problemOf(setting, readSetting(setting, good))).toBeUndefined();
    expect(problemOf(setting, readSetting(setting, bad))).toBe(problem);
  });

  test('knows what belongs to a setting, and what no server has', () => {
    expect(settingAround('plugins.configs.example.enabled')?.path).toBe('plugins.configs');
    expect(settingAround('no-such-setting')).toBeUndefined();
    const config = {
      port: 1,
      tls: { enable: true, extra: 1 },
      plugins: { configs: { one: {} } },
      own: { a: 1 },
    };
    expect(unknownSettings(config)).toEqual(['tls.extra', 'own']);
  });
});
