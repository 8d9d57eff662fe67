import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { hashSecret } from '../../src/base/bcrypt.ts';
import { Secret } from '../../src/base/secret.ts';
import type { Config } from '../../src/contract/config.ts';
import { alpha, baseConfig, errorOf, json, managementSecret, runServer } from './running-server.ts';

const path = '/v0/management/debug';
const wrong = { headers: { authorization: 'Bearer fake-wrong-secret' } };
const invalid = { error: { message: 'invalid password', type: 'authentication_error' } };

async function withManagement(more: Record<string, unknown>, config: Config = {}): Promise<Config> {
  const base = await baseConfig();
  return { ...base, ...config, 'remote-management': { ...base['remote-management'], ...more } };
}

/** A raw request, for headers that fetch does not send. */
function raw(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url + path, { headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the management secret (B2, B5)', () => {
  test.each([
    ['Authorization: Bearer', { authorization: `Bearer ${managementSecret}` }],
    ['a lower-case bearer', { authorization: `bearer ${managementSecret}` }],
    ['the bare value', { authorization: managementSecret }],
    ['X-Management-Key', { 'x-management-key': managementSecret }],
  ])('is taken from %s', async (_, headers) => {
    const { url } = await runServer();
    const answer = await fetch(url + path, { headers });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ debug: false });
  });

  test('is refused with the documented body when it is wrong or missing, also from this machine', async () => {
    const { url } = await runServer();
    for (const headers of [{}, { authorization: 'Bearer nope' }, { 'x-management-key': 'nope' }] as const) {
      const answer = await fetch(url + path, { headers });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual(invalid);
    }
  });

  test('a wrong Authorization wins over a right X-Management-Key', async () => {
    const { url } = await runServer();
    const headers = { authorization: 'Bearer nope', 'x-management-key': managementSecret };
    expect((await fetch(url + path, { headers })).status).toBe(401);
  });

  test('is not taken from the query, and neither its hash nor a client key will do', async () => {
    const { url, backend } = await runServer();
    const hash = backend.config['remote-management']?.['secret-key'] ?? '';
    expect((await fetch(`${url}${path}?key=${managementSecret}`)).status).toBe(401);
    expect((await fetch(url + path, { headers: { authorization: hash } })).status).toBe(401);
    expect((await fetch(url + path, { headers: { authorization: alpha } })).status).toBe(401);
  });

  test('unknown paths and wrong methods are 404 without a body behind a good secret, 401 without', async () => {
    const { url, manage } = await runServer();
    const unknown = await manage('/no-such-thing');
    expect([unknown.status, await unknown.text()]).toEqual([404, '']);
    const method = await manage('/debug', json({ value: true }, { method: 'POST' }));
    expect([method.status, await method.text()]).toEqual([404, '']);
    expect((await fetch(`${url}/v0/management/no-such-thing`)).status).toBe(401);
  });

  test('no page from elsewhere gets leave to ask', async () => {
    const { url } = await runServer();
    const answer = await fetch(`${url}/v0/management/config`, {
      method: 'OPTIONS',
      headers: { origin: 'http://pages.example.com', 'access-control-request-method': 'PUT' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('no secret anywhere (B4)', () => {
  test('every management path is 404 with the documented body', async () => {
    for (const secret of ['', null]) {
      const { url } = await runServer({ config: await withManagement({ 'secret-key': secret }) });
      for (const one of ['', '/debug', '/config.yaml', '/nothing/at/all']) {
        const answer = await fetch(`${url}/v0/management${one}`, wrong);
        expect(answer.status).toBe(404);
        expect(await answer.json()).toEqual({ error: { message: 'Not Found', type: 'not_found' } });
      }
    }
  });

  test('a secret that is added or taken away by an edit of the file acts at once', async () => {
    const { url, backend, manage } = await runServer({ config: await withManagement({ 'secret-key': '' }) });
    expect((await manage('/debug')).status).toBe(404);
    backend.outside(await baseConfig());
    await expect.poll(async () => (await manage('/debug')).status).toBe(200);
    backend.outside({ ...(await baseConfig()), 'remote-management': {} });
    await expect.poll(async () => (await fetch(url + path)).status).toBe(404);
  });
});

describe('five wrong secrets in a row (B5)', () => {
  test('ban the address for half an hour, and say so', async () => {
    const { url, manage, clock, lines } = await runServer();
    const left: (string | null)[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      const answer = await fetch(url + path, wrong);
      expect([attempt, answer.status]).toEqual([attempt, 401]);
      left.push(answer.headers.get('x-attempts-left'));
    }
    expect(left).toEqual(['4', '3', '2', '1', '0']);
    clock.now += 2_000;
    const sixth = await fetch(url + path, wrong);
    expect(sixth.status).toBe(403);
    expect(sixth.headers.get('retry-after')).toBe('1798');
    expect((await errorOf(sixth)).message).toBe(
      'IP banned due to too many failed attempts. Try again in 29m58s',
    );
    expect((await manage('/debug')).status).toBe(403);
    expect((await fetch(`${url}/v1/models`, { headers: { authorization: alpha } })).status).toBe(200);
    expect(lines.join('\n')).toContain('127.0.0.1 is locked out');
    clock.now += 30 * 60_000 - 2_001;
    expect((await manage('/debug')).status).toBe(403);
    clock.now += 1;
    expect((await manage('/debug')).status).toBe(200);
  });

  test('requests without any secret count as well', async () => {
    const { url } = await runServer();
    for (let attempt = 1; attempt <= 5; attempt++) expect((await fetch(url + path)).status).toBe(401);
    expect((await fetch(url + path)).status).toBe(403);
  });

  test('a good secret before the fifth starts the count anew', async () => {
    const { url, manage } = await runServer();
    for (const _ of [1, 2, 3, 4]) expect((await fetch(url + path, wrong)).status).toBe(401);
    expect((await manage('/debug')).status).toBe(200);
    for (const _ of [1, 2, 3, 4]) expect((await fetch(url + path, wrong)).status).toBe(401);
    expect((await manage('/debug')).status).toBe(200);
  });

  test('many requests that start with the right secret at once are all let in', async () => {
    const { manage } = await runServer();
    const answers = await Promise.all(Array.from({ length: 40 }, () => manage('/debug')));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  });

  test('a burst of guesses at once is not judged further than the fifth', async () => {
    const { url } = await runServer();
    const burst = Array.from({ length: 8 }, (_, n) =>
      fetch(url + path, { headers: { authorization: `Bearer fake-guess-${n}` } }),
    );
    const statuses = (await Promise.all(burst)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 403)).toHaveLength(3);
  });
});

describe('who may ask from where (B3)', () => {
  const trusted = { 'trusted-proxies': ['127.0.0.1'] };
  const from = (address: string, more: Record<string, string> = {}) => ({
    headers: { authorization: `Bearer ${managementSecret}`, 'x-forwarded-for': address, ...more },
  });

  test('a forwarded address counts when a trusted proxy sends it, and is refused without allow-remote', async () => {
    const { url } = await runServer({ config: await withManagement({}, trusted) });
    const answer = await fetch(url + path, from('203.0.113.9'));
    expect(answer.status).toBe(403);
    expect((await errorOf(answer)).message).toBe('remote management disabled');
    expect((await fetch(url + path, from('127.0.0.1'))).status).toBe(200);
  });

  test('a forwarded address from anybody else is only words', async () => {
    const { url } = await runServer();
    expect((await fetch(url + path, from('203.0.113.9'))).status).toBe(200);
  });

  test('a client cannot call itself local through the proxy', async () => {
    const { url } = await runServer({ config: await withManagement({}, trusted) });
    expect((await fetch(url + path, from('127.0.0.1, 203.0.113.9'))).status).toBe(403);
    expect((await fetch(url + path, from('127.0.0.1, garbage'))).status).toBe(403);
    expect((await fetch(url + path, from('203.0.113.9', { 'x-real-ip': '127.0.0.1' }))).status).toBe(403);
  });

  test('allow-remote lets them ask, and bans count for the forwarded address alone', async () => {
    const { url, manage } = await runServer({
      config: await withManagement({ 'allow-remote': true }, trusted),
    });
    expect((await fetch(url + path, from('203.0.113.9'))).status).toBe(200);
    for (const _ of [1, 2, 3, 4, 5])
      await fetch(url + path, from('203.0.113.66', { authorization: 'Bearer fake-wrong' }));
    expect((await fetch(url + path, from('203.0.113.66'))).status).toBe(403);
    expect((await fetch(url + path, from('::ffff:203.0.113.66'))).status).toBe(403);
    expect((await fetch(url + path, from('203.0.113.9'))).status).toBe(200);
    expect((await manage('/debug')).status).toBe(200);
  });

  test('MANAGEMENT_PASSWORD opens nothing to callers from elsewhere', async () => {
    const { url } = await runServer({
      config: await withManagement({}, trusted),
      managementPassword: new Secret('fake-env-password-0001'),
    });
    const answer = await fetch(url + path, from('203.0.113.9', { authorization: 'fake-env-password-0001' }));
    expect(answer.status).toBe(403);
  });
});

describe('the other ways in (B1, C1)', () => {
  const localPassword = new Secret('fake-local-password-0001');
  const managementPassword = new Secret('fake-env-password-0001');
  const using = (password: Secret, more: Record<string, string> = {}) => ({
    headers: { authorization: `Bearer ${password.reveal()}`, ...more },
  });

  test('MANAGEMENT_PASSWORD works with and beside a stored secret, and is never written', async () => {
    for (const secret of ['', (await baseConfig())['remote-management']?.['secret-key']]) {
      const config = await withManagement({ 'secret-key': secret });
      const { url, backend, manage } = await runServer({ config, managementPassword });
      expect((await fetch(url + path, using(managementPassword))).status).toBe(200);
      expect((await manage('/debug')).status).toBe(secret ? 200 : 401);
      expect(backend.config).toEqual(config);
    }
  });

  test('the local password works from this machine, without any stored secret', async () => {
    const config = await withManagement({ 'secret-key': '' });
    const { url } = await runServer({ config, localPassword });
    expect((await fetch(url + path, using(localPassword))).status).toBe(200);
    expect((await fetch(url + path, wrong)).status).toBe(401);
  });

  test('the local password is refused to callers from elsewhere, whatever allow-remote says', async () => {
    const config = await withManagement({ 'allow-remote': true }, { 'trusted-proxies': ['127.0.0.0/8'] });
    const { url } = await runServer({ config, localPassword });
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    expect((await fetch(url + path, using(localPassword, elsewhere))).status).toBe(401);
    expect((await fetch(url + path, using(localPassword))).status).toBe(200);
  });

  test('an empty password in the environment is no password', async () => {
    const config = await withManagement({ 'secret-key': '' });
    const { url } = await runServer({ config, managementPassword: new Secret('') });
    expect((await fetch(url + path)).status).toBe(404);
  });

  test('console/state says by which of them the asker signed in', async () => {
    const { url, manage } = await runServer({ localPassword });
    const state = `${url}/v0/management/console/state`;
    expect(await (await fetch(state, using(localPassword))).json()).toMatchObject({
      signedInAs: 'local password',
    });
    expect(await (await manage('/console/state')).json()).toMatchObject({ signedInAs: 'management secret' });
  });
});

describe('a page that makes its name point at this machine', () => {
  test('is refused on a loopback bind by its Host header', async () => {
    const { url } = await runServer();
    const authorization = `Bearer ${managementSecret}`;
    const refused = await raw(url, { authorization, host: 'pages.example.com:8317' });
    expect(refused.status).toBe(403);
    expect(refused.body).toContain('listens on this machine only');
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:8317', '127.8.8.8'])
      expect((await raw(url, { authorization, host })).status).toBe(200);
  });

  test('cannot lock this machine out by requests that it may not even read', async () => {
    const { url, manage } = await runServer();
    const pages: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' },
      { origin: 'https://pages.example.com' },
      { origin: 'null' },
    ];
    for (const headers of [...pages, ...pages]) expect((await raw(url, headers)).status).toBe(403);
    expect((await manage('/debug')).status).toBe(200);
    const authorization = managementSecret;
    expect((await raw(url, { authorization, origin: url })).status).toBe(200);
    expect((await raw(url, { authorization, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test('a trusted proxy may hand on its public name', async () => {
    const config = { ...(await baseConfig()), 'trusted-proxies': ['127.0.0.1'] };
    const { url } = await runServer({ config });
    const headers = {
      authorization: managementSecret,
      host: 'proxy.example.com',
      'x-forwarded-for': '127.0.0.1',
    };
    expect((await raw(url, headers)).status).toBe(200);
  });
});

describe('a plain secret in config.yaml (B1)', () => {
  test('is replaced by a hash that the Go server reads, before the first request', async () => {
    const { backend, manage } = await runServer({
      config: await withManagement({ 'secret-key': managementSecret }),
    });
    expect(backend.config['remote-management']?.['secret-key']).toMatch(/^\$2a\$10\$.{53}$/);
    expect((await manage('/debug')).status).toBe(200);
  });

  test('is replaced as well when an edit of the file brings it, and the old one is refused', async () => {
    const { url, backend, manage } = await runServer();
    expect((await manage('/debug')).status).toBe(200);
    backend.outside(await withManagement({ 'secret-key': 'fake-management-secret-0002' }));
    await expect.poll(() => backend.config['remote-management']?.['secret-key']).toMatch(/^\$2a\$10\$/);
    expect((await manage('/debug')).status).toBe(401);
    const headers = { authorization: 'Bearer fake-management-secret-0002' };
    expect((await fetch(url + path, { headers })).status).toBe(200);
  });

  test('stays in force in plain, with a word in the log, when it is too long for bcrypt', async () => {
    const long = 'x'.repeat(80);
    const { url, lines } = await runServer({ config: await withManagement({ 'secret-key': long }) });
    expect((await fetch(url + path, { headers: { authorization: long } })).status).toBe(200);
    expect((await fetch(url + path, { headers: { authorization: long.slice(0, 72) } })).status).toBe(401);
    expect(lines.join('\n')).toContain('at most 72 bytes');
    expect(lines.join('\n')).not.toContain(long);
  });

  test('a changed hash makes the server forget the secret it had verified', async () => {
    const { backend, manage } = await runServer();
    expect((await manage('/debug')).status).toBe(200);
    backend.outside(await withManagement({ 'secret-key': await hashSecret('fake-management-secret-0003') }));
    await expect.poll(async () => (await manage('/debug')).status).toBe(401);
  });
});
