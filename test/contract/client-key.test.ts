import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { hoursOf, keyRecordSchema, requestsIn, stopsAt } from '../../src/contract/client-key.ts';
import { fakeKey, testNow } from '../helpers/fake-session.ts';

const record = (expiresAt: string) =>
  v.safeParse(keyRecordSchema, { fingerprint: '0123456789abcdef', label: 'team-a', expiresAt });

describe('the expiry in the record of a key', () => {
  test.each([
    ['2027-01-31T09:00:00.000Z', '2027-01-31T09:00:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T09:00Z', '2027-01-31T09:00:00.000Z'],
    ['2027-01-31T09:00:00+02:00', '2027-01-31T07:00:00.000Z'],
  ])('%s, as a person may write it, holds', (text, instant) => {
    const read = record(text);
    expect(read.success && read.output.expiresAt).toBe(instant);
  });

  test.each(['soon', '2027-13-45', '2027-01-31T09:00:00+02', '20270131', ''])(
    '"%s" is no instant, and never one that compares with nothing',
    (text) => {
      const read = record(text);
      expect(read.success).toBe(false);
      expect(stopsAt(undefined)).toBe(Number.POSITIVE_INFINITY);
    },
  );
});

describe('the use of a key', () => {
  const hour = 3_600_000;
  const hours = Array.from({ length: 24 }, (_, place) => (place === 20 ? 3 : 0));
  const countedSince = Math.floor(testNow / hour) * hour - 2 * hour;
  const activity = { countedSince, lastUsedAt: testNow - 3 * hour, lastHour: 0, today: 0, hours };
  const keyFrom = (createdAt: number) =>
    fakeKey('team-a', { activity, record: { createdAt: new Date(createdAt).toISOString() } });

  test('is unknown, and not 0, before counting began', () => {
    const old = keyFrom(countedSince - 1);
    expect(hoursOf(old, testNow)).toEqual([...Array(20).fill(undefined), 3, 0, 0, 0]);
    expect(requestsIn(old, 'today', testNow)).toBeUndefined();
    expect(requestsIn(old, 'lastHour', testNow)).toBe(0);
  });

  test('is known from its first day if counting began before it was made', () => {
    const young = keyFrom(countedSince);
    expect(hoursOf(young, testNow)).toEqual(hours);
    expect(requestsIn(young, 'today', testNow)).toBe(0);
  });
});
