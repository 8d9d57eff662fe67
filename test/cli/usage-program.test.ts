import { describe, expect, test } from 'vitest';
import { localPassword } from '../helpers/workspace.ts';
import { cliWorkspace } from './run-cli.ts';

describe('the built program', () => {
  test('finds its database and its metrics library', async () => {
    const place = await cliWorkspace({ more: 'metrics: true\n' });
    await place.startServe();
    const headers = { authorization: `Bearer ${localPassword}` };
    const metrics = await fetch(`${place.url}/metrics`, { headers });
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('cli_proxy_requests_in_flight 0');
    const body = JSON.stringify({ query: { since: 0 } });
    const usage = await fetch(`${place.url}/v0/management/console/usage`, { method: 'POST', headers, body });
    expect(await usage.json()).toMatchObject({ totals: { requests: 0 }, problems: [] });
  });
});
