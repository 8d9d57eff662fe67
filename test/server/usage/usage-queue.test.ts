import { expect, test } from 'vitest';
import { UsageQueue } from '../../../src/server/usage/usage-queue.ts';
import { makeRecord } from '../../usage/make-record.ts';

function queueOf(count: number, keepMs = 60_000) {
  const clock = { now: 0 };
  const queue = new UsageQueue(
    () => clock.now,
    () => keepMs,
  );
  const add = (more: number) => {
    const records = Array.from({ length: more }, () => makeRecord());
    for (const record of records) queue.add(record);
    return records.map(({ id }) => id);
  };
  return { clock, queue, add, ids: add(count) };
}
const idsOf = (records: readonly { id: string }[]) => records.map(({ id }) => id);

test('each record is told once, the oldest first, in pieces of any size', () => {
  const { queue, add, ids } = queueOf(450);
  expect(idsOf(queue.take(1))).toEqual(ids.slice(0, 1));
  expect(idsOf(queue.take(300))).toEqual(ids.slice(1, 301));
  const more = add(3);
  expect(idsOf(queue.take(1000))).toEqual([...ids.slice(301), ...more]);
  expect(queue.take(1000)).toEqual([]);
});

test('a reader that comes rarely gets the newest ten thousand', () => {
  const { queue, ids } = queueOf(10_321);
  expect(idsOf(queue.take(20_000))).toEqual(ids.slice(-10_000));
});

test('a reader that takes one at a time loses none for it', () => {
  const { queue, add, ids } = queueOf(0);
  for (let round = 0; round < 60; round += 1) {
    ids.push(...add(101));
    expect(idsOf(queue.take(1))).toEqual([ids[round]]);
  }
  expect(idsOf(queue.take(20_000))).toEqual(ids.slice(60));
});

test('what nobody asked for in time is gone, and no more than that', () => {
  const { clock, queue, add } = queueOf(250, 1000);
  clock.now = 600;
  const later = add(5);
  clock.now = 1001;
  expect(idsOf(queue.take(1000))).toEqual(later);
});
