import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { debounceEvents } from '../../src/watch/debounce-events.ts';

let filled: boolean;
let reports: string[];
let debounced: ReturnType<typeof debounceEvents>;

beforeEach(() => {
  vi.useFakeTimers();
  filled = true;
  reports = [];
  debounced = debounceEvents(
    async () => filled,
    (path) => reports.push(path),
  );
});

afterEach(() => {
  debounced.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('a file is reported 12 ms after its last event', async () => {
  debounced.touch('a');
  await pass(8);
  debounced.touch('a');
  await pass(11);
  expect(reports).toEqual([]);
  await pass(1);
  expect(reports).toEqual(['a']);
  await pass(1000);
  expect(reports).toEqual(['a']);
});

test('a file without content waits for it, and is reported with it', async () => {
  filled = false;
  debounced.touch('a');
  await pass(40);
  expect(reports).toEqual([]);
  filled = true;
  debounced.touch('a');
  await pass(12);
  expect(reports).toEqual(['a']);
});

test('a file that stays without content, or is written without pause, is reported after 60 ms', async () => {
  filled = false;
  debounced.touch('a');
  await pass(60);
  expect(reports).toEqual(['a']);
  filled = true;
  for (let i = 0; i < 13; i++) {
    debounced.touch('b');
    await pass(5);
  }
  expect(reports).toEqual(['a', 'b']);
});

test('files settle apart, and none after the close', async () => {
  debounced.touch('a');
  await pass(6);
  debounced.touch('b');
  await pass(6);
  expect(reports).toEqual(['a']);
  debounced.close();
  debounced.touch('c');
  await pass(1000);
  expect(reports).toEqual(['a']);
});
