import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { fakeUpstream } from './fake-upstream.ts';
import { alpha, bravo, chat, compatible, completion, runGateway } from './gateway-world.ts';

/** As it is written: fetch would put the path in order first. */
function rawStatus(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const headers = { authorization: `Bearer ${alpha}` };
    request({ hostname, port, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

const amp = (url: string, more: object = {}) => ({
  ampcode: {
    'upstream-url': url,
    'upstream-api-key': 'amp-fake-default',
    'upstream-api-keys': [{ 'upstream-api-key': 'amp-fake-team-b', 'api-keys': [bravo] }],
    ...more,
  },
});

describe("Amp's /api/ (F1)", () => {
  test('goes up with the upstream key of the client key, or the default', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, { fake: true }));
    const world = await runGateway(amp(upstream.url));
    await world.client('/api/user?x=1', alpha);
    await world.client('/api/internal?userDisplayBalanceInfo', bravo, { method: 'POST', body: '{"a":1}' });
    expect(
      upstream.seen.map(({ method, url, headers, body }) => [
        method,
        url,
        headers.authorization,
        headers['x-api-key'],
        body,
      ]),
    ).toEqual([
      ['GET', '/api/user?x=1', 'Bearer amp-fake-default', 'amp-fake-default', ''],
      [
        'POST',
        '/api/internal?userDisplayBalanceInfo',
        'Bearer amp-fake-team-b',
        'amp-fake-team-b',
        '{"a":1}',
      ],
    ]);
    expect(await world.record(0)).toMatchObject({ provider: 'amp', endpoint: 'GET /api/user', status: 200 });
  });

  test('asks for a client key on every path', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, {}));
    const world = await runGateway(amp(upstream.url));
    for (const path of ['/api/user', '/api/provider/openai/v1/chat/completions', '/api/auth/session'])
      expect((await fetch(world.url + path)).status).toBe(401);
    expect(upstream.seen).toHaveLength(0);
  });

  test('says that its address is none, and lets all other requests through', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway({ ...amp('not a url'), ...compatible(upstream.url) });
    expect((await world.client('/api/user', alpha)).status).toBe(502);
    expect((await world.post('/v1/chat/completions', chat)).status).toBe(200);
  });

  test('takes AMP_API_KEY for a missing default, and says when there is none', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, {}));
    const config = amp(upstream.url, { 'upstream-api-key': null });
    const world = await runGateway(config, { environment: { AMP_API_KEY: 'amp-fake-environment' } });
    await world.client('/api/user', alpha);
    expect(upstream.seen[0]?.headers.authorization).toBe('Bearer amp-fake-environment');
    const none = await runGateway(config);
    expect(await (await none.client('/api/user', alpha)).text()).toContain('AMP_API_KEY');
  });

  test('asks only the machine itself where the config says so, whatever a header says', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, {}));
    const config = {
      ...amp(upstream.url, { 'restrict-management-to-localhost': true }),
      'trusted-proxies': ['127.0.0.1'],
    };
    const world = await runGateway(config);
    expect((await world.client('/api/user', alpha)).status).toBe(200);
    const remote = await world.client('/api/user', alpha, { headers: { 'x-forwarded-for': '192.0.2.9' } });
    expect(remote.status).toBe(403);
  });

  test('answers models that this server has, by name or mapping; all others go to Amp', async () => {
    const atAmp = await fakeUpstream(({ json }) => json(200, { fake: 'amp' }));
    const here = await fakeUpstream(({ json }) => json(200, completion));
    const mappings = [
      { from: 'amp-model', to: 'fake-chat' },
      { from: '^amp-rx-', to: 'fake-chat', regex: true },
    ];
    const world = await runGateway({
      ...amp(atAmp.url, { 'model-mappings': mappings }),
      ...compatible(here.url),
    });
    const ask = (model: string, path = '/api/provider/openai/v1/chat/completions') =>
      world.post(path, { ...chat, model });
    await ask('fake-chat');
    await ask('amp-model');
    await ask('amp-rx-7', '/api/provider/openai/chat/completions');
    expect(here.seen.map(({ url, body }) => [url, JSON.parse(body).model])).toEqual(
      Array(3).fill(['/v1/chat/completions', 'fake-model-1']),
    );
    expect(await (await ask('only-at-amp')).json()).toEqual({ fake: 'amp' });
    expect(atAmp.seen[0]).toMatchObject({ url: '/api/provider/openai/v1/chat/completions' });
    expect(JSON.parse(atAmp.seen[0]?.body ?? '').model).toBe('only-at-amp');
    expect((await ask('')).status).toBe(400);
    expect((await world.client('/api/provider/openai/v1/models', alpha)).status).toBe(200);
    expect(atAmp.seen).toHaveLength(1);
  });

  test('a key that may use a model by the name that Amp has for it gets what stands for it here, and nothing else', async () => {
    const here = await fakeUpstream(({ json }) => json(200, completion));
    const records = [{ fingerprint: fingerprint(alpha), limits: { models: ['amp-model'] } }];
    const mappings = [
      { from: 'amp-model', to: 'fake-chat' },
      { from: 'other-model', to: 'fake-chat' },
    ];
    const config = { ...amp('http://127.0.0.1:9', { 'model-mappings': mappings }), ...compatible(here.url) };
    const world = await runGateway(config, { records });
    const statusOf = async (model: string) =>
      (await world.post('/api/provider/openai/v1/chat/completions', { ...chat, model })).status;
    expect([await statusOf('amp-model'), await statusOf('other-model'), await statusOf('fake-chat')]).toEqual(
      [200, 403, 403],
    );
  });

  test.each([
    '/api/../secret',
    '/api/%2e%2e/secret',
    '/api/..%2fsecret',
    '/api/..\\secret',
    '/api/%2e%2e%5csecret',
    '/api/%252e%252e/secret',
    '/api/%25252e%25252e%25252fsecret',
    '/api/..;/secret',
    '/api/..%3bx=1/secret',
    '/api/user/.;x/secret',
  ])('lets nobody out of /api/ by %s', async (path) => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(amp(upstream.url));
    expect(await rawStatus(world.url, path)).toBe(400);
    expect(upstream.seen).toEqual([]);
    expect(await rawStatus(world.url, '/api/repos/heads%2Fmain/v1.2..3')).toBe(200);
    expect(upstream.seen[0]?.url).toBe('/api/repos/heads%2Fmain/v1.2..3');
  });

  test('lets nobody out of /api/', async () => {
    const world = await runGateway(amp('http://127.0.0.1:9'));
    expect((await world.client('/api/%2e%2e/secret', alpha)).status).toBeGreaterThanOrEqual(400);
    expect((await runGateway({}).then((other) => other.client('/api/user', alpha))).status).toBe(503);
  });

  test.each(['openai', 'anthropic', 'google', 'constructor', '__proto__'])(
    'a model of this server behind /api/provider/%s tells its tokens in the words of its own protocol',
    async (provider) => {
      const upstream = await fakeUpstream(({ json }) => json(200, completion));
      const world = await runGateway(compatible(upstream.url));
      const answer = await world.post(`/api/provider/${provider}/v1/chat/completions`, chat);
      expect(await answer.json()).toEqual(completion);
      expect(await world.record()).toMatchObject({
        status: 200,
        tokens: { input: 120, output: 45, total: 165 },
      });
    },
  );
});
