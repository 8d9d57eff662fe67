import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSettling } from '../../src/watch/settle.ts';

let filled: boolean;
let reports: string[];
let settling: ReturnType<typeof createSettling>;

beforeEach(() => {
  vi.useFakeTimers();
  filled = true;
  reports = [];
  settling = createSettling(
    async () => filled,
    (path) => reports.push(path),
  );
});

afterEach(() => {
  settling.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('a file is reported 12 ms after its last event', async () => {
  settling.touch('a');
  await pass(8);
  settling.touch('a');
  await pass(11);
  expect(reports).toEqual([]);
  await pass(1);
  expect(reports).toEqual(['a']);
  await pass(1000);
  expect(reports).toEqual(['a']);
});

test('a file without content waits for it, and is reported with it', async () => {
  filled = false;
  settling.touch('a');
  await pass(40);
  expect(reports).toEqual([]);
  filled = true;
  settling.touch('a');
  await pass(12);
  expect(reports).toEqual(['a']);
});

test('a file that stays without content, or is written without pause, is reported after 60 ms', async () => {
  filled = false;
  settling.touch('a');
  await pass(60);
  expect(reports).toEqual(['a']);
  filled = true;
  for (let i = 0; i < 13; i++) {
    settling.touch('b');
    await pass(5);
  }
  expect(reports).toEqual(['a', 'b']);
});

test('files settle apart, and none after the close', async () => {
  settling.touch('a');
  await pass(6);
  settling.touch('b');
  await pass(6);
  expect(reports).toEqual(['a']);
  settling.close();
  settling.touch('c');
  await pass(1000);
  expect(reports).toEqual(['a']);
});
