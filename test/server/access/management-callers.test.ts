import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { baseConfig, errorOf, managementSecret, runServer, withManagement } from '../running-server.ts';

const path = '/v0/management/debug';
const wrong = { headers: { authorization: 'Bearer fake-wrong-secret' } };

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

  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-proto'])(
    '%s of a proxy that nobody named makes no stranger local, and is warned of once',
    async (name) => {
      const localPassword = new Secret('fake-local-password-0001');
      const { url, lines, manage } = await runServer({ localPassword });
      for (const secret of [managementSecret, 'fake-local-password-0001', managementSecret]) {
        const headers = { authorization: `Bearer ${secret}`, [name]: '127.0.0.1' };
        expect((await fetch(url + path, { headers })).status).toBe(403);
      }
      const warnings = lines.filter((line) => line.includes('trusted-proxies'));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('127.0.0.1 sends the headers of a reverse proxy');
      const state = await (await manage('/console/state')).json();
      expect(state).toMatchObject({
        unnamedProxies: ['127.0.0.1'],
        warnings: [expect.stringContaining('trusted-proxies')],
      });
    },
  );

  test('with allow-remote a proxy that nobody named lets in, and its guessers lock out nobody beside it', async () => {
    const { url, manage, backend } = await runServer({
      config: await withManagement({ 'allow-remote': true }),
    });
    expect((await fetch(url + path, from('203.0.113.9'))).status).toBe(200);
    for (const _ of [1, 2, 3, 4, 5]) await fetch(url + path, from('203.0.113.9', wrong.headers));
    expect((await fetch(url + path, from('203.0.113.9'))).status).toBe(403);
    expect((await manage('/debug')).status).toBe(200);
    backend.outside(await withManagement({ 'allow-remote': true }, trusted));
    await expect.poll(async () => (await fetch(url + path, from('203.0.113.9'))).status).toBe(200);
    expect(await (await manage('/console/state')).json()).toMatchObject({ unnamedProxies: [] });
  });

  test('a trusted proxy that sends only Forwarded is read', async () => {
    const { url } = await runServer({ config: await withManagement({}, trusted) });
    const forwarded = (value: string) => ({
      headers: { authorization: `Bearer ${managementSecret}`, forwarded: value },
    });
    expect((await fetch(url + path, forwarded('for=203.0.113.9;proto=https'))).status).toBe(403);
    expect((await fetch(url + path, forwarded('for=127.0.0.1, for="[2001:db8::7]:80"'))).status).toBe(403);
    expect((await fetch(url + path, forwarded('for=_hidden'))).status).toBe(403);
    expect((await fetch(url + path, forwarded('proto=https;For="127.0.0.1:80"'))).status).toBe(200);
  });

  test('an open server on this machine is not open to who comes through a proxy', async () => {
    const open = { ...(await baseConfig()), 'api-keys': [] };
    const { url, backend } = await runServer({ config: open });
    const models = `${url}/v1/models`;
    const asked = async () => (await fetch(models, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status;
    expect((await fetch(models)).status).toBe(200);
    expect(await asked()).toBe(403);
    backend.outside({ ...open, ...trusted });
    expect(await asked()).toBe(403);
    backend.outside({ ...open, 'allow-open-proxy': true });
    await expect.poll(asked).toBe(200);
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

  test('is refused on every other bind as well, unless allowed-hosts names it', async () => {
    const config = { ...(await baseConfig()), host: '0.0.0.0', 'allowed-hosts': ['proxy.example.com'] };
    const { url } = await runServer({ config });
    const authorization = `Bearer ${managementSecret}`;
    for (const host of ['pages.example.com', '127.0.0.1.pages.example.com', 'proxy.example.com.evil:80'])
      expect([host, (await raw(url, { authorization, host })).status]).toEqual([host, 403]);
    expect((await raw(url, { authorization, host: 'pages.example.com' })).body).toContain('allowed-hosts');
    for (const host of ['192.0.2.7:8317', '[2001:db8::7]', 'localhost', 'Proxy.example.com:80', '0.0.0.0'])
      expect([host, (await raw(url, { authorization, host })).status]).toEqual([host, 200]);
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
