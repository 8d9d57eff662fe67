import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lineWriter } from '../../src/cli/compose/effects/line-writer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function writer() {
  const written: string[] = [];
  return { written, ...lineWriter((text) => written.push(text)) };
}

test('a line after a pause is written at once, and no timer stays behind it', () => {
  const { line, written } = writer();
  line('one');
  expect(written).toEqual(['one\n']);
  vi.runAllTimers();
  expect(vi.getTimerCount()).toBe(0);
  line('two');
  expect(written).toEqual(['one\n', 'two\n']);
});

test('lines that follow closely share a write and stay in their order', () => {
  const { line, written } = writer();
  for (const text of ['one', 'two', 'three']) line(text);
  expect(written).toEqual(['one\n']);
  vi.advanceTimersByTime(50);
  expect(written).toEqual(['one\n', 'two\nthree\n']);
});

test('many lines do not wait for the time to pass', () => {
  const { line, written } = writer();
  const text = 'x'.repeat(1_000);
  for (let count = 0; count < 200; count += 1) line(text);
  expect(written.length).toBeGreaterThan(2);
  expect(vi.getTimerCount()).toBe(1);
});

test('a flush leaves nothing behind, and writes nothing when nothing waits', () => {
  const { line, flush, written } = writer();
  flush();
  line('one');
  line('two');
  flush();
  expect(written).toEqual(['one\n', 'two\n']);
  expect(vi.getTimerCount()).toBe(0);
});
