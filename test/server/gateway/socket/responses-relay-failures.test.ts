import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { otherUpstreamKey, runGateway, upstreamKey } from '../gateway-world.ts';
import { completed, create, created, delta, open, withSocket } from '../responses-client.ts';

const failure = (status: number, more: object = {}) => ({
  type: 'error',
  status,
  error: { message: 'no', code: 'nope' },
  ...more,
});

describe('a provider of the Responses socket that fails on it', () => {
  test.each([401, 429, 500])(
    'a %i on the socket lets another key answer, and the first rests',
    async (status) => {
      const keys: (string | undefined)[] = [];
      const upstream = await fakeUpstream(
        ({ events, headers }) => {
          keys.push(headers.authorization);
          events(created, completed);
        },
        (socket) => {
          keys.push(upstream.seen.at(-1)?.headers.authorization);
          const limits = { type: 'codex.rate_limits', rate_limits: { primary: { used_percent: 7 } } };
          const failed = [limits, failure(status)];
          if (keys.length === 1) for (const frame of failed) socket.send(JSON.stringify(frame));
          else for (const frame of [created, completed]) socket.send(JSON.stringify(frame));
        },
      );
      const world = await runGateway(withSocket(upstream.url, otherUpstreamKey));
      const client = await open(world);
      for (const turn of [0, 1, 2]) {
        client.send(create);
        expect(await client.next()).toEqual(created);
        expect(await client.next()).toEqual(completed);
        expect(await world.record(turn)).toMatchObject({ status: 200, account: 'fake…0002' });
      }
      expect(world.records.map(({ attempts }) => attempts)).toEqual([2, 1, 1]);
      expect(world.records[0]?.tries).toMatchObject([{ status, account: 'fake…0001' }]);
      const other = `Bearer ${otherUpstreamKey}`;
      expect(keys).toEqual([`Bearer ${upstreamKey}`, other, other, other]);
      client.socket.terminate();
    },
  );

  test('is not asked before the time that its error names', async () => {
    const upstream = await fakeUpstream(
      () => {},
      (socket) => socket.send(JSON.stringify(failure(429, { headers: { 'retry-after': 30 } }))),
    );
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toMatchObject({ type: 'error', status: 429, error: { code: 'nope' } });
    world.clock.now += 29_000;
    client.send(create);
    expect(await client.next()).toMatchObject({
      status: 429,
      error: { code: 'model_cooldown', reset_seconds: 1 },
    });
    expect(await world.record(0)).toMatchObject({ status: 429, failed: true, attempts: 1 });
    expect(await world.record(1)).toMatchObject({ status: 429, attempts: 0 });
    expect(upstream.seen).toHaveLength(1);
    client.socket.terminate();
  });

  test.each([
    [
      'resets_in_seconds',
      { type: 'error', status: 429, error: { type: 'usage_limit_reached', resets_in_seconds: 3600 } },
    ],
    [
      'resets_at',
      {
        type: 'response.failed',
        response: {
          error: { code: 'rate_limit_exceeded', message: 'no', resets_at: '2026-03-04T11:00:30Z' },
        },
      },
    ],
  ])('rests until the end of its quota (%s), also when it had begun to answer', async (_, frame) => {
    const upstream = await fakeUpstream(
      () => {},
      (socket) => {
        for (const one of [created, frame]) socket.send(JSON.stringify(one));
      },
    );
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toMatchObject({ type: 'error', status: 429 });
    world.clock.now += 3_599_000;
    client.send(create);
    expect(await client.next()).toMatchObject({ status: 429, error: { reset_seconds: 1 } });
    expect(await world.record(1)).toMatchObject({ attempts: 0 });
    client.socket.terminate();
  });

  test('hands on as it is what it says of the request, and goes on with the same key', async () => {
    const wrong = failure(400, { headers: { 'x-more': 'kept' } });
    let turn = 0;
    const upstream = await fakeUpstream(
      () => {},
      (socket) => {
        turn += 1;
        socket.send(JSON.stringify(turn === 1 ? wrong : completed));
      },
    );
    const world = await runGateway(withSocket(upstream.url));
    const client = await open(world);
    client.send(create);
    expect(await client.next()).toEqual(wrong);
    expect(await world.record()).toMatchObject({ status: 400, failed: true });
    client.send(create);
    expect(await client.next()).toEqual(completed);
    expect(await world.record(1)).toMatchObject({ status: 200 });
    expect(upstream.seen).toHaveLength(1);
    client.socket.terminate();
  });

  test.each([
    ['before its answer', [], 'accepted the request and did not answer in time'],
    ['in its answer', [created, delta], 'stopped sending in the middle of its answer'],
  ])(
    'is given up when it goes silent %s, and the next turn has its own connection',
    async (_, frames, words) => {
      let silent = true;
      const upstream = await fakeUpstream(
        () => {},
        (socket) => {
          for (const frame of silent ? frames : [completed]) socket.send(JSON.stringify(frame));
        },
      );
      const world = await runGateway(withSocket(upstream.url), { upstreamTimes: { idleMs: 50 } });
      const client = await open(world);
      client.send(create);
      for (const frame of frames) expect(await client.next()).toEqual(frame);
      expect(await client.next()).toMatchObject({
        type: 'error',
        status: 504,
        error: { message: expect.stringContaining(words) },
      });
      expect(await world.record()).toMatchObject({ status: 504, failed: true });
      const [first] = upstream.sockets;
      if (first && first.readyState !== first.CLOSED) await once(first, 'close');
      silent = false;
      world.clock.now += 5_000;
      client.send(create);
      expect(await client.next()).toEqual(completed);
      expect((await world.record(1)).status).toBe(200);
      expect(upstream.sockets).toHaveLength(2);
      client.socket.terminate();
    },
  );

  test('is not taken for silent while the client does not read', async () => {
    const type = 'response.output_text.delta';
    const delta = JSON.stringify({ type, delta: 'x'.repeat(1024 * 1024) });
    const upstream = await fakeUpstream(
      () => {},
      (socket, frame) => {
        if (frame.includes('say nothing')) return;
        // More than the buffers of the system take on both ways.
        for (let count = 0; count < 60; count += 1) socket.send(delta);
        socket.send(JSON.stringify(completed));
      },
    );
    const world = await runGateway(withSocket(upstream.url), { upstreamTimes: { idleMs: 600 } });
    const [slow, other] = [await open(world), await open(world)];
    slow.socket.pause();
    slow.send(create);
    await expect.poll(() => upstream.sockets[0]?.bufferedAmount).toBeGreaterThan(0);
    // What is silent for its time, again and again, is seen to be so meanwhile.
    for (const turn of [0, 1]) {
      other.send({ ...create, input: 'say nothing' });
      expect(await other.next()).toMatchObject({ status: 504 });
      expect((await world.record(turn)).status).toBe(504);
      world.clock.now += 60_000;
    }
    slow.socket.resume();
    for (let count = 0; count < 60; count += 1) expect((await slow.next()).type).toBe(type);
    expect(await slow.next()).toEqual(completed);
    expect(await world.record(2)).toMatchObject({ status: 200, failed: false });
    for (const { socket } of [slow, other]) socket.terminate();
  });
});
