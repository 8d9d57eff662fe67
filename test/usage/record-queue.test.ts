import { expect, onTestFinished, test } from 'vitest';
import { createRecordQueue } from '../../src/usage/record-queue.ts';
import { makeRecord } from './make-record.ts';

/** A queue whose sender counts along; `broken`: the disk takes nothing. */
function queued({ broken = false, lostBefore = 0 } = {}) {
  const state = { broken, settled: 0, written: 0, lostBefore, told: [] as string[] };
  const queue = createRecordQueue({
    *write(records) {
      if (state.broken) throw new Error('database or disk is full');
      yield;
      state.written += records.length;
    },
    tell: (sentence) => state.told.push(sentence),
    sender: {
      settled(count) {
        state.settled += count;
      },
      lostBefore() {
        const count = state.lostBefore;
        state.lostBefore = 0;
        return count;
      },
    },
  });
  onTestFinished(() => queue.stop());
  return { queue, state };
}
const record = makeRecord();
const fill = (queue: { add(one: typeof record): void }, count: number) => {
  for (let number = 0; number < count; number++) queue.add(record);
};

test('the sender hears of records when they are written, and not before', () => {
  const { queue, state } = queued();
  fill(queue, 2_500);
  expect(state.settled).toBe(0);
  queue.writeNow();
  expect(state).toMatchObject({ settled: 2_500, written: 2_500 });
});

test('what did not have room is a problem with its number as soon as there is some, and told once', () => {
  const { queue, state } = queued();
  fill(queue, 20_000);
  expect(queue.problem).toBeUndefined();
  fill(queue, 1);
  expect(queue.problem).toBe('Usage could not be stored as fast as it came; 500 requests are not in it.');
  fill(queue, 1_000);
  expect(queue.problem).toContain('; 1500 requests');
  expect(state.told).toEqual(['Usage could not be stored as fast as it came; 500 requests are not in it.']);
  expect(state.settled).toBe(1_500);
  queue.writeNow();
  expect(state.settled).toBe(21_001);
  expect(queue.problem).toContain('; 1500 requests');
});

test('a disk that takes none: the problem names what is lost meanwhile, here and before it came here', () => {
  const { queue, state } = queued({ broken: true, lostBefore: 7 });
  fill(queue, 1);
  queue.writeNow();
  expect(queue.problem).toMatch(/kept in memory until it can\.$/);
  fill(queue, 20_000);
  expect(queue.problem).toContain('the disk is full');
  expect(queue.problem).toMatch(/ 500 did not have room and are lost\.$/);
  state.broken = false;
  queue.writeNow();
  expect(state.told.at(-1)).toBe(
    'Usage is stored again; 507 requests came and went meanwhile and are not in it.',
  );
  expect(queue.problem).toBeUndefined();
  expect(state.settled).toBe(20_001);
});
