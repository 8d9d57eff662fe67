import { describe, expect, test } from 'vitest';
import { replay } from './replay.ts';
import { baseConfig, runServer } from './running-server.ts';

const keys = [
  'fake-client-key-alpha-0000000000000001',
  'fake-client-key-bravo-0000000000000002',
  'fake-client-key-charlie-00000000000003',
];

describe('recorded exchanges of the public server', () => {
  test('api-keys: every form of reading and writing answers the same', async () => {
    const { url, backend } = await runServer({ config: { ...(await baseConfig()), 'api-keys': keys } });
    expect(await replay('api-keys', url)).toBe(35);
    expect(backend.config['api-keys']).toEqual(keys);
  });

  test('settings: every scalar answers the same, clamped and shortened values too', async () => {
    const config = {
      ...(await baseConfig()),
      'usage-statistics-enabled': true,
      'logging-to-file': true,
      'max-retry-interval': 5,
      'logs-max-total-size-mb': 50,
      'quota-exceeded': { 'switch-project': true, 'switch-preview-model': true },
    };
    const { url } = await runServer({ config });
    expect(await replay('settings', url)).toBe(104);
  });
});
