import { describe, expect, test } from 'vitest';
import { emptyTail, withRecords } from '../../src/store/usage-tail.ts';
import { fakeRecord } from '../helpers/fake-usage.ts';

const records = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, place) => fakeRecord(`r${from + place}`));

describe('the latest requests', () => {
  test('are kept newest first, 500 at most, and all are counted', () => {
    const tail = [records(0, 300), records(300, 600)].reduce(
      (kept, told) => withRecords(kept, told),
      emptyTail,
    );
    expect(tail.records).toHaveLength(500);
    expect([tail.records[0]?.id, tail.records.at(-1)?.id]).toEqual(['r599', 'r100']);
    expect(tail.seen).toBe(600);
  });

  test('a record that is told twice is kept once, and nothing new is the same object', () => {
    const tail = withRecords(emptyTail, [...records(0, 3), ...records(2, 4)]);
    expect(tail.records.map(({ id }) => id)).toEqual(['r3', 'r2', 'r1', 'r0']);
    expect(withRecords(tail, records(1, 3))).toBe(tail);
    expect(withRecords(tail, [], 7).seen).toBe(11);
  });
});
