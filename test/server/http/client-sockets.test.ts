import { describe, expect, test } from 'vitest';
import { alpha, json, runServer } from '../running-server.ts';
import { refused } from './refused-upgrade.ts';

describe('sockets of the client side (G1)', () => {
  test('need a client key in the upgrade request', async () => {
    const { url } = await runServer();
    for (const at of ['/v1/responses', '/v1/ws']) {
      const missing = await refused(url, {}, at);
      expect([missing.status, missing.body]).toEqual([401, '{"error":"Missing API key"}']);
      const wrong = await refused(url, { authorization: 'Bearer fake-wrong' }, at);
      expect([wrong.status, wrong.body]).toEqual([401, '{"error":"Invalid API key"}']);
    }
    expect((await refused(url, { authorization: `Bearer ${alpha}` }, '/v1/ws')).status).toBe(404);
    expect((await refused(url, {}, `/v1/ws?key=${alpha}`)).status).toBe(404);
    expect((await refused(url, { authorization: alpha }, '/v1/nothing')).status).toBe(404);
  });

  test('need none when ws-auth is false, from the next upgrade on', async () => {
    const { url, manage } = await runServer();
    await manage('/ws-auth', json({ value: false }, { method: 'PUT' }));
    expect((await refused(url, {}, '/v1/ws')).status).toBe(404);
    await manage('/ws-auth', json({ value: true }, { method: 'PUT' }));
    expect((await refused(url, {}, '/v1/ws')).status).toBe(401);
  });
});
