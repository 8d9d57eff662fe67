import { describe, expect, test } from 'vitest';
import { eventText, fakeUpstream } from '../fake-upstream.ts';
import { compatible, otherUpstreamKey, runGateway, twoKeys, upstreamKey } from '../gateway-world.ts';
import { completed, create, created, delta, open } from '../responses-client.ts';

const stream = { 'content-type': 'text/event-stream' };
const rate = { type: 'error', status: 429, error: { message: 'slow down', code: 'rate_limit_exceeded' } };

describe('a turn on the Responses socket whose provider does not answer as it should', () => {
  test.each([
    ['no stream of events', { 'content-type': 'application/json' }],
    ['an encoded stream', { ...stream, 'content-encoding': 'gzip' }],
  ])('because it sends %s: it has failed, and the client and the record say so', async (_, headers) => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, headers);
      response.end('{"id":"resp_1"}');
    });
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    const message = 'fakeup answered with something that is not an event stream';
    client.send(create);
    expect(await client.next()).toMatchObject({ type: 'error', status: 502, error: { message } });
    expect(await world.record()).toMatchObject({ status: 502, failed: true, error: message });
    expect(await world.record()).not.toHaveProperty('firstByteMs');
    client.socket.terminate();
  });

  test('is none when its stream is called something else', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(eventText(created) + eventText(completed));
    });
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(completed);
    expect(await world.record()).toMatchObject({ status: 200, failed: false });
    client.socket.terminate();
  });

  test('makes way for another credential as long as the client knows nothing', async () => {
    const upstream = await fakeUpstream(({ turn, json, events }) =>
      turn === 0 ? json(200, { id: 'resp_1' }) : events(created, completed),
    );
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(completed);
    expect(await world.record()).toMatchObject({
      status: 200,
      attempts: 2,
      tries: [{ status: 502, account: 'fake…0001' }],
    });
    client.socket.terminate();
  });

  test('leaves nothing of an attempt that broke in its first event to the next one', async () => {
    const upstream = await fakeUpstream(({ turn, response, events }) => {
      if (turn > 0) {
        world.clock.now += 5_000;
        events(created, completed);
        return;
      }
      response.writeHead(200, stream);
      response.write('data: {"type":"response.cre', () => response.destroy());
    });
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(completed);
    // The first byte is the first that the client got.
    expect(await world.record()).toMatchObject({ status: 200, attempts: 2, firstByteMs: 5_000 });
    client.socket.terminate();
  });

  test('because it ends too soon: the client is told, also after a part of the answer', async () => {
    const upstream = await fakeUpstream(({ turn, events }) =>
      turn === 0 ? events(created, delta) : events(),
    );
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    const message = 'fakeup ended its answer before it was complete';
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(delta);
    expect(await client.next()).toMatchObject({ type: 'error', status: 502, error: { message } });
    expect(await world.record()).toMatchObject({ status: 502, failed: true, error: message });
    client.send(create);
    expect(await client.next()).toMatchObject({ type: 'error', status: 502, error: { message } });
    expect(await world.record(1)).toMatchObject({ status: 502, failed: true, error: message });
    client.socket.terminate();
  });

  test('an answer is over with its last event, whatever the provider does with its stream', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, stream);
      response.write(eventText(completed));
    });
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    for (const turn of [0, 1]) {
      client.send(create);
      expect(await client.next()).toEqual(completed);
      expect(await world.record(turn)).toMatchObject({ status: 200, failed: false, tokens: { total: 10 } });
    }
    client.socket.terminate();
  });

  test.each([
    [{ type: 'error', code: 'server_error', message: 'no luck' }, 502, 'no luck'],
    [{ type: 'response.failed', response: { error: { code: 'x', message: 'no luck' } } }, 502, 'no luck'],
    [rate, 429, 'slow down'],
  ])('because it says so in the middle, %j', async (event, status, words) => {
    const upstream = await fakeUpstream(({ turn, events }) =>
      turn === 0 ? events(created, delta, event) : events(created, completed),
    );
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(delta);
    expect(await client.next()).toEqual(event);
    const error = `fakeup answered ${status}: ${words}`;
    expect(await world.record()).toMatchObject({ status, failed: true, error, attempts: 1 });
    // The one that failed is asked after the other, also when it is its turn.
    for (const turn of [1, 2]) {
      client.send(create);
      await client.next();
      await client.next();
      await world.record(turn);
    }
    const keys = upstream.seen.map(({ headers }) => headers.authorization?.slice('Bearer '.length));
    expect(keys).toEqual([upstreamKey, otherUpstreamKey, otherUpstreamKey]);
    client.socket.terminate();
  });

  test('because its first event is a refusal: another credential answers, and the first rests', async () => {
    const wait = { ...rate, headers: { 'Retry-After': '30' } };
    const upstream = await fakeUpstream(({ turn, events }) =>
      turn === 0 ? events(wait) : events(created, completed),
    );
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const client = await open(world);
    const turn = async (index: number) => {
      client.send(create);
      expect(await client.next()).toEqual(created);
      expect(await client.next()).toEqual(completed);
      return world.record(index);
    };
    expect(await turn(0)).toMatchObject({ status: 200, attempts: 2, tries: [{ status: 429 }] });
    world.clock.now += 29_000;
    expect(await turn(1)).toMatchObject({ account: 'fake…0002', attempts: 1 });
    expect(await turn(2)).toMatchObject({ account: 'fake…0002', attempts: 1 });
    client.socket.terminate();
  });

  test('because an event is larger than is kept of one: it is left out, not cut', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, stream);
      response.write(eventText(created) + eventText(delta));
      response.end(eventText({ ...completed, more: 'x'.repeat(16 * 1024 * 1024) }));
    });
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(delta);
    const message = 'fakeup sent an event that is too large for this server';
    expect(await client.next()).toMatchObject({ type: 'error', status: 502, error: { message } });
    expect(await world.record()).toMatchObject({ status: 502, failed: true, error: message });
    client.socket.terminate();
  });
});

test('turns take turns with the credentials, one step for each', async () => {
  const upstream = await fakeUpstream(({ events }) => events(completed));
  const world = await runGateway(compatible(upstream.url, twoKeys));
  const client = await open(world);
  for (const turn of [0, 1, 2, 3]) {
    client.send(create);
    await client.next();
    await world.record(turn);
  }
  expect(world.records.map(({ account }) => account?.slice(-1)).join('')).toBe('1212');
  client.socket.terminate();
});
