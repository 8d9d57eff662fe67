import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type PublicServer, startPublicServer } from '../helpers/public-server/start-public-server.ts';
import type { PublicServerOptions } from '../helpers/public-server/types.ts';
import { readFixture } from './recording.ts';

const running: PublicServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(options: Partial<PublicServerOptions> = {}): Promise<PublicServer> {
  const server = await startPublicServer({ kind: 'v7', ...options });
  running.push(server);
  return server;
}

function manage(server: PublicServer, method: string, path: string, body?: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${server.url}/v0/management/${path}`, {
    method,
    headers: { authorization: `Bearer ${server.secret}` },
    ...(body === undefined ? {} : { body: text }),
  });
}

const add = (server: PublicServer, key: string) => manage(server, 'PATCH', 'api-keys', { old: '', new: key });
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Hash and port are of another run, auth-dir is a folder of its own. */
function comparable(text: string): string {
  return text
    .replace(/\$2a\$10\$[./A-Za-z0-9]{53}/, '(hash)')
    .replace(/port: \d+/, 'port: 0')
    .replace(/auth-dir: .*/, 'auth-dir: "~"');
}

describe('config.yaml of the stand-in', () => {
  test('looks after a start as it did on the real server', async () => {
    const server = await start({ configText: readFixture('v7/config-real.yaml') });
    const real = readFixture('v7/config-real.after-start.yaml');
    expect(comparable(await server.configText())).toBe(comparable(real));
  });

  test('looks after one setter as it did on the real server', async () => {
    const server = await start({ configText: readFixture('v7/config-real.yaml') });
    await manage(server, 'PUT', 'debug', { value: true });
    const real = readFixture('v7/config-real.after-one-put.yaml');
    expect(comparable(await server.configText())).toBe(comparable(real));
    expect(await server.configText()).toContain(`auth-dir: "${server.authDir}"`);
  });

  test('v6 keeps its ampcode block', async () => {
    const server = await start({
      kind: 'v6',
      secret: 'fake-mgmt-secret',
      configText: readFixture('v6/config.yaml'),
    });
    await manage(server, 'PUT', 'debug', { value: true });
    expect(await server.configText()).toMatch(/ampcode:[\s\S]*amp-fake-team-b/);
  });

  test('a key added is listed, in force and in the file', async () => {
    const server = await start();
    expect((await add(server, 'fake-added')).status).toBe(200);
    expect(server.clientKeysInForce()).toContain('fake-added');
    expect(readFileSync(server.configPath, 'utf8')).toContain('fake-added');
  });

  test('an edit in place is seen; after a rename over the file none is, until a restart', async () => {
    const server = await start();
    const text = await server.configText();
    await server.writeConfig(text.replace('alpha', 'edited'));
    while (!server.clientKeysInForce()[0]?.includes('edited')) await settle();
    await server.renameOverConfig(text);
    while (server.watching()) await settle();
    const put = await manage(server, 'PUT', 'config.yaml', text.replace('alpha', 'again'));
    await server.settled();
    expect(put.status).toBe(200);
    expect(server.clientKeys()[0]).toContain('again');
    expect(server.clientKeysInForce()[0]).toContain('edited');
    await server.stop();
    await server.start();
    expect(server.watching()).toBe(true);
    expect(server.clientKeysInForce()[0]).toContain('again');
  });

  test('v6 applies no setter any more after a rename, v7 does, and both write their memory over the file', async () => {
    for (const kind of ['v6', 'v7'] as const) {
      const server = await start({ kind });
      const text = await server.configText();
      await server.renameOverConfig(text.replace('api-keys:', 'api-keys:\n  - fake-by-hand'));
      while (server.watching()) await settle();
      expect((await add(server, 'fake-added')).status).toBe(200);
      expect(server.clientKeys()).toContain('fake-added');
      expect(server.clientKeysInForce().includes('fake-added')).toBe(kind === 'v7');
      expect(await server.configText()).not.toContain('fake-by-hand');
      await server.stop();
      await server.start();
      expect(server.clientKeysInForce()).toContain('fake-added');
    }
  });

  test('a start lists accounts at any depth, which only v7 sends requests to; later ones wait for the next', async () => {
    for (const kind of ['v7', 'v6'] as const) {
      const server = await start({ kind });
      const file = '.hidden/deep/kimi.json';
      const account = { type: 'kimi', email: 'dev@example.com', access_token: 'fake-token' };
      const ask = async () => {
        const answer = await fetch(`${server.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.clientKeys()[0]}` },
          body: JSON.stringify({ model: 'kimi-k2', messages: [] }),
        });
        return answer.ok;
      };
      const listed = async () => (await (await manage(server, 'GET', 'auth-files')).text()).includes('kimi');
      server.dropAuthFile(file, account);
      expect([await listed(), await ask()]).toEqual([false, false]);
      await server.stop();
      await server.start();
      expect([await listed(), await ask()]).toEqual([true, kind === 'v7']);
      rmSync(join(server.authDir, file));
      server.dropAuthFile('kimi.json', account);
      expect([await listed(), await ask()]).toEqual([true, true]);
    }
  });

  test('a lost write answers ok and is gone, the next one stays', async () => {
    const server = await start({ race: { loseWrite: 2 } });
    await add(server, 'fake-1');
    expect((await add(server, 'fake-2')).status).toBe(200);
    await add(server, 'fake-3');
    expect(server.clientKeys().slice(1)).toEqual(['fake-1', 'fake-3']);
    expect(await server.configText()).not.toContain('fake-2');
    server.loseWrites();
    await add(server, 'fake-4');
    expect(server.clientKeys()).not.toContain('fake-4');
  });

  test('a header left out of a list or a PATCH stays, config.yaml drops it', async () => {
    const server = await start();
    const entry = { 'api-key': 'fake-up', headers: { A: '1' } };
    const headers = async () => {
      const answer = await manage(server, 'GET', 'gemini-api-key');
      const body = (await answer.json()) as { 'gemini-api-key': { headers?: unknown }[] };
      return body['gemini-api-key'][0]?.headers;
    };
    await manage(server, 'PUT', 'gemini-api-key', [entry]);
    await manage(server, 'PATCH', 'gemini-api-key', { index: 0, value: { headers: { B: '2' } } });
    expect(await headers()).toEqual({ A: '1', B: '2' });
    await manage(server, 'PUT', 'gemini-api-key', [{ ...entry, headers: { B: '2' } }]);
    expect(await headers()).toEqual({ A: '1', B: '2' });
    await manage(server, 'PUT', 'config.yaml', (await server.configText()).replace(/ +A: .*\n/, ''));
    await server.settled();
    expect(await headers()).toEqual({ B: '2' });
  });
});

describe('what tests can see and do', () => {
  test('a key deleted by value is in the log, one deleted by index is not', async () => {
    const server = await start({ clientKeys: ['fake-seen', 'fake-hidden'] });
    await manage(server, 'DELETE', 'api-keys?value=fake-seen');
    await manage(server, 'DELETE', 'api-keys?index=0');
    expect(server.clientKeys()).toEqual([]);
    expect(server.logLines.filter((line) => line.includes('fake-seen'))).toHaveLength(1);
    expect(server.logLines.join()).not.toContain('fake-hidden');
  });

  test('requests are counted, with what became of them', async () => {
    const server = await start();
    await manage(server, 'GET', 'debug');
    await fetch(`${server.url}/v0/management/debug`);
    await fetch(`${server.url}/healthz`);
    expect(server.requests.map(({ path, status, authorized }) => [path, status, authorized])).toEqual([
      ['/v0/management/debug', 200, true],
      ['/v0/management/debug', 401, false],
      ['/healthz', 200, false],
    ]);
    expect(server.refused).toBe(1);
  });

  test('a secret changed by somebody else refuses the old one', async () => {
    const server = await start();
    await server.setSecret('fake-management-secret-0002');
    expect((await manage(server, 'GET', 'debug')).status).toBe(401);
    const headers = { authorization: 'Bearer fake-management-secret-0002' };
    expect((await fetch(`${server.url}/v0/management/debug`, { headers })).status).toBe(200);
  });

  test('checking a secret takes the time that was asked for', async () => {
    const server = await start({ bcryptDelayMs: 60 });
    const from = performance.now();
    await manage(server, 'GET', 'debug');
    expect(performance.now() - from).toBeGreaterThanOrEqual(59);
  });

  test('usage records that nobody takes are gone after their time', async () => {
    let at = Date.now();
    const server = await start({ now: () => at });
    server.traffic({ clientKey: 'fake-client' });
    at += 59_000;
    expect(server.recordsWaiting).toBe(1);
    at += 2000;
    expect(server.recordsWaiting).toBe(0);
  });

  test('a hanging server accepts and is silent', async () => {
    const server = await start();
    server.hang();
    const asked = new AbortController();
    const answer = fetch(`${server.url}/healthz`, { signal: asked.signal });
    while (server.requests.length === 0) await settle();
    asked.abort();
    await expect(answer).rejects.toThrow();
    server.answerAgain();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});
