import { describe, expect, test } from 'vitest';
import { fakeUpstream, type SeenRequest } from '../fake-upstream.ts';
import {
  chat,
  compatible,
  completion,
  otherUpstreamKey,
  runGateway,
  twoKeys,
  upstreamKey,
} from '../gateway-world.ts';

const keyOf = ({ headers }: SeenRequest) => headers.authorization?.slice('Bearer '.length);
const ask = '/v1/chat/completions';

describe('fail-over', () => {
  test.each([401, 402, 403, 408, 429, 500, 503, 529])(
    'a %i of one key sends the request to the next',
    async (status) => {
      const upstream = await fakeUpstream((asked) =>
        keyOf(asked) === upstreamKey
          ? asked.json(status, { error: { message: 'no' } })
          : asked.json(200, completion),
      );
      const world = await runGateway(compatible(upstream.url, twoKeys));
      expect((await world.post(ask, chat)).status).toBe(200);
      expect(upstream.seen.map(keyOf)).toEqual([upstreamKey, otherUpstreamKey]);
      expect(await world.record()).toMatchObject({
        status: 200,
        failed: false,
        attempts: 2,
        account: 'fake…0002',
      });
      // The one that failed is not the first to be asked next time.
      expect((await world.post(ask, chat)).status).toBe(200);
      expect(upstream.seen.map(keyOf)).toEqual([upstreamKey, otherUpstreamKey, otherUpstreamKey]);
    },
  );

  test.each([400, 404, 422])('a %i speaks of the request: no other key is asked', async (status) => {
    const upstream = await fakeUpstream(({ json }) => json(status, { error: { message: 'bad' } }));
    const world = await runGateway(compatible(upstream.url, twoKeys));
    expect((await world.post(ask, chat)).status).toBe(status);
    expect(upstream.seen).toHaveLength(1);
  });

  test('a provider that cannot be reached makes way for another with the same model', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const models = [{ name: 'm', alias: 'fake-chat' }];
    const world = await runGateway({
      'openai-compatibility': [
        { name: 'gone', 'base-url': 'http://127.0.0.1:9/v1', models },
        { name: 'there', 'base-url': upstream.url, models },
      ],
    });
    expect((await world.post(ask, chat)).status).toBe(200);
    expect(await world.record()).toMatchObject({ provider: 'there', attempts: 2 });
    expect(upstream.seen[0]?.headers.authorization).toBeUndefined();
  });

  test('an answer that dies before its first byte is asked for again, elsewhere', async () => {
    const upstream = await fakeUpstream((asked) => {
      if (keyOf(asked) === otherUpstreamKey) return asked.json(200, completion);
      asked.response.writeHead(200, { 'content-type': 'text/event-stream' });
      asked.response.flushHeaders();
      asked.response.destroy();
    });
    const world = await runGateway(compatible(upstream.url, twoKeys));
    expect(await (await world.post(ask, chat)).json()).toEqual(completion);
    expect(await world.record()).toMatchObject({ status: 200, attempts: 2 });
    expect(upstream.seen.map(keyOf)).toEqual([upstreamKey, otherUpstreamKey]);
  });

  test('a request that dies on a fresh connection may have been begun, and is not sent twice with one key', async () => {
    const upstream = await fakeUpstream(({ request }) => request.socket.destroy());
    const world = await runGateway(compatible(upstream.url));
    expect((await world.post(ask, chat)).status).toBe(502);
    expect(upstream.seen).toHaveLength(1);
    expect(await world.record()).toMatchObject({ attempts: 1 });
  });

  test.each([
    ['the key that is refused comes last', [503, 401]],
    ['the key that is refused comes first', [401, 503]],
  ])('request-retry asks again for the one that may answer: %s', async (_, statuses) => {
    const upstream = await fakeUpstream(({ json, turn }) =>
      turn < 2 ? json(statuses[turn] ?? 500, { error: { message: 'no' } }) : json(200, completion),
    );
    const config = { ...compatible(upstream.url, twoKeys), 'request-retry': 1 };
    const world = await runGateway(config);
    expect((await world.post(ask, chat)).status).toBe(200);
    expect(upstream.seen).toHaveLength(3);
  });

  test("a kept connection that the provider closes at the wrong moment is nobody's failure", async () => {
    const upstream = await fakeUpstream(({ json, turn, request }) =>
      turn === 1 ? request.socket.destroy() : json(200, completion),
    );
    const world = await runGateway(compatible(upstream.url));
    for (const attempts of [1, 2]) {
      expect(await (await world.post(ask, chat)).json()).toEqual(completion);
      expect(await world.record(attempts - 1)).toMatchObject({ status: 200, attempts });
    }
  });

  test('the last failure is what the client gets when all fail', async () => {
    const upstream = await fakeUpstream(({ json, turn }) =>
      json(500 + turn, { error: { message: `no ${turn}` } }),
    );
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const answer = await world.post(ask, chat);
    expect(answer.status).toBe(501);
    expect(await answer.json()).toEqual({ error: { message: 'fakeup answered 501: no 1' } });
  });

  test('max-retry-credentials ends it sooner', async () => {
    const upstream = await fakeUpstream(({ json }) => json(500, { error: { message: 'no' } }));
    const world = await runGateway({ ...compatible(upstream.url, twoKeys), 'max-retry-credentials': 1 });
    await world.post(ask, chat);
    expect(upstream.seen).toHaveLength(1);
  });

  test('request-retry asks again after a pause, and max-retry-interval bounds the pause', async () => {
    const upstream = await fakeUpstream(({ json, turn }) =>
      turn === 0 ? json(429, { error: { message: 'slow' } }, { 'retry-after': '0' }) : json(200, completion),
    );
    const config = { ...compatible(upstream.url), 'request-retry': 1, 'max-retry-interval': 5 };
    const world = await runGateway(config);
    expect((await world.post(ask, chat)).status).toBe(200);
    expect((await world.record()).attempts).toBe(2);
    const patient = await fakeUpstream(({ json }) =>
      json(429, { error: { message: 'slow' } }, { 'retry-after': '6' }),
    );
    const other = await runGateway({
      ...compatible(patient.url),
      'request-retry': 1,
      'max-retry-interval': 5,
    });
    expect((await other.post(ask, chat)).status).toBe(429);
    expect(patient.seen).toHaveLength(1);
  });
});

describe('cooldown', () => {
  test('Retry-After is honoured to the second: nothing is asked before, and the client is told when', async () => {
    const upstream = await fakeUpstream(({ json, turn }) =>
      turn === 0 ? json(429, { error: { message: 'slow' } }, { 'retry-after': '30' }) : json(200, completion),
    );
    const world = await runGateway(compatible(upstream.url));
    expect((await world.post(ask, chat)).status).toBe(429);
    world.clock.now += 29_000;
    const cooling = await world.post(ask, chat);
    expect(cooling.status).toBe(429);
    expect(cooling.headers.get('retry-after')).toBe('1');
    expect(await cooling.json()).toEqual({
      error: {
        message:
          'All credentials for model fake-chat are cooling down via provider fakeup (last answer: 429)',
        type: 'rate_limit_error',
        code: 'model_cooldown',
        model: 'fake-chat',
        provider: 'fakeup',
        reset_seconds: 1,
        reset_time: '1s',
      },
    });
    expect(await world.record(1)).toMatchObject({ status: 429, attempts: 0 });
    world.clock.now += 1_000;
    expect((await world.post(ask, chat)).status).toBe(200);
    expect(upstream.seen).toHaveLength(2);
  });

  test('Retry-After may be a date', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(503, { error: { message: 'x' } }, { 'retry-after': 'Wed, 04 Mar 2026 10:01:30 GMT' }),
    );
    const world = await runGateway(compatible(upstream.url));
    expect((await world.post(ask, chat)).headers.get('retry-after')).toBe('60');
    expect((await world.post(ask, chat)).headers.get('retry-after')).toBe('60');
    expect(upstream.seen).toHaveLength(1);
  });

  test('disable-cooling asks all the same', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(429, { error: { message: 'x' } }, { 'retry-after': '30' }),
    );
    const world = await runGateway(compatible(upstream.url, { 'disable-cooling': true }));
    await world.post(ask, chat);
    await world.post(ask, chat);
    expect(upstream.seen).toHaveLength(2);
  });
});

describe('routing.strategy', () => {
  const turns = async (config: object, keys: Record<string, unknown> = twoKeys): Promise<string> => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway({ ...compatible(upstream.url, keys), ...config });
    for (let turn = 0; turn < 4; turn += 1) await (await world.post(ask, chat)).arrayBuffer();
    return upstream.seen.map((seen) => (keyOf(seen) === upstreamKey ? 'a' : 'b')).join('');
  };

  test('round-robin takes turns, fill-first stays, weights count', async () => {
    expect(await turns({})).toBe('abab');
    expect(await turns({ routing: { strategy: 'fill-first' } })).toBe('aaaa');
    const weighted = {
      'api-key-entries': [{ 'api-key': upstreamKey, weight: 3 }, { 'api-key': otherUpstreamKey }],
    };
    expect(await turns({ routing: { strategy: 'weighted-round-robin' } }, weighted)).toBe('aaba');
  });
});
