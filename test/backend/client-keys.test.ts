import { describe, expect, test } from 'vitest';
import { clientKeysOf, rememberFingerprints } from '../../src/backend/client-keys.ts';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';

const strong = 'fake-client-key-alpha-0000000000000001';
const figures = { countedSince: 5, lastHour: 1, today: 2, hours: [1] };

describe('client keys', () => {
  test('are in the order of the file, with record and figures of their own', () => {
    const record = { fingerprint: fingerprint(strong), label: 'web' };
    const counts = { activity: { [fingerprint(strong)]: figures }, countedSince: 5 };
    const [first, second] = clientKeysOf({ 'api-keys': ['other', strong] }, [record], counts);
    expect(first).toMatchObject({ record: undefined, activity: { today: 0, lastHour: 0, countedSince: 5 } });
    expect(second).toMatchObject({ record, activity: figures });
  });

  test('retire even if the key that replaces them is gone, but not if no other key stays', () => {
    const retiring = { replacedBy: fingerprint('new'), deadline: '2026-01-01T00:00:00.000Z' };
    const record = { fingerprint: fingerprint(strong), label: 'web', retiring };
    const inList = (...keys: string[]) => clientKeysOf({ 'api-keys': keys }, [record], undefined)[0];
    expect(inList(strong, 'new')?.record).toEqual(record);
    expect(inList(strong, 'other')?.record).toEqual(record);
    expect(inList(strong)?.record).toEqual({ fingerprint: fingerprint(strong), label: 'web' });
    expect(inList(strong)?.stored).toEqual(record);
  });

  test('have unknown use when nobody counts', () => {
    expect(clientKeysOf({ 'api-keys': [strong] }, [], undefined)[0]?.activity).toBeUndefined();
  });

  test('are weak below 32 characters, and samples when published', () => {
    const keys = clientKeysOf(
      { 'api-keys': ['q'.repeat(31), 'q'.repeat(32), 'your-api-key-1', ''] },
      [],
      undefined,
    );
    expect(keys.map((it) => it.weak)).toEqual([true, false, true, true]);
    expect(keys.map((it) => it.sample)).toEqual([false, false, true, false]);
  });

  test('that repeat an earlier one share its fingerprint and have ids of their own', () => {
    const keys = clientKeysOf({ 'api-keys': [strong, 'b', strong, 'b', strong] }, [], undefined);
    expect(new Set(keys.map((it) => it.id)).size).toBe(5);
    expect(keys.map((it) => it.duplicate)).toEqual([false, false, true, true, true]);
    expect(keys[4]?.id).toBe(`${fingerprint(strong)}#3`);
  });

  test('are none when the list is missing or empty', () => {
    for (const list of [undefined, null, []])
      expect(clientKeysOf({ 'api-keys': list }, [], undefined)).toEqual([]);
  });
});

test('remembered fingerprints are the right ones, however many keys come', () => {
  const remembered = rememberFingerprints();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 12_000; i += round === 0 ? 1 : 997) {
      expect(remembered(`key-${i}`)).toBe(fingerprint(`key-${i}`));
    }
  }
});
