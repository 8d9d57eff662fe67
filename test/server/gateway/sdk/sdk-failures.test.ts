import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, type GatewayWorld, runGateway, upstreamKey } from '../gateway-world.ts';
import { rawUpstream } from '../raw-upstream.ts';
import { eachSdk, type SdkClient } from '../sdk-clients.ts';

describe.each(eachSdk)('%s, when its provider fails', (_, client) => {
  test.each([401, 402, 403, 429, 500])(
    'throws what belongs to a %i, which names the provider',
    async (status) => {
      const limited = status === 429;
      const upstream = await fakeUpstream(({ json }) =>
        json(status, client.refusal(`no (${upstreamKey})`), limited ? { 'retry-after': '30' } : {}),
      );
      const world = await runGateway(client.config(upstream.url));
      const { thrown, retryAfter } = await failure(client, world.url);
      const record = await world.onlyRecord();
      expect(thrown).toBeInstanceOf(client.thrown[status]);
      expect(thrown.status).toBe(status);
      expect(retryAfter).toBe(limited ? '30' : null);
      expect(record).toMatchObject({ status, failed: true, attempts: 1, provider: client.provider });
      expect(record.error).toMatch(`${client.provider} answered ${status}: `);
      expect(record.error).toContain('no (fake…0001)');
      expect(thrown.message).toContain(record.error);
      expectNoSecret(thrown, world);
    },
  );

  test('throws it for a stream that is refused, too', async () => {
    const upstream = await fakeUpstream(({ json }) => json(429, client.refusal(`slow (${upstreamKey})`)));
    const world = await runGateway(client.config(upstream.url));
    const thrown = await client
      .stream(world.url)
      .next()
      .catch((error) => error);
    expect(thrown).toBeInstanceOf(client.thrown[429]);
    const { error } = await world.onlyRecord();
    expect(error).toContain('slow (fake…0001)');
    expect(thrown).toMatchObject({ status: 429, message: expect.stringContaining(String(error)) });
    expectNoSecret(thrown, world);
  });

  test('throws a 502 that names the provider when that does not speak HTTP', async () => {
    const host = await rawUpstream((socket) =>
      socket.once('data', () => socket.end('this is not HTTP\r\n\r\n')),
    );
    const world = await runGateway(client.config(`http://${host}`));
    const { thrown } = await failure(client, world.url);
    const error = `${client.provider} answered with something that is not HTTP`;
    expect(thrown).toBeInstanceOf(client.thrown[502]);
    expect(thrown).toMatchObject({ status: 502, message: expect.stringContaining(error) });
    expect(await world.onlyRecord()).toMatchObject({ status: 502, failed: true, attempts: 1, error });
    expectNoSecret(thrown, world);
  });

  test('is told that a page for people is no answer, also with a 200', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<html><h1>Welcome</h1></html>');
    });
    const world = await runGateway(client.config(upstream.url));
    const { thrown } = await failure(client, world.url);
    const error = `${client.provider} answered with a web page, not an API response`;
    expect(thrown).toMatchObject({ status: 502, message: expect.stringContaining(error) });
    expect(await world.onlyRecord()).toMatchObject({ status: 502, failed: true, error });
  });

  test('has one record without tokens for a page that comes as JSON with a 200, and asks on', async () => {
    const upstream = await fakeUpstream(({ json, response, turn }) => {
      if (turn > 0) return json(200, client.answer);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('<html><h1>Welcome</h1> "usage": {</html>');
    });
    const world = await runGateway(client.config(upstream.url));
    await client.ask(world.url).catch(() => {});
    expect(await client.ask(world.url)).toBe('Hello');
    const record = await world.record(0);
    expect(record).not.toHaveProperty('tokens');
    // It is no fault of the gateway.
    expect(record.status).not.toBe(500);
    expect((await world.record(1)).tokens).toEqual(client.tokens);
    expect(world.records).toHaveLength(2);
  });
});

/** What the SDK throws, and the Retry-After that it was answered with: not every SDK hands that on. */
async function failure(client: SdkClient, url: string) {
  const asked = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => asked.mockRestore());
  const thrown = await client.ask(url).catch((error) => error);
  const answer = (await asked.mock.results[0]?.value) as Response;
  return { thrown, retryAfter: answer.headers.get('retry-after') };
}

function expectNoSecret(thrown: unknown, { records, lines }: GatewayWorld): void {
  const told = inspect([thrown, records, lines], { depth: 10 });
  expect(told).not.toContain(upstreamKey);
  expect(told).not.toContain(alpha);
}
