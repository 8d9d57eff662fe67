import { describe, expect, test } from 'vitest';
import {
  alpha,
  baseConfig,
  errorOf,
  json,
  managementSecret,
  runServer,
  withManagement,
} from '../running-server.ts';

const path = '/v0/management/debug';
const wrong = { headers: { authorization: 'Bearer fake-wrong-secret' } };
const invalid = { error: { message: 'invalid password', type: 'authentication_error' } };

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

  test('is refused with the documented body when it is wrong, also from this machine', async () => {
    const { url } = await runServer();
    for (const headers of [{ authorization: 'Bearer nope' }, { 'x-management-key': 'nope' }] as const) {
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

  test('requests without any secret are no guesses, and lock nobody out', async () => {
    const { url, manage } = await runServer();
    for (let attempt = 1; attempt <= 7; attempt++) {
      const answer = await fetch(url + path, { headers: { authorization: attempt % 2 ? '' : 'Bearer ' } });
      expect([attempt, answer.status]).toEqual([attempt, 401]);
      expect(answer.headers.has('x-attempts-left')).toBe(false);
      expect((await errorOf(answer)).message).toBe('missing management key');
    }
    expect((await manage('/debug')).status).toBe(200);
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
