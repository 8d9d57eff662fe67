import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Change, changeSchema } from '../../../src/contract/change.ts';
import { UsagePush } from '../../../src/server/usage/usage-push.ts';
import { makeRecord } from '../../usage/make-record.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function pushed() {
  const told: Change[] = [];
  const state = { listening: true };
  // As on the socket.
  const send = (change: Change) => told.push(v.parse(changeSchema, JSON.parse(JSON.stringify(change))));
  const push = new UsagePush(send, () => state.listening);
  const add = (count: number) => {
    const records = Array.from({ length: count }, () => makeRecord());
    for (const record of records) push.add(record);
    return records.map(({ id }) => id);
  };
  const frames = () =>
    told.map((change) =>
      change.type === 'usage' ? { ids: change.records.map(({ id }) => id), missed: change.missed } : change,
    );
  return { push, add, frames, state };
}

test('the first is told at once, and those that follow share a frame', () => {
  const { add, frames } = pushed();
  const [first] = add(1);
  expect(frames()).toEqual([{ ids: [first], missed: undefined }]);
  const more = add(3);
  expect(frames()).toHaveLength(1);
  vi.advanceTimersByTime(50);
  expect(frames()[1]).toEqual({ ids: more, missed: undefined });
  vi.advanceTimersByTime(50);
  expect(vi.getTimerCount()).toBe(0);
});

test('a frame has a hundred records, and tells how many it has left out', () => {
  const { add, frames } = pushed();
  add(1);
  const many = add(250);
  vi.advanceTimersByTime(50);
  expect(frames()[1]).toEqual({ ids: many.slice(0, 100), missed: 150 });
  const [last] = add(1);
  vi.advanceTimersByTime(50);
  expect(frames()[2]).toEqual({ ids: [last], missed: undefined });
});

test('nothing is gathered for nobody', () => {
  const { add, frames, state } = pushed();
  state.listening = false;
  add(200);
  vi.advanceTimersByTime(1_000);
  expect(frames()).toEqual([]);
  state.listening = true;
  const [id] = add(1);
  expect(frames()).toEqual([{ ids: [id], missed: undefined }]);
});
