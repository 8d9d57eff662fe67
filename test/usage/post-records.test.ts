import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { createRecordPost } from '../../src/usage/post-records.ts';
import { unpackRecords } from '../../src/usage/record-packet.ts';
import { makeRecord } from './make-record.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function posted() {
  const sent: UsageRecord[][] = [];
  return { sent, post: createRecordPost((packet) => sent.push(unpackRecords(packet))) };
}
const total = (sent: UsageRecord[][]) => sent.reduce((sum, { length }) => sum + length, 0);

test('records that come together share a message, and none waits for long', () => {
  const { post, sent } = posted();
  const records = [makeRecord(), makeRecord()];
  for (const record of records) post.add(record);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(sent).toEqual([records]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a full message goes at once, and what waits goes before a question', () => {
  const { post, sent } = posted();
  for (let count = 0; count < 401; count += 1) post.add(makeRecord());
  expect(sent.map(({ length }) => length)).toEqual([400]);
  post.sendNow();
  expect(total(sent)).toBe(401);
});

test('a thread that takes nothing is not buried: the oldest go, which is said, and the rest comes later', () => {
  const { post, sent } = posted();
  const many = 60_000;
  for (let count = 0; count < many; count += 1) post.add(makeRecord());
  const away = total(sent);
  expect(away).toBeLessThan(21_000);
  expect(post.problem).toMatch(
    /^Usage could not be stored as fast as it came; \d+ requests are not in it\.$/,
  );
  post.took(away);
  const kept = total(sent);
  expect(kept).toBeGreaterThan(away);
  expect(post.problem).toContain(`; ${many - kept} requests`);
});

test('says how many are gone as they go, and sends no more than the thread has room for', () => {
  const lost: number[] = [];
  let sent = 0;
  const post = createRecordPost(
    (packet) => {
      sent += packet.count;
    },
    (count) => lost.push(count),
  );
  const add = (count: number) => {
    for (let number = 0; number < count; number += 1) post.add(makeRecord());
  };
  add(10);
  post.sendNow();
  add(40_000);
  expect(sent).toBeLessThanOrEqual(20_000);
  expect(lost).toEqual([400]);
  expect(post.problem).toContain('; 400 requests');
  expect(post.waiting).toBe(40_010 - 400 - sent);
  post.sendAnyway();
  expect(post.waiting).toBe(0);
  expect(sent).toBe(40_010 - 400);
});
