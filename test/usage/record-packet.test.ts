import { expect, test } from 'vitest';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { createRecordPacker, unpackRecords } from '../../src/usage/record-packet.ts';
import { makeRecord } from './make-record.ts';

/** A field that is new must be added here, and then comes out only if it is packed. */
const everything: Required<UsageRecord> = {
  id: 'run-00000001',
  at: 1_773_144_000_123,
  latencyMs: 812,
  firstByteMs: 0,
  clientKey: 'a1a1a1a1a1a1a1a1',
  provider: 'openai',
  account: 'sk-…0001',
  model: 'gpt-4o',
  alias: 'team/gpt-4o',
  endpoint: 'POST /v1/chat/completions',
  status: 502,
  failed: true,
  error: 'openai answered 502: “zu spät” ✗',
  attempts: 2,
  tries: [{ provider: 'openai', account: 'sk-…0002', status: 429, error: 'too many requests', ms: 31 }],
  restingMs: 4000,
  cost: 0.0123,
  costGap: 'price of the cache',
  tokens: { input: 1, output: 2, reasoning: 3, cached: 4, written: 5, writtenLong: 6, total: 7 },
  application: 'editor',
  referer: 'https://example.test',
  task: 'task-17',
  userAgent: 'fake/1.0',
};
const bare: UsageRecord = { id: '', at: 0, latencyMs: 0, endpoint: '', status: 200, failed: false };

test('records come out as they went in, with every field or with the few that all have', () => {
  const packer = createRecordPacker(10);
  const records = [everything, bare, { ...bare, tokens: {} }, { ...bare, tokens: { cached: 0 } }, everything];
  for (const record of records) packer.add(record);
  expect(unpackRecords(packer.take())).toStrictEqual(records);
});

test('a packet that was taken holds no record of the next one', () => {
  const packer = createRecordPacker(10);
  packer.add(everything);
  packer.add(everything);
  const first = packer.take();
  packer.add({ ...everything, provider: 'claude' });
  expect(packer.count).toBe(1);
  expect(unpackRecords(packer.take()).map(({ provider }) => provider)).toEqual(['claude']);
  expect(unpackRecords(first)).toStrictEqual([everything, everything]);
  expect(unpackRecords(packer.take())).toEqual([]);
});

test('what many records share stands once', () => {
  const packer = createRecordPacker(100);
  for (let count = 0; count < 100; count += 1) packer.add(makeRecord());
  const { texts } = packer.take();
  expect(texts.filter((text) => text === 'gpt-4o')).toHaveLength(1);
  expect(texts.length).toBeLessThan(110);
});
