import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { managementSecret, read } from '../running-server.ts';
import { runDiskServer } from './disk-server.ts';
import { replay } from './replay.ts';

const real = readFileSync(new URL('../../fixtures/contract/v7/config-real.yaml', import.meta.url), 'utf8');
const alpha = 'fake-client-key-alpha-0000000000000001';
const echo = 'fake-client-key-echo-00000000000000005';

const headers = { authorization: `Bearer ${managementSecret}` };
const models = async (url: string, key: string) =>
  (await fetch(`${url}/v1/models`, { headers: { authorization: key } })).status;
/** The text with every bcrypt hash and plain secret made the same. */
const withoutSecret = (text: string) => text.replace(/secret-key: "[^"]*"/, 'secret-key: "…"');

describe('the server on a real config.yaml', () => {
  test('hashes the plain secret at the start and touches nothing else', async () => {
    const server = await runDiskServer(real);
    const text = await server.text();
    expect(text).toMatch(/secret-key: "\$2a\$10\$/);
    expect(withoutSecret(text)).toBe(withoutSecret(real));
  });

  test('the recorded api-keys exchanges answer the same, and the file ends as it began', async () => {
    const server = await runDiskServer(real);
    await replay('api-keys', server.url);
    const text = await server.text();
    const list = (source: string) =>
      [...source.matchAll(/^ +- "(fake-client[^"]*)"/gm)].map(([, key]) => key);
    expect(list(text)).toEqual(list(real));
    const others = (source: string) =>
      withoutSecret(source).replace(/api-keys:[\s\S]*?\ndebug/, 'api-keys: …\ndebug');
    expect(others(text)).toBe(others(real));
  });

  test('the recorded settings exchanges answer the same, and comments stay', async () => {
    const server = await runDiskServer(real);
    expect(await replay('settings', server.url)).toBe(104);
    const text = await server.text();
    for (const comment of real.match(/#.*$/gm) ?? []) expect(text).toContain(comment);
  }, 60_000);

  test('an outside edit acts by itself, written in place or by rename', async () => {
    const server = await runDiskServer(real);
    const write = async (key: string, put: (text: string) => Promise<void>) => {
      const text = (await server.text()).replace(/"fake-client-key-(alpha|echo)[^"]*"/, `"${key}"`);
      await put(text);
      await expect.poll(() => models(server.url, key)).toBe(200);
    };
    await write(echo, (text) => writeFile(server.path, text));
    expect(await models(server.url, alpha)).toBe(401);
    await write(alpha, async (text) => {
      await writeFile(`${server.path}.new`, text);
      await rename(`${server.path}.new`, server.path);
    });
    expect(await models(server.url, echo)).toBe(401);
  });

  test('a broken file leaves the running config in force, and the repair is noticed', async () => {
    const server = await runDiskServer(real);
    const good = await server.text();
    await writeFile(server.path, 'host: "127.0.0.1"\nport: [broken\n');
    const problem = async () => {
      const answer = await fetch(`${server.url}/v0/management/console/state`, { headers });
      return (await read<{ problem: unknown }>(answer)).problem;
    };
    await expect.poll(problem).toMatchObject({ line: expect.any(Number) });
    expect(await models(server.url, alpha)).toBe(200);
    const setter = await fetch(`${server.url}/v0/management/debug`, {
      method: 'PUT',
      headers,
      body: '{"value":true}',
    });
    expect(setter.status).toBe(500);
    expect(await setter.json()).toMatchObject({ error: expect.stringMatching(/^failed to save config: /) });
    expect(await (await fetch(`${server.url}/v0/management/debug`, { headers })).json()).toEqual({
      debug: false,
    });
    await writeFile(server.path, good);
    await expect.poll(problem).toBeNull();
    expect(server.lines.join('\n')).toContain('config.yaml is valid again');
  });

  test('PUT config.yaml refuses what the recorded server refuses, with line and column', async () => {
    const server = await runDiskServer(real);
    const put = async (body: string) => {
      const answer = await fetch(`${server.url}/v0/management/config.yaml`, { method: 'PUT', headers, body });
      return { status: answer.status, body: await answer.json() };
    };
    const before = await server.text();
    for (const text of [
      'host: "127.0.0.1"\nport: [18317\n  bad: : :\n',
      'port: "not-a-number"\n',
      'just a string',
      '',
    ])
      expect(await put(text)).toMatchObject({
        status: 400,
        body: { error: 'invalid_yaml', message: expect.any(String), line: expect.any(Number) },
      });
    const weight = before.replace('prefix: "team2"', 'prefix: "team2"\n    weight: 1000001');
    expect(await put(weight)).toMatchObject({ status: 422, body: { error: 'invalid_config' } });
    expect(await server.text()).toBe(before);
  });

  test('PUT config.yaml never lets a plain secret touch the disk, and the new one is in force', async () => {
    const server = await runDiskServer(real);
    const body = real.replace(managementSecret, 'fake-management-secret-0002');
    const answer = await fetch(`${server.url}/v0/management/config.yaml`, { method: 'PUT', headers, body });
    expect(await answer.json()).toMatchObject({ ok: true, changed: ['config'] });
    const text = await server.text();
    expect(text).not.toContain('fake-management-secret');
    expect(withoutSecret(text)).toBe(withoutSecret(real));
    const debug = `${server.url}/v0/management/debug`;
    expect((await fetch(debug, { headers })).status).toBe(401);
    expect((await fetch(debug, { headers: { authorization: 'fake-management-secret-0002' } })).status).toBe(
      200,
    );
  });
});
