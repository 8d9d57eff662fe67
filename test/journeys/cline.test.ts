import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { consoleOnServer } from '../helpers/journey.ts';

const asking = 'fake-cline-key-0000000000004321';

/** A Cline account on loopback, with the bodies that its documents tell (J2, J3). */
async function account() {
  const keys = new Map([
    ['key_1', { id: 'key_1', name: 'ci', maskedKey: 'fake…9999', createdAt: '2026-09-01T10:00:00Z' }],
    ['key_2', { id: 'key_2', name: 'console', maskedKey: 'fake…4321', createdAt: '2026-10-01T10:00:00Z' }],
  ]);
  const server = createServer((request, response) => {
    request.resume();
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const refuse = (code: number, message: string) => send(code, { error: { code, message, metadata: {} } });
    if (request.headers.authorization !== `Bearer ${asking}`) return refuse(401, 'Invalid API key');
    const id = /\/api-keys\/(.+)$/.exec(request.url ?? '')?.[1];
    if (request.method === 'DELETE' && id) {
      return keys.delete(id) ? send(200, { success: true }) : refuse(404, 'API key not found');
    }
    return send(200, { data: [...keys.values()] });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`, keys };
}

describe('the keys of a Cline account by keyboard (J2)', () => {
  test('they are listed behind a row of Cline, and one is revoked once its name was seen', async () => {
    const { url, keys } = await account();
    const more = `
openai-compatibility:
  - name: cline
    base-url: ${url}
    api-key-entries:
      - api-key: ${asking}
`;
    const { terminal } = await consoleOnServer({ more });
    terminal.press('3');
    await terminal.waitFor('cline');
    terminal.press('C');
    const listed = await terminal.waitFor(/console +fake…4321 · used by this row/);
    expect(listed).toMatch(/ci +fake…9999 · created/);
    terminal.press('Enter');
    await terminal.waitFor('Revoke the Cline key ci?');
    expect(keys.size).toBe(2);
    terminal.type('ci');
    terminal.press('Enter');
    await terminal.waitFor('Revoked the Cline key ci');
    expect([...keys.keys()]).toEqual(['key_2']);
    terminal.press('C');
    await terminal.waitFor('1 key.');
  });

  test('C adds Cline where there is none, and the file has its address and example models', async () => {
    const { terminal, place } = await consoleOnServer({ cols: 100, rows: 30 });
    terminal.press('3');
    await terminal.waitFor('No provider keys yet');
    terminal.press('C');
    await terminal.waitFor('New Cline key');
    terminal.type(asking);
    terminal.press('Enter');
    await terminal.waitFor(/Added cline/);
    const config = await place.readConfig();
    expect(config).toContain('base-url: https://api.cline.bot/api/v1');
    expect(config).toContain('- name: anthropic/claude-sonnet-4-6');
    expect(config).toContain(`- api-key: ${asking}`);
    terminal.press('u');
    await terminal.waitFor('No provider keys yet');
  });
});
