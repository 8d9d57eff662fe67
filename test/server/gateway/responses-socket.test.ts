import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fingerprint } from '../../../src/base/fingerprint.ts';
import { eventText, fakeUpstream } from './fake-upstream.ts';
import { alpha, compatible, type GatewayWorld, runGateway, upstreamKey } from './gateway-world.ts';

const create = { type: 'response.create', model: 'fake-chat', input: 'hi' };
const usage = {
  input_tokens: 7,
  output_tokens: 3,
  total_tokens: 10,
  input_tokens_details: { cached_tokens: 2 },
};
const created = {
  type: 'response.created',
  sequence_number: 1,
  response: { id: 'resp_1', status: 'in_progress' },
};
const completed = { type: 'response.completed', sequence_number: 2, response: { id: 'resp_1', usage } };

interface Client {
  readonly socket: WebSocket;
  send(frame: object | string): void;
  /** The next frame that has not been looked at. */
  next(): Promise<Record<string, unknown>>;
}

async function open(world: GatewayWorld, headers = { authorization: `Bearer ${alpha}` }): Promise<Client> {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/v1/responses`, { headers });
  const frames: string[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    frames.push(String(data));
    wake();
  });
  await once(socket, 'open');
  return {
    socket,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async next() {
      while (frames.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return JSON.parse(frames.shift() ?? '') as Record<string, unknown>;
    },
  };
}

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

describe('the Responses socket, in front of a provider that has one', () => {
  const withSocket = (url: string) => ({
    'codex-api-key': [
      {
        'api-key': upstreamKey,
        'base-url': url,
        websockets: true,
        models: [{ name: 'gpt-real', alias: 'fake-chat' }],
      },
    ],
  });

  test('hands frames on both ways, one connection for all turns', async () => {
    const frames: string[] = [];
    const upstream = await fakeUpstream(
      () => {},
      (socket, frame) => {
        frames.push(frame);
        socket.send(JSON.stringify(created));
        socket.send(JSON.stringify(completed));
      },
    );
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    for (const turn of [0, 1]) {
      client.send('{"type":"response.create","n":1.0,"model":"fake-chat"}');
      expect(await client.next()).toEqual(created);
      expect(await client.next()).toEqual(completed);
      expect(await world.record(turn)).toMatchObject({
        status: 200,
        model: 'gpt-real',
        tokens: { total: 10 },
      });
    }
    expect(frames[0]).toBe('{"type":"response.create","n":1.0,"model":"gpt-real"}');
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]).toMatchObject({
      url: '/responses',
      headers: { authorization: `Bearer ${upstreamKey}` },
    });
    client.socket.terminate();
  });

  test('says so when the provider hangs up', async () => {
    const upstream = await fakeUpstream(
      () => {},
      (socket) => socket.terminate(),
    );
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toMatchObject({ type: 'error', status: 502 });
    expect(await world.record()).toMatchObject({ status: 502, failed: true });
    client.socket.terminate();
  });

  test('asks over HTTP when the socket is not opened', async () => {
    const upstream = await fakeUpstream(({ events }) => events(created, completed));
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(completed);
    expect(await world.record()).toMatchObject({ status: 200 });
    client.socket.terminate();
  });
});
