import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { otherUpstreamKey, runGateway, upstreamKey } from '../gateway-world.ts';
import { completed, create, created, open, withSocket } from '../responses-client.ts';

describe('the Responses socket, in front of a provider that has one', () => {
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

  test('is asked once more when it closes a kept connection as the next turn is sent', async () => {
    const upstream = await fakeUpstream(
      () => {},
      (socket) => {
        if (upstream.sockets.length === 1 && turns.length === 1) socket.terminate();
        else socket.send(JSON.stringify(completed));
        turns.push(upstream.sockets.length);
      },
    );
    const turns: number[] = [];
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    for (const turn of [0, 1]) {
      client.send(create);
      expect(await client.next()).toEqual(completed);
      expect(await world.record(turn)).toMatchObject({ status: 200, attempts: turn + 1 });
    }
    expect(turns).toEqual([1, 1, 2]);
    client.socket.terminate();
  });

  test('is not waited for once the client has left before it opened its socket', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const asked = once(silent, 'connection');
    const world = await runGateway(withSocket(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`));
    const client = await open(world);
    client.send(create);
    const [connection] = (await asked) as [Socket];
    connection.resume();
    client.socket.terminate();
    // Much sooner than a socket that does not open is given up.
    await expect.poll(() => connection.closed, { timeout: 5_000 }).toBe(true);
    expect(await world.record()).toMatchObject({ status: 499, attempts: 1 });
  });

  test('is told when the client sends more than it takes', async () => {
    const upstream = await fakeUpstream(
      () => {},
      (socket) => socket.pause(),
    );
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    client.send(create);
    await expect.poll(() => upstream.sockets[0]?.isPaused).toBe(true);
    const more = JSON.stringify({ type: 'response.cancel', more: 'x'.repeat(1024 * 1024) });
    for (let count = 0; count < 30; count += 1) client.send(more);
    expect(await client.next()).toMatchObject({
      status: 429,
      error: { message: 'The provider does not accept more frames yet.' },
    });
    client.socket.terminate();
  });

  test('asks over HTTP when the socket is not opened', async () => {
    const upstream = await fakeUpstream(({ events }) => events(created, completed));
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(completed);
    expect(await world.record()).toMatchObject({
      status: 200,
      attempts: 2,
      tries: [
        {
          status: 502,
          error: expect.stringMatching(
            / did not accept a WebSocket \(it answered 200\), so it was asked over HTTP$/,
          ),
        },
      ],
    });
    client.socket.terminate();
  });

  test('keeps to the socket that knows the turns before, though the next key has one, too', async () => {
    const upstream = await fakeUpstream(
      () => {},
      (socket) => socket.send(JSON.stringify(completed)),
    );
    const world = await runGateway(withSocket(upstream.url, otherUpstreamKey));
    const client = await open(world);
    for (const turn of [0, 1, 2]) {
      client.send(create);
      await client.next();
      await world.record(turn);
    }
    expect(upstream.seen).toHaveLength(1);
    // Another client is on the next key.
    const other = await open(world);
    other.send(create);
    await other.next();
    expect((await world.record(3)).account).toBe('fake…0002');
    for (const { socket } of [client, other]) socket.terminate();
  });
});
