import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/fingerprint.ts';
import { activityOf, countRequest, emptyCounts } from '../../src/server/activity-counter.ts';
import { alpha, bravo, read, runServer, type TestServer } from './running-server.ts';

const minute = 60_000;
const hour = 60 * minute;

async function figures({ manage }: TestServer, key = alpha) {
  const state = await read<{ activity: Record<string, unknown>; countedSince: number }>(
    await manage('/console/state'),
  );
  return { of: state.activity[fingerprint(key)], countedSince: state.countedSince };
}

describe('counting', () => {
  test('the last hour and the last day are what they say at every later moment', () => {
    const start = Date.parse('2026-03-04T12:00:00Z');
    const steps = fc.array(fc.integer({ min: 0, max: 3 * hour }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 30 * hour }), (gaps, wait) => {
        const counts = emptyCounts();
        let at = start;
        const times = gaps.map((gap) => {
          at += gap;
          countRequest(counts, at);
          return at;
        });
        const now = at + wait;
        const activity = activityOf(counts, now, start);
        const inLast = (size: number, many: number) =>
          times.filter((time) => Math.floor(now / size) - Math.floor(time / size) < many).length;
        expect(activity.lastHour).toBe(inLast(minute, 60));
        expect(activity.hours).toHaveLength(24);
        expect(activity.hours.reduce((sum, n) => sum + n, 0)).toBe(inLast(hour, 24));
        expect(activity.hours.at(-1)).toBe(inLast(hour, 1));
        expect(activity.lastUsedAt).toBe(times.at(-1));
        const day = new Date(now).toDateString();
        expect(activity.today).toBe(times.filter((time) => new Date(time).toDateString() === day).length);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('memory stays small however long a key is used', () => {
    const counts = emptyCounts();
    for (let n = 0; n < 5_000; n++) countRequest(counts, n * minute);
    expect(counts.minutes.length).toBeLessThanOrEqual(60);
    expect(counts.hours.length).toBeLessThanOrEqual(24);
  });
});

describe('the activity of a key', () => {
  test('counts what was let in, and nothing that was refused', async () => {
    const server = await runServer();
    await server.client('/v1/models', alpha);
    await server.client('/v1/chat/completions', alpha, { method: 'POST', body: '{}' });
    await server.client('/v1/models', 'fake-wrong');
    await server.client('/v1/nosuch', alpha);
    expect((await figures(server)).of).toMatchObject({
      lastUsedAt: server.clock.now,
      lastHour: 2,
      today: 2,
      countedSince: server.clock.now,
    });
    expect((await figures(server, bravo)).of).toBeUndefined();
  });

  test('outlives a restart', async () => {
    const first = await runServer();
    await first.client('/v1/models', alpha);
    await first.close();
    const second = await runServer({ stored: first.stored.data });
    second.clock.now += 10 * minute;
    await second.client('/v1/models', alpha);
    expect(await figures(second)).toMatchObject({
      of: { lastHour: 2, lastUsedAt: second.clock.now },
      countedSince: first.clock.now,
    });
  });

  test('is stored in the shape of console/state too, for who reads the files alone', async () => {
    const server = await runServer();
    await server.client('/v1/models', alpha);
    const told = (await figures(server)).of;
    await server.close();
    expect(server.stored.data).toMatchObject({
      activity: { [fingerprint(alpha)]: told },
      countedSince: server.clock.now,
    });
  });

  test('is written when the server stops, and not at all when nothing was used', async () => {
    const idle = await runServer();
    await idle.close();
    expect(idle.stored.writes).toBe(0);
    const used = await runServer();
    await used.client('/v1/models', alpha);
    await used.close();
    expect(used.stored.writes).toBe(1);
  });

  test.each([
    ['nonsense', 'nonsense'],
    ['another shape', { counts: 7 }],
    ['a list', [1, 2]],
    ['damaged counts', { countedSince: 1, counts: { [fingerprint(alpha)]: { minutes: 'x' } } }],
    ['a day that is not over', { countedSince: Number.MAX_SAFE_INTEGER, counts: {} }],
  ])('starts anew, and says since when, after %s in the file', async (_, stored) => {
    const server = await runServer({ stored });
    await server.client('/v1/models', alpha);
    expect(await figures(server)).toMatchObject({ of: { lastHour: 1 }, countedSince: server.clock.now });
  });
});
