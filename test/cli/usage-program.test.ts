import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { localPassword } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';

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

  test('loses nothing on SIGTERM: what was answered is in the file', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ usage: { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 } }));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      upstream.closeAllConnections();
      upstream.close();
    });
    const { port } = upstream.address() as AddressInfo;
    const more = `openai-compatibility:
  - name: fakeup
    base-url: http://127.0.0.1:${port}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [{ name: fake-model-1 }]
`;
    const place = await cliWorkspace({ more });
    const server = await place.startServe();
    const call = () =>
      fetch(`${place.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${place.keys[0]?.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'fake-model-1', messages: [] }),
      }).then((answer) => answer.text());
    await Promise.all(Array.from({ length: 150 }, call));
    await server.stop();
    const { json } = await cli(place, ['usage', '--disk', '--json']);
    expect(json()).toMatchObject({ totals: { requests: 150, failed: 0, tokens: { input: 1_800 } } });
  });
});
