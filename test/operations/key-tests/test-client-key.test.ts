import { describe, expect, test } from 'vitest';
import { createOutside } from '../../../src/cli/compose/create-effects.ts';
import type { Outside } from '../../../src/contract/outside.ts';
import { testClientKey } from '../../../src/operations/client-keys/test-client-key.ts';
import { freeAddress, httpServer, httpsServer, pem } from '../../cli/outside/servers.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
import { answered, fakeOutside } from '../../helpers/fake-outside.ts';
import { runServer } from '../../server/running-server.ts';
import { alpha, beta, contextOf, failureOf, got, label, print, threeKeys } from '../fixture.ts';

/** A server at this address whose config, as the console sees it, has three keys. */
function console(place: string, outside: Outside = createOutside()) {
  const backend = { ...createFakeBackend(threeKeys()), place };
  label(backend, alpha, 'team-a');
  return { backend, context: { ...contextOf(backend), outside } };
}

async function checked(place: string, outside?: Outside) {
  const { context } = console(place, outside);
  return got(await testClientKey.run(context, { fingerprint: print(alpha) })).result;
}

const embedded = (keys: readonly string[]) =>
  runServer({
    config: {
      host: '127.0.0.1',
      port: 0,
      'api-keys': [...keys],
      'claude-api-key': [{ 'api-key': 'fake-upstream-key-0001', models: [{ name: 'claude-fake' }] }],
    },
  });

describe('a client key is checked as a client would use it (L2)', () => {
  test('the server takes it and says what it offers', async () => {
    const { url } = await embedded([alpha, beta]);
    expect(await checked(url)).toMatchObject({
      state: 'works',
      cause: 'ok',
      message: `The server at ${url} accepts the key and offers 1 model.`,
      models: ['claude-fake'],
      status: 200,
    });
  });

  test('a key that the server has not loaded is refused, and the sentence says why', async () => {
    const { url } = await embedded([beta]);
    expect(await checked(url)).toMatchObject({
      state: 'refused',
      cause: 'key',
      message: `The server at ${url} rejects team-a (Invalid API key): the server has loaded a different config. Restart it, or check which config it uses.`,
    });
  });

  test('an expired key says so', async () => {
    const { url } = await embedded([beta]);
    const { backend, context } = console(url);
    const record = { fingerprint: print(alpha), label: 'team-a', expiresAt: '2020-01-01T00:00:00.000Z' };
    backend.records.set(record.fingerprint, record);
    const { message } = got(await testClientKey.run(context, { fingerprint: print(alpha) }));
    expect(message).toContain('it has expired. Set a later expiry, or create a new key');
  });

  test('a server that lets everybody in proves nothing', async () => {
    const { url } = await embedded([]);
    const { backend, context } = console(url);
    const other = { ...context, backend: { ...backend, kind: 'go-v7' as const } };
    expect(got(await testClientKey.run(other, { fingerprint: print(alpha) })).result).toMatchObject({
      state: 'unclear',
      cause: 'open',
      message: `The server at ${url} accepts any key, or none: it has no client keys loaded.`,
    });
  });

  test('no server: how to start one', async () => {
    const url = await freeAddress();
    expect(await checked(url)).toMatchObject({
      state: 'unreachable',
      cause: 'refused',
      message: `Nothing is listening at ${new URL(url).host}. Start the server (cli-proxy serve), or give its address with --url.`,
    });
  });

  test('the embedded server gets no request without a key, which it would count as refused', async () => {
    let without = 0;
    const models = JSON.stringify({ object: 'list', data: [{ id: 'claude-fake' }] });
    const url = await httpServer((request, response) => {
      if (!request.headers.authorization) without += 1;
      response.end(models);
    });
    const { backend, context } = console(url);
    const own = { ...context, backend: { ...backend, kind: 'embedded' as const } };
    const { result } = got(await testClientKey.run(own, { fingerprint: print(alpha) }));
    expect(result.state).toBe('works');
    expect(without).toBe(0);
  });

  test('over HTTPS the authority that the console knows counts', async () => {
    const models = JSON.stringify({ object: 'list', data: [] });
    const url = await httpsServer('server', (request, response) =>
      response.writeHead(request.headers.authorization ? 200 : 401).end(models),
    );
    expect(await checked(url)).toMatchObject({ state: 'unreachable', cause: 'tls' });
    expect(await checked(url, createOutside(pem('authority')))).toMatchObject({
      state: 'works',
      message: `The server at ${url} accepts the key but lists no models. Add a provider key, or models to one that has none.`,
    });
  });

  test('some other program is no server of ours', async () => {
    const page = await httpServer((_, response) => response.end('<html>hello</html>'));
    const none = await httpServer((_, response) => response.writeHead(404).end());
    for (const url of [page, none])
      expect(await checked(url)).toMatchObject({
        cause: 'no-api',
        message: `The program at ${url} is not a CLI Proxy API server. Check the address and port.`,
      });
  });

  test.each([
    [
      answered(429, { error: 'slow' }, { 'retry-after': '60' }),
      'limited',
      /has reached its limit \(slow\); retry in 1 min/,
    ],
    [
      answered(403, { error: { code: 'unsafe_example_api_key', message: 'sample' } }),
      'refused',
      /forbids this request with the key \(sample\)/,
    ],
    [answered(503, { error: 'no' }), 'unreachable', /has an internal error \(no\). Check its log/],
    [
      answered(302, '', { location: 'https://elsewhere.example.com' }),
      'unreachable',
      /another address \(302\)\. The key was not sent there/,
    ],
  ] as const)('%j', async (end, state, sentence) => {
    const result = await checked(
      'http://a.example.com',
      fakeOutside(() => end),
    );
    expect(result).toMatchObject({ state, message: expect.stringMatching(sentence) });
  });

  test('without a server the address stands in the config; a key that is gone is a conflict', async () => {
    const outside = fakeOutside(() => answered(200, { data: [] }));
    const { backend } = console('/etc/fake/config.yaml', outside);
    const context = { ...contextOf({ ...backend, kind: 'disk' }), outside };
    await testClientKey.run(context, { fingerprint: print(alpha) });
    expect(outside.sent[0]?.url).toBe('http://127.0.0.1:8317/v1/models');
    const gone = await testClientKey.run(context, { fingerprint: print('fake-other-key') });
    expect(failureOf(gone).kind).toBe('conflict');
  });
});
