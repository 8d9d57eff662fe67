import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../src/contract/config.ts';
import { accountWorld } from '../accounts/account-world.ts';
import { fakeUpstream } from '../gateway/fake-upstream.ts';
import { baseConfig, json, read, runServer } from '../running-server.ts';

const key = 'sk-fake-provider-key-000000000000001';
const token = 'Bearer $TOKEN$';

/** A server with one provider key for a provider that answers on loopback. */
async function world(config: Config = {}) {
  const upstream = await fakeUpstream((asked) => {
    asked.response.setHeader('location', 'http://127.0.0.1:1/elsewhere');
    asked.json(asked.url === '/moved' ? 302 : 200, { asked: asked.url });
  });
  const entry = { 'api-key': key, 'base-url': `${upstream.url}/v1` };
  const base = await baseConfig();
  const server = await runServer({ config: { ...base, 'codex-api-key': [entry], ...config } });
  const listed = await read<{ 'codex-api-key': { 'auth-index': string }[] }>(
    await server.manage('/codex-api-key'),
  );
  const index = listed['codex-api-key'][0]?.['auth-index'];
  const call = async (body: object) => {
    const answer = await server.manage('/api-call', json(body, { method: 'POST' }));
    return { status: answer.status, body: await read<Record<string, unknown>>(answer) };
  };
  return { server, upstream, index, call };
}

describe('api-call', () => {
  test('sends the key of a provider to its own host, and says who asks', async () => {
    const { upstream, index, call } = await world();
    const url = `${upstream.url}/v1/models?all=1`;
    const answer = await call({ auth_index: index, method: 'get', url, header: { Authorization: token } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status_code: 200, body: '{"asked":"/v1/models?all=1"}' });
    expect((answer.body.header as Record<string, unknown>)['Content-Type']).toEqual(['application/json']);
    expect(upstream.seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${key}`,
      'user-agent': 'cli-proxy/9.9.9',
    });
  });

  test('sends method, body and headers as they were written', async () => {
    const { upstream, index, call } = await world();
    const header = { 'X-Own': 'yes', 'User-Agent': 'own/1', Connection: 'close' };
    await call({ authIndex: index, method: 'POST', url: `${upstream.url}/a`, header, data: '{"a":1}' });
    expect(upstream.seen[0]).toMatchObject({ method: 'POST', url: '/a', body: '{"a":1}' });
    expect(upstream.seen[0]?.headers).toMatchObject({ 'x-own': 'yes', 'user-agent': 'own/1' });
  });

  test('reports a redirect and does not follow it', async () => {
    const { upstream, index, call } = await world();
    const answer = await call({ auth_index: index, method: 'GET', url: `${upstream.url}/moved` });
    expect(answer.body.status_code).toBe(302);
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/moved']);
  });

  test('calls no host that is not the one of the credential', async () => {
    const { upstream, index, call } = await world();
    const other = await fakeUpstream((asked) => asked.json(200, {}));
    const [, port] = /:(\d+)$/.exec(upstream.url) ?? [];
    for (const url of [other.url, `http://localhost:${port}/v1`, `http://me@127.0.0.1:${port}/`]) {
      const answer = await call({ auth_index: index, method: 'GET', url, header: { Authorization: token } });
      expect([url, answer.status, answer.body.error]).toEqual([url, 403, 'host not allowed']);
    }
    expect(await call({ method: 'GET', url: other.url })).toMatchObject({ status: 403 });
    expect([...upstream.seen, ...other.seen]).toEqual([]);
  });

  test('without a credential calls the hosts of the config, and never sends the placeholder', async () => {
    const { upstream, call } = await world();
    const url = `${upstream.url}/v1/models`;
    expect(await call({ method: 'GET', url, header: { 'x-api-key': 'own' } })).toMatchObject({ status: 200 });
    expect(upstream.seen[0]?.headers['x-api-key']).toBe('own');
    const refused = await call({ method: 'GET', url, header: { Authorization: token } });
    expect(refused).toMatchObject({ status: 400, body: { error: 'auth token not found' } });
    const unknown = await call({ auth_index: 'beef', method: 'GET', url, header: { Authorization: token } });
    expect(unknown).toMatchObject({ status: 404, body: { error: 'auth not found' } });
    expect(upstream.seen).toHaveLength(1);
  });

  test('refuses another proxy, another host header and broken headers', async () => {
    const { upstream, index, call } = await world();
    const base = { auth_index: index, method: 'GET', url: upstream.url };
    for (const more of [
      { proxy_url: 'http://127.0.0.1:1' },
      { header: { Host: 'elsewhere.example' } },
      { header: { 'x-a': 'a\r\nx-b: c' } },
      { method: 'CONNECT' },
    ])
      expect([more, (await call({ ...base, ...more })).status]).toEqual([more, 400]);
    expect(upstream.seen).toEqual([]);
  });

  test('says when the provider cannot be reached', async () => {
    const { call } = await world({
      'codex-api-key': [{ 'api-key': key, 'base-url': 'http://127.0.0.1:1' }],
    });
    const answer = await call({ method: 'GET', url: 'http://127.0.0.1:1/' });
    expect(answer).toMatchObject({ status: 502, body: { error: 'request failed' } });
  });

  test('an answer without end is not kept', async () => {
    const upstream = await fakeUpstream((asked) => {
      asked.response.writeHead(200);
      const more = (): void => {
        while (asked.response.write('x'.repeat(65_536)));
        asked.response.once('drain', more);
      };
      more();
    });
    const { call } = await world({ 'codex-api-key': [{ 'api-key': key, 'base-url': upstream.url }] });
    const answer = await call({ method: 'GET', url: upstream.url });
    expect(answer.body).toEqual({ error: 'request failed', message: 'The answer is larger than 4 MiB.' });
  });

  test('stands in the audit log with address and credential, and without the query', async () => {
    const { server, upstream, index, call } = await world();
    await call({ auth_index: index, method: 'GET', url: `${upstream.url}/v1/x?secret=1` });
    const audit = await server.backend.readAudit?.(10);
    const [entry] = audit?.ok ? audit.value : [];
    expect(entry).toMatchObject({
      user: 'management secret, from 127.0.0.1',
      operation: 'POST api-call',
      names: [`GET ${upstream.url}/v1/x`, index],
    });
  });

  test('renews the expired token of an account before it is sent', async () => {
    const accounts = await accountWorld();
    await accounts.logIn('codex');
    const listed = await read<{ files: { auth_index: string }[] }>(await accounts.manage('/auth-files'));
    const name = (await readdir(accounts.folder)).find((one) => one.endsWith('.json')) ?? '';
    const before = JSON.parse(await readFile(join(accounts.folder, name), 'utf8')).access_token;
    accounts.later = 48 * 3_600_000;
    const answer = await accounts.manage(
      '/api-call',
      json(
        {
          auth_index: listed.files[0]?.auth_index,
          method: 'GET',
          url: `${accounts.upstream.url}/wham/usage`,
          header: { Authorization: token },
        },
        { method: 'POST' },
      ),
    );
    expect(answer.status).toBe(200);
    const after = JSON.parse(await readFile(join(accounts.folder, name), 'utf8')).access_token;
    expect(accounts.upstream.seen[0]?.headers.authorization).toBe(`Bearer ${after}`);
    expect(after).not.toBe(before);
  });
});
