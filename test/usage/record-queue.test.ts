import { expect, onTestFinished, test } from 'vitest';
import { createRecordQueue } from '../../src/usage/record-queue.ts';
import { makeRecord } from './make-record.ts';

/** @param broken the disk takes nothing */
function queued({ broken = false } = {}) {
  const state = { broken, written: [] as string[], reported: [] as string[] };
  const queue = createRecordQueue({
    async write(records) {
      if (state.broken) throw new Error('the disk is full');
      state.written.push(...records.map(({ id }) => id));
    },
    report: (sentence) => state.reported.push(sentence),
  });
  onTestFinished(() => queue.stop());
  const fill = (count: number) => {
    const records = Array.from({ length: count }, () => makeRecord());
    for (const record of records) queue.add(record);
    return records.map(({ id }) => id);
  };
  return { queue, state, fill };
}

test('all is written, in its order, a batch at a time', async () => {
  const { queue, state, fill } = queued();
  const ids = fill(2_500);
  await queue.flush();
  expect(state.written).toEqual(ids);
  expect([queue.waiting.length, queue.problems]).toEqual([0, []]);
});

test('a disk that takes nothing: what comes waits in memory, which is said once, and is written when it can be', async () => {
  const { queue, state, fill } = queued({ broken: true });
  const ids = fill(1_200);
  await queue.flush();
  await queue.flush();
  expect(state.reported).toEqual([
    'Usage cannot be stored (the disk is full); the newest 40000 requests are kept in memory until it can.',
  ]);
  expect(queue.problems).toEqual([state.reported[0]]);
  expect(queue.isStuck).toBe(true);
  state.broken = false;
  await queue.flush();
  expect(state.written).toEqual(ids);
  expect(state.reported[1]).toContain('nothing was lost');
  expect(queue.problems).toEqual([]);
  queue.stop();
  expect(state.reported).toHaveLength(2);
});

test('what has no room is a problem with its number as soon as there is some, and reported once', async () => {
  const { queue, state, fill } = queued();
  // The first full batch is on its way at once.
  fill(41_000);
  expect(queue.problems).toEqual([]);
  fill(1);
  expect(queue.problems).toEqual([
    'Usage could not be stored as fast as it came; 500 requests are not in it.',
  ]);
  fill(1_000);
  expect(queue.problems.join()).toContain('; 1500 requests');
  expect(state.reported).toEqual([
    'Usage could not be stored as fast as it came; 500 requests are not in it.',
  ]);
  await queue.flush();
  expect(state.written).toHaveLength(42_001 - 1_500);
  expect(queue.problems.join()).toContain('; 1500 requests');
});

test('what has no room while the disk takes nothing is named, and again when it does', async () => {
  const { queue, state, fill } = queued({ broken: true });
  fill(1);
  await queue.flush();
  fill(40_000);
  expect(queue.problems.join(' ')).toMatch(/the disk is full.* 500 did not have room and are lost\.$/);
  state.broken = false;
  await queue.flush();
  expect(state.reported.at(-1)).toBe('Usage is stored again; 500 requests were dropped in the meantime.');
  expect(queue.problems).toEqual([]);
});

test('what is left when it stops is reported with its number', async () => {
  const { queue, state, fill } = queued({ broken: true });
  fill(1);
  await queue.flush();
  fill(45_000);
  expect(queue.waiting.length).toBeLessThanOrEqual(40_000);
  queue.stop();
  expect(state.reported.at(-1)).toBe('45001 requests could not be stored and are not in the usage.');
});
