import { beforeEach, expect, test } from 'vitest';
import { shareFeed } from '../../../src/backend/management/feed.ts';
import type { BackendEvent } from '../../../src/contract/change.ts';

let calls: string[];
let timers: { ms: number; run: () => void }[];
let unread: boolean;

beforeEach(() => {
  calls = [];
  timers = [];
  unread = false;
});

function shared() {
  return shareFeed({
    make: () => {
      calls.push('made');
      return {
        start: () => calls.push('start'),
        stop: () => calls.push('stop'),
        fail: ({ message }) => calls.push(message),
      };
    },
    isUnread: () => unread,
    timers: {
      set(run, ms) {
        const timer = { ms, run };
        timers.push(timer);
        return timer;
      },
      clear(timer) {
        timers = timers.filter((it) => it !== timer);
      },
    },
  });
}

const change: BackendEvent = { type: 'key-records' };

test('runs from the first listener to the last, and is made once', () => {
  const feed = shared();
  const leave = [feed.subscribe(() => {}), feed.subscribe(() => {})];
  expect(calls).toEqual(['made', 'start']);
  for (const it of leave) it();
  for (const it of leave) it();
  expect(calls).toEqual(['made', 'start', 'stop']);
  feed.subscribe(() => {});
  expect(calls).toEqual(['made', 'start', 'stop', 'start']);
});

test('tells every listener, the same one twice when it listens twice, and none that has left', () => {
  const feed = shared();
  const heard: string[] = [];
  const one = () => heard.push('one');
  feed.subscribe(one);
  const leave = feed.subscribe(one);
  feed.emit(change);
  leave();
  feed.emit(change);
  expect(heard).toEqual(['one', 'one', 'one']);
});

test('waits with its library for the first load and its drawing, and for the load not for ever', () => {
  unread = true;
  const feed = shared();
  feed.subscribe(() => {});
  expect(calls).toEqual([]);
  feed.loaded();
  feed.loaded();
  expect(timers.map(({ ms }) => ms)).toEqual([500, 250]);
  for (const { run } of timers) run();
  expect(calls).toEqual(['made', 'start']);
});

test('does not begin when nobody listens any more, and leaves no timer behind', () => {
  unread = true;
  const feed = shared();
  const leave = feed.subscribe(() => {});
  feed.loaded();
  leave();
  expect(timers).toEqual([]);
  feed.subscribe(() => {});
  feed.close();
  expect(timers).toEqual([]);
  expect(calls).toEqual([]);
});

test('begins anew when it is opened by something else, unless nobody listens', () => {
  const feed = shared();
  feed.restart();
  feed.subscribe(() => {});
  feed.restart();
  feed.fail({ ok: false, kind: 'denied', message: 'refused' });
  expect(calls).toEqual(['made', 'start', 'stop', 'start', 'refused']);
});
