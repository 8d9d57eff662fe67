import { describe, expect, test } from 'vitest';
import { strategyNamed } from '../../src/contract/config.ts';
import { settingRemarks, whyUnused } from '../../src/providers/config-remarks.ts';

const namesOf = (config: Parameters<typeof settingRemarks>[0], kind: string) =>
  settingRemarks(config).flatMap((one) => (one.kind === kind ? [one.path.join('.')] : []));

describe('settings that do not do what they say', () => {
  test('everything that the embedded server does not use is named while it asks for something', () => {
    const asked = {
      debug: true,
      'logging-to-file': true,
      'logs-max-total-size-mb': 10,
      'error-logs-max-files': 20,
      'request-log': true,
      'quota-exceeded': { 'switch-project': true, 'switch-preview-model': true },
      'remote-management': {
        'disable-control-panel': true,
        'panel-github-repository': 'https://example.com',
      },
      'vertex-api-key': [{ 'api-key': 'fake-key' }],
      'interactions-api-key': [{ 'api-key': 'fake-key' }],
    };
    expect(namesOf(asked, 'unused').sort()).toEqual(
      [
        'interactions-api-key',
        'quota-exceeded.switch-preview-model',
        'quota-exceeded.switch-project',
        'remote-management.panel-github-repository',
        'vertex-api-key',
      ].sort(),
    );
    expect(JSON.stringify(settingRemarks(asked))).not.toContain('fake-');
  });

  test('nothing is said of what is off, empty or in use', () => {
    const quiet = {
      debug: true,
      'logging-to-file': true,
      'logs-max-total-size-mb': 10,
      'quota-exceeded': { 'switch-project': false },
      'remote-management': { 'disable-control-panel': true, 'panel-github-repository': '' },
      'vertex-api-key': [],
      'request-retry': 3,
      'proxy-url': 'socks5://proxy.example.com:1080',
      routing: { strategy: 'FF' },
    };
    expect(settingRemarks(quiet)).toEqual([]);
  });

  test('a strategy that does not exist and a negative count are wrong', () => {
    expect(settingRemarks({ routing: { strategy: 'nonsense' }, 'request-retry': -5 })).toEqual([
      {
        path: ['routing', 'strategy'],
        kind: 'wrong',
        message: 'routing.strategy must be round-robin, weighted-round-robin or fill-first, not "nonsense".',
      },
      {
        path: ['request-retry'],
        kind: 'wrong',
        message: 'request-retry must be at least 0, not -5.',
      },
    ]);
    expect(['fillfirst', 'fill_first'].map(strategyNamed)).toEqual(['fill-first', undefined]);
  });

  test('a member of a group that is not used is not used either', () => {
    expect(whyUnused('vertex-api-key')).toBeDefined();
    expect(whyUnused('vertex-api-key.x')).toBeDefined();
    expect(whyUnused('vertex-api-keys')).toBeUndefined();
  });
});
