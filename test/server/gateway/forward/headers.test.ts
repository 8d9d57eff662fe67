import { type IncomingHttpHeaders, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, bravo, chat, compatible, completion, runGateway, upstreamKey } from '../gateway-world.ts';

const ask = '/v1/chat/completions';

describe('what goes up', () => {
  test('no credential of the client, no cookie, nothing of its connection and none of its addresses', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const headers = {
      authorization: `Bearer ${alpha}`,
      'x-api-key': bravo,
      'x-goog-api-key': alpha,
      'api-key': 'fake-azure-key',
      'x-management-key': 'fake-management-key',
      'proxy-authorization': 'Basic ZmFrZQ==',
      cookie: 'session=fake',
      connection: 'keep-alive, x-hop',
      'x-hop': 'only for this connection',
      'keep-alive': 'timeout=5',
      te: 'trailers',
      'x-forwarded-for': '192.0.2.9',
      'x-real-ip': '192.0.2.9',
      forwarded: 'for=192.0.2.9',
      via: '1.1 fake',
      origin: 'http://localhost:3000',
      'accept-encoding': 'gzip',
      'user-agent': 'fake-client/1.0',
      'x-stainless-lang': 'js',
      'content-type': 'application/json',
    };
    await raw(`${world.url}${ask}?key=${alpha}&auth_token=${bravo}&beta=true`, headers, JSON.stringify(chat));
    const [seen] = upstream.seen;
    expect(seen?.url).toBe(`${ask}?beta=true`);
    expect(seen?.headers).toEqual({
      host: new URL(upstream.url).host,
      connection: 'keep-alive',
      'content-length': String(Buffer.byteLength(seen?.body ?? '')),
      authorization: `Bearer ${upstreamKey}`,
      'accept-encoding': 'identity',
      'user-agent': 'fake-client/1.0',
      'x-stainless-lang': 'js',
      'content-type': 'application/json',
    });
    expect(JSON.stringify(upstream.seen)).not.toContain(alpha);
    expect(JSON.stringify(upstream.seen)).not.toContain(bravo);
  });

  test('nothing that a gateway in front added, and nobody that a client would have pay', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway({
      ...compatible(upstream.url),
      'pass-headers': ['TraceParent', 'Cookie', 'OpenAI-Organization', 'X-Goog-User-Project', 'X-Api-Key'],
    });
    const secret = 'fake-sign-in-token';
    const added = [
      'x-auth-request-access-token',
      'x-goog-iap-jwt-assertion',
      'x-pomerium-jwt-assertion',
      'x-authentik-jwt',
      'x-ms-client-principal',
      'x-webauth-user',
      'remote-user',
      'tailscale-user-login',
      'x-anything-new',
      'cookie',
      'openai-organization',
      'openai-project',
      'x-goog-user-project',
      'referer',
      'sec-fetch-site',
      'accept-language',
    ];
    const kept = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'anthropic-beta': 'fake-beta',
      'openai-beta': 'fake-beta',
      'x-stainless-retry-count': '1',
      'x-codex-turn-state': 'fake-state',
      'idempotency-key': 'fake-idempotency',
      session_id: 'fake-session',
    };
    const headers = { authorization: `Bearer ${alpha}`, 'content-type': 'application/json', ...kept };
    await raw(
      world.url + ask,
      { ...headers, ...Object.fromEntries(added.map((name) => [name, secret])), 'sec-fetch-site': 'none' },
      JSON.stringify(chat),
    );
    const seen = upstream.seen[0]?.headers ?? {};
    expect(seen).toMatchObject(kept);
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect(Object.keys(seen).filter((name) => added.includes(name))).toEqual([]);
  });

  test('the headers of an entry, which win; J4 only where it means something', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway({
      ...compatible(upstream.url, { headers: { 'X-Extra': 'yes', 'User-Agent': 'ours' } }),
      'codex-api-key': [{ 'api-key': 'fake-codex-key-0000000000000000000001', 'base-url': upstream.url }],
    });
    const own = {
      'x-title': 'app',
      'http-referer': 'https://app.example.com/a?token=fake#b',
      'x-task-id': '7',
    };
    await world.post(ask, chat, own);
    expect(upstream.seen[0]?.headers).toMatchObject({ ...own, 'x-extra': 'yes', 'user-agent': 'ours' });
    await world.post(ask, { ...chat, model: 'gpt-5.4' }, own);
    expect(upstream.seen[1]?.headers).not.toHaveProperty('x-title');
    expect(upstream.seen[1]?.headers).not.toHaveProperty('http-referer');
    expect(await world.record(1)).toMatchObject({
      provider: 'codex',
      application: 'app',
      referer: 'https://app.example.com/a',
      task: '7',
    });
  });
});

describe('what comes down', () => {
  test('no cookie, no credential, nothing of the connection to the provider; ours is the server', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(200, completion, {
        'set-cookie': 'session=fake',
        'www-authenticate': 'Bearer',
        connection: 'x-hop',
        'x-hop': 'gone',
        server: 'fake',
        'alt-svc': 'h3=":443"',
        'access-control-allow-origin': 'https://provider.example.com',
        refresh: '0;url=https://provider.example.com',
        link: '</x>; rel=preload',
        'content-security-policy': 'sandbox',
        'service-worker-allowed': '/',
        'x-accel-redirect': '/internal',
        'x-frame-options': 'DENY',
        'x-request-id': 'req_1',
        'x-ratelimit-remaining-requests': '9',
      }),
    );
    const world = await runGateway(compatible(upstream.url));
    const { headers } = await world.post(ask, chat);
    const dropped = ['refresh', 'link', 'content-security-policy', 'service-worker-allowed'];
    const inFront = ['x-accel-redirect', 'x-frame-options'];
    for (const name of ['set-cookie', 'www-authenticate', 'x-hop', 'alt-svc', ...dropped, ...inFront])
      expect(headers.has(name)).toBe(false);
    expect(headers.get('server')).toBe('cli-proxy/9.9.9');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('x-request-id')).toBe('req_1');
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('9');
  });
});

test.each([400, 401, 429, 503])(
  'a refusal with %i keeps its request id and what is left of the limits',
  async (status) => {
    const kept = {
      'x-request-id': 'req_1',
      'request-id': 'req_2',
      'openai-processing-ms': '12',
      'x-ratelimit-remaining-requests': '9',
      'anthropic-ratelimit-tokens-remaining': '0',
      'x-should-retry': 'false',
    };
    const upstream = await fakeUpstream(({ json }) =>
      json(
        status,
        { error: { message: 'bad' } },
        { ...kept, 'x-hop': 'gone', connection: 'x-hop', 'set-cookie': 'a=b' },
      ),
    );
    const world = await runGateway(compatible(upstream.url));
    const { headers } = await world.post(ask, chat);
    expect(Object.fromEntries(headers)).toMatchObject(kept);
    expect([headers.get('x-hop'), headers.get('set-cookie')]).toEqual([null, null]);
  },
);

test('a refusal in a stream puts no broken header into the answer', async () => {
  const headers = { 'x-request-id': 'a\r\nset-cookie: b', 'x-ratelimit-reset': '9' };
  const upstream = await fakeUpstream(({ events }) =>
    events({ type: 'error', status: 429, error: { message: 'slow down' }, headers }),
  );
  const world = await runGateway(compatible(upstream.url));
  const answer = await world.post(ask, { ...chat, stream: true });
  expect([answer.status, answer.headers.get('x-request-id')]).toEqual([429, null]);
  expect(answer.headers.get('x-ratelimit-reset')).toBe('9');
});

describe('what a Connection header names', () => {
  test('goes neither way, however it is written, and the rest does', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(200, completion, {
        connection: 'X-Own, x-a,X-B',
        'x-own': 'of the provider',
        'x-a': '1',
        'x-b': '2',
        'x-c': '3',
        'openai-organization': 'fake-organization',
        'anthropic-organization-id': 'fake-organization',
        'openai-processing-ms': '12',
      }),
    );
    const world = await runGateway(compatible(upstream.url));
    const sent = {
      authorization: `Bearer ${alpha}`,
      connection: 'close,X-Own ,X-Stainless-A',
      'x-own': 'of the client',
      'x-stainless-a': '1',
      'x-stainless-b': '2',
    };
    const headers = await raw(world.url + ask, sent, JSON.stringify(chat));
    const up = upstream.seen[0]?.headers ?? {};
    expect([up['x-own'], up['x-stainless-a'], up['x-stainless-b'], up.connection]).toEqual([
      undefined,
      undefined,
      '2',
      'keep-alive',
    ]);
    expect([headers['x-own'], headers['x-a'], headers['x-b'], headers['x-c']]).toEqual([
      undefined,
      undefined,
      undefined,
      '3',
    ]);
    expect(headers.connection).toBe('close');
    expect(headers['openai-processing-ms']).toBe('12');
    expect(JSON.stringify(headers)).not.toContain('fake-organization');
  });

  test('of a refusal reaches nobody either', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(
        400,
        { error: { message: 'bad' } },
        { 'set-cookie': 'session=fake', connection: 'x-own', 'x-own': '1' },
      ),
    );
    const world = await runGateway(compatible(upstream.url));
    const { headers, status } = await world.post(ask, chat);
    expect(status).toBe(400);
    expect([headers.get('set-cookie'), headers.get('x-own')]).toEqual([null, null]);
  });
});

function raw(url: string, headers: Record<string, string>, body: string): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.headers));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
