import { expect, test } from 'vitest';
import { countUsage } from '../../../../src/backend/public/usage/count-usage.ts';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import { alpha, bravo } from '../on-server.ts';

const start = Date.parse('2026-11-21T09:30:00.000Z');
const record = (more: object) => ({ timestamp: new Date(start).toISOString(), api_key: alpha, ...more });

test('several tries of one request count once', () => {
  const counts = countUsage(() => start);
  counts.begin();
  expect(counts.take(record({ request_id: '1', failed: true }))).toBe(fingerprint(alpha));
  expect(counts.take(record({ request_id: '1' }))).toBeUndefined();
  counts.take(record({ request_id: '2' }));
  expect(counts.all()?.activity[fingerprint(alpha)]).toMatchObject({
    lastHour: 2,
    today: 2,
    lastUsedAt: start,
  });
});

test('what is no record, and a record of no client key, counts nothing', () => {
  const counts = countUsage(() => start);
  counts.begin();
  for (const other of [undefined, 'x', {}, { refresh: true }, record({ api_key: '' })]) {
    expect(counts.take(other)).toBeUndefined();
  }
  expect(counts.all()).toEqual({ activity: {}, countedSince: start });
});

test('counts are complete from the moment the feed stands, and unknown while there is none', () => {
  let now = start;
  const counts = countUsage(() => now);
  expect(counts.all()).toBeUndefined();
  counts.begin();
  counts.take(record({ request_id: '1' }));
  counts.end();
  expect(counts.all()).toBeUndefined();
  now += 60_000;
  counts.begin();
  expect(counts.all()).toMatchObject({
    countedSince: now,
    activity: { [fingerprint(alpha)]: { lastHour: 1 } },
  });
});

test('a clock of the server that is wrong does not make a key used tomorrow', () => {
  const counts = countUsage(() => start);
  counts.begin();
  counts.take({ timestamp: '2030-01-01T00:00:00Z', api_key: bravo, request_id: '1' });
  counts.take({ timestamp: 'soon', api_key: bravo, request_id: '2' });
  expect(counts.of([fingerprint(bravo)])[fingerprint(bravo)]).toMatchObject({
    lastUsedAt: start,
    lastHour: 2,
  });
});
