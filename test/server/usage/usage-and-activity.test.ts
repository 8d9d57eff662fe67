import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import type { KeyActivity } from '../../../src/contract/client-key.ts';
import type { UsageFigures } from '../../../src/contract/usage-figures.ts';
import { makeStore } from '../../usage/make-record.ts';
import { eventText, fakeUpstream } from '../gateway/fake-upstream.ts';
import { bravo, chat, compatible, completion, runGateway } from '../gateway/gateway-world.ts';
import { completed, create, created, open } from '../gateway/responses-client.ts';
import { alpha, json, managementSecret, read } from '../running-server.ts';

const ask = '/v1/chat/completions';

async function place() {
  const upstream = await fakeUpstream(({ url, turn, json: say, response }) => {
    if (url?.endsWith('/responses')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(eventText(created) + eventText(completed));
    } else if (turn === 1) say(400, { error: { message: 'no' } });
    else say(200, completion);
  });
  const usage = await makeStore({ now: () => Date.parse('2026-03-04T10:00:30.000Z') });
  const more = { 'remote-management': { 'secret-key': managementSecret } };
  const limits = { requestsPerMinute: 1 };
  const world = await runGateway({ ...compatible(upstream.url), ...more }, {
    usage,
    records: [{ fingerprint: fingerprint(bravo), limits }],
  } as never);
  const activity = async () =>
    (await read<{ activity: Record<string, KeyActivity> }>(await world.manage('/console/state'))).activity;
  const groups = async () => {
    const request = { query: { since: 0 }, by: ['key'] };
    const figures = await read<UsageFigures>(
      await world.manage('/console/usage', json(request, { method: 'POST' })),
    );
    return new Map(figures.groups.key?.map((group) => [group.value, group]));
  };
  return { world, activity, groups };
}

describe('the figures of a client key', () => {
  test('are the same among the client keys and in the usage: answered, failed, refused, and turns on a socket', async () => {
    const { world, activity, groups } = await place();
    for (let turn = 0; turn < 3; turn++) await world.post(ask, chat);
    await world.post(ask, { ...chat, model: 'no-such-model' });
    const limited = { authorization: `Bearer ${bravo}` };
    for (let turn = 0; turn < 2; turn++) await world.post(ask, chat, limited);
    const client = await open(world);
    for (let turn = 0; turn < 2; turn++) {
      client.send(create);
      for (const type of ['response.created', 'response.completed'])
        expect((await client.next()).type).toBe(type);
    }
    client.socket.close();
    await world.record(7);
    const [keys, usage] = [await activity(), await groups()];
    for (const [key, requests, failed] of [
      [alpha, 6, 2],
      [bravo, 2, 1],
    ] as const) {
      const print = fingerprint(key);
      expect(usage.get(print)).toMatchObject({ requests, failed });
      expect(keys[print]).toMatchObject({ today: requests, lastHour: requests });
      expect(keys[print]?.lastUsedAt).toBe(usage.get(print)?.lastAt);
    }
  });

  test('count a list of models as a use of the key, but not as a request to a provider', async () => {
    const { world, activity, groups } = await place();
    await world.post(ask, chat);
    await world.record(0);
    await world.client('/v1/models', alpha);
    expect((await activity())[fingerprint(alpha)]).toMatchObject({ today: 1, lastHour: 1 });
    expect((await groups()).get(fingerprint(alpha))?.requests).toBe(1);
  });
});
