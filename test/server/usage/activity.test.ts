import { describe, expect, test } from 'vitest';
import { activityAt } from '../../../src/backend/disk/remembered-folder.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { readStoredCounts } from '../../../src/contract/activity-counts.ts';
import { alpha, bravo, read, runServer, type TestServer } from '../running-server.ts';

const minute = 60_000;

async function figures({ manage }: TestServer, key = alpha) {
  const state = await read<{ activity: Record<string, unknown>; countedSince: number }>(
    await manage('/console/state'),
  );
  return { of: state.activity[fingerprint(key)], countedSince: state.countedSince };
}

const ask = ({ client }: TestServer) =>
  client('/v1/chat/completions', alpha, { method: 'POST', body: '{"model":"none","messages":[]}' });

describe('the activity of a key', () => {
  test('counts requests to providers, and knows of every use that was let in', async () => {
    const server = await runServer();
    await ask(server);
    await ask(server);
    await server.client('/v1/models', 'fake-wrong');
    server.clock.now += minute;
    await server.client('/v1/models', alpha);
    await server.client('/v1/nosuch', alpha);
    expect((await figures(server)).of).toMatchObject({
      lastUsedAt: server.clock.now,
      lastHour: 2,
      today: 2,
      countedSince: server.clock.now - minute,
    });
    expect((await figures(server, bravo)).of).toBeUndefined();
  });

  test('outlives a restart', async () => {
    const first = await runServer();
    await ask(first);
    await first.close();
    const second = await runServer({ stored: first.stored.data });
    second.clock.now += 10 * minute;
    await ask(second);
    expect(await figures(second)).toMatchObject({
      of: { lastHour: 2, lastUsedAt: second.clock.now },
      countedSince: first.clock.now,
    });
  });

  test('reads the same from the file that the server leaves (backend/disk)', async () => {
    const server = await runServer();
    await ask(server);
    const told = (await figures(server)).of;
    await server.close();
    const stored = readStoredCounts(server.stored.data);
    expect(stored && activityAt(stored, server.clock.now)).toEqual({
      activity: { [fingerprint(alpha)]: told },
      countedSince: server.clock.now,
    });
  });

  test('is written when the server stops, and not at all when nothing was used since the last start', async () => {
    const used = await runServer();
    await ask(used);
    await used.close();
    expect(used.stored.writes).toBe(1);
    const idle = await runServer({ stored: used.stored.data });
    await idle.close();
    expect(idle.stored.writes).toBe(0);
  });

  test('counts from the first start on, also over a restart without a request', async () => {
    const first = await runServer();
    const { countedSince } = await figures(first);
    await first.close();
    const again = await runServer({ stored: first.stored.data });
    again.clock.now += minute;
    expect(await figures(again)).toMatchObject({ countedSince });
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['another shape', { counts: 7 }],
    ['a list', [1, 2]],
    ['damaged counts', { countedSince: 1, counts: { [fingerprint(alpha)]: { minutes: 'x' } } }],
    ['a day that is not over', { countedSince: Number.MAX_SAFE_INTEGER, counts: {} }],
  ])('starts anew, and says since when, after %s in the file', async (_, stored) => {
    const server = await runServer({ stored });
    await ask(server);
    expect(await figures(server)).toMatchObject({ of: { lastHour: 1 }, countedSince: server.clock.now });
  });
});
