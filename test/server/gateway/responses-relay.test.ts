import { describe, expect, test } from 'vitest';
import { fakeUpstream } from './fake-upstream.ts';
import { runGateway, upstreamKey } from './gateway-world.ts';
import { completed, create, created, open } from './responses-client.ts';

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
