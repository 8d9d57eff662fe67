import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { chat, compatible, completion, runGateway, twoKeys } from '../gateway-world.ts';

const ask = '/v1/chat/completions';

describe('what a record tells of the attempts before the last', () => {
  test('a refused key, with the words of the provider, and how long that took', async () => {
    const upstream = await fakeUpstream(({ turn, json }) =>
      turn === 0 ? json(429, { error: { message: 'slow down' } }) : json(200, completion),
    );
    const world = await runGateway(compatible(upstream.url, twoKeys));
    expect((await world.post(ask, chat)).status).toBe(200);
    const { tries, attempts } = await world.record();
    expect(attempts).toBe(2);
    expect(tries).toEqual([
      {
        provider: 'fakeup',
        account: 'fake…0001',
        status: 429,
        error: 'fakeup answered 429: slow down',
        ms: expect.any(Number),
      },
    ]);
  });

  test('when all failed, the last is what the record itself tells', async () => {
    const upstream = await fakeUpstream(({ turn, json }) => json(500 + turn, { error: { message: 'no' } }));
    const world = await runGateway(compatible(upstream.url, twoKeys));
    await world.post(ask, chat);
    const { tries = [], attempts, status } = await world.record();
    expect([attempts, status, ...tries.map((it) => it.status)]).toEqual([2, 501, 500]);
  });

  test('a first attempt that is answered has none; nothing is asked while all rest, and it says how long', async () => {
    const upstream = await fakeUpstream(({ turn, json }) =>
      turn === 0 ? json(200, completion) : json(429, { error: { message: 'slow' } }, { 'retry-after': '30' }),
    );
    const world = await runGateway(compatible(upstream.url));
    await world.post(ask, chat);
    expect(await world.record(0)).not.toHaveProperty('tries');
    await world.post(ask, chat);
    await world.post(ask, chat);
    expect(await world.record(2)).toMatchObject({ attempts: 0, status: 429, restingMs: 30_000 });
    expect(upstream.seen).toHaveLength(2);
  });
});
