import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { gate } from '../gate.ts';
import { runGateway } from '../gateway-world.ts';
import { eachSdk } from '../sdk-clients.ts';

describe.each(eachSdk)('%s, with a slow provider', (_, client) => {
  test('gets the first piece once there is one, and each when it is sent', async () => {
    const [begin, goOn] = [gate(), gate()];
    const upstream = await fakeUpstream(async ({ response }) => {
      await begin.opened;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(client.events[0]);
      await goOn.opened;
      response.end(client.events[1]);
    });
    const world = await runGateway(client.config(upstream.url));
    const pieces = client.stream(world.url);
    const first = pieces.next();
    await expect.poll(() => upstream.seen.length).toBe(1);
    world.clock.now += 40_000;
    expect(world.records).toEqual([]);
    begin.open();
    expect((await first).value).toBe('Hel');
    // The rest is sent only now: nobody has waited for it.
    world.clock.now += 2_000;
    goOn.open();
    expect((await pieces.next()).value).toBe('lo');
    expect((await pieces.next()).done).toBe(true);
    expect(await world.record()).toMatchObject({
      status: 200,
      failed: false,
      attempts: 1,
      firstByteMs: 40_000,
      latencyMs: 42_000,
      tokens: client.tokens,
    });
    expect(world.records).toHaveLength(1);
  });

  test('waits for a whole answer, too', async () => {
    const begin = gate();
    const upstream = await fakeUpstream(async ({ json }) => {
      await begin.opened;
      json(200, client.answer);
    });
    const world = await runGateway(client.config(upstream.url));
    const answer = client.ask(world.url);
    await expect.poll(() => upstream.seen.length).toBe(1);
    world.clock.now += 40_000;
    begin.open();
    expect(await answer).toBe('Hello');
    expect(await world.record()).toMatchObject({ status: 200, firstByteMs: 40_000, tokens: client.tokens });
    expect(upstream.seen).toHaveLength(1);
  });
});
