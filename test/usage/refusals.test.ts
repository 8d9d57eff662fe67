import { describe, expect, test } from 'vitest';
import { cli, cliWorkspace } from '../cli/run-cli.ts';
import { serving } from '../cli/serve-in-process.ts';
import { makeFolder, makeStore, noon } from './make-record.ts';

const hour = 3_600_000;

describe('requests without a valid client key', () => {
  test('are counted by address and reason, and kept over a restart', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    for (let count = 0; count < 3; count++) store.refused('203.0.113.5', 'wrong key', noon - count * hour);
    store.refused('203.0.113.5', 'no key', noon);
    store.refused('203.0.113.6', 'no key', noon);
    store.refused('203.0.113.6', 'no key', noon - 5 * hour);
    await store.close();
    const again = await makeStore({ folder });
    expect(await again.refusals({ since: noon - 2 * hour }, 10)).toEqual([
      { address: '203.0.113.5', reason: 'wrong key', requests: 3, lastAt: noon },
      { address: '203.0.113.5', reason: 'no key', requests: 1, lastAt: noon },
      { address: '203.0.113.6', reason: 'no key', requests: 1, lastAt: noon },
    ]);
    expect((await again.totals({ since: 0 })).requests).toBe(0);
  });

  test('from ever new addresses fill neither the memory nor the disk', async () => {
    const store = await makeStore();
    for (let count = 0; count < 1_000; count++) store.refused(`address-${count}`, 'wrong key', noon);
    const found = (await store.refusals({ since: 0 }, 1_000)) ?? [];
    expect(found).toHaveLength(201);
    expect(found[0]).toMatchObject({ address: 'others', requests: 800 });
  });

  test('are listed by usage --refused, and counted under the table', async () => {
    const place = await cliWorkspace({ keys: 1 });
    const server = await serving(place);
    const ask = (authorization?: string) =>
      fetch(`${place.url}/v1/models`, { headers: authorization === undefined ? {} : { authorization } });
    for (const key of ['Bearer fake-wrong-key', 'Bearer fake-wrong-key', undefined]) {
      expect((await ask(key)).status).toBe(401);
    }
    expect((await ask(`Bearer ${place.keys[0]?.key}`)).status).toBe(200);
    await server.stop();
    const shown = await cli(place, ['usage', '--refused', '--disk']);
    expect(shown.stdout).toMatch(
      /^ADDRESS +REASON +REQUESTS +LAST\n127\.0\.0\.1 +wrong key +2 .* ago\n127\.0\.0\.1 +no key +1 /,
    );
    const table = await cli(place, ['usage', '--disk']);
    expect(table.stderr).toContain('3 more without a valid client key were refused');
    const one = await cli(place, ['usage', '--disk', '--model', 'gpt-4o']);
    expect(one.stderr).not.toContain('refused');
  });
});
