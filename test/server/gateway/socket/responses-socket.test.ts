import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import { eventText, fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, runGateway, upstreamKey } from '../gateway-world.ts';
import { completed, create, created, open } from '../responses-client.ts';

describe('the Responses socket, in front of a provider without one', () => {
  test('turns each response.create into a request, and its events into frames', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // Pieces end wherever they like, also within a letter.
      const bytes = Buffer.from(
        eventText({ ...created, note: 'é' }) + eventText(completed) + eventText('[DONE]'),
      );
      const cut = bytes.indexOf(0xc3) + 1;
      response.write(bytes.subarray(0, cut), () => response.end(bytes.subarray(cut)));
    });
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    client.send('{"type":"response.create","seed":12345678901234567890,"stream":false,"model":"fake-chat"}');
    expect(await client.next()).toEqual({ ...created, note: 'é' });
    expect(await client.next()).toEqual(completed);
    const [seen] = upstream.seen;
    expect(seen?.url).toBe('/v1/responses');
    expect(seen?.headers.authorization).toBe(`Bearer ${upstreamKey}`);
    expect(seen?.headers.upgrade).toBeUndefined();
    expect(seen?.body).toBe(
      '{"stream":true,"seed":12345678901234567890,"stream":true,"model":"fake-model-1"}',
    );
    expect(await world.record()).toMatchObject({
      endpoint: 'GET /v1/responses',
      status: 200,
      provider: 'fakeup',
      tokens: { input: 7, output: 3, cached: 2, total: 10 },
    });
    client.send(create);
    expect((await client.next()).type).toBe('response.created');
    expect((await world.record(1)).status).toBe(200);
    client.socket.close();
  });

  test('tells what is wrong in frames of type error, and stays open', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(400, { error: { message: 'bad input', type: 'x' } }),
    );
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    client.send({ type: 'nope' });
    expect(await client.next()).toEqual({
      type: 'error',
      status: 400,
      error: { message: 'unsupported websocket request type: nope', type: 'invalid_request_error' },
    });
    client.send({ ...create, model: 'nope' });
    expect(await client.next()).toMatchObject({
      type: 'error',
      status: 400,
      error: { code: 'model_not_found' },
    });
    client.send(create);
    expect(await client.next()).toEqual({
      type: 'error',
      status: 400,
      error: { message: 'fakeup answered 400: bad input', type: 'x' },
    });
    client.send('not json');
    expect(await client.next()).toMatchObject({ type: 'error', status: 400 });
    client.socket.close();
  });

  test('stops the provider when the client leaves', async () => {
    let stopped = () => {};
    const closed = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const upstream = await fakeUpstream(({ response }) => {
      response.on('close', stopped);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(eventText(created));
    });
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    client.send(create);
    await client.next();
    client.socket.terminate();
    await closed;
    expect(await world.record()).toMatchObject({ status: 499 });
  });

  test('is closed at the next turn once its key is gone (A7)', async () => {
    const upstream = await fakeUpstream(({ events }) => events(completed));
    const records = [{ fingerprint: fingerprint(alpha), expiresAt: '2026-03-04T10:01:00.000Z' }];
    const world = await runGateway(compatible(upstream.url), { records });
    const client = await open(world);
    client.send(create);
    await client.next();
    world.clock.now = Date.parse('2026-03-04T10:01:00.000Z');
    client.send(create);
    const [code] = await once(client.socket, 'close');
    expect(code).toBe(1008);
    expect(upstream.seen).toHaveLength(1);
  });
});

test('a server that stops says good-bye on its sockets and does not wait for them', async () => {
  const world = await runGateway(compatible('http://127.0.0.1:9'));
  const client = await open(world);
  const closed = once(client.socket, 'close');
  await world.close();
  expect((await closed)[0]).toBe(1001);
});
