import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countUsage } from '../../../src/backend/public/count-usage.ts';
import { keepUsage, recordOf } from '../../../src/backend/public/keep-usage.ts';
import { fingerprint } from '../../../src/base/fingerprint.ts';
import { consoleFolderAt } from '../../../src/config/console-folder.ts';
import type { Change } from '../../../src/contract/change.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/contract/${name}`, import.meta.url), 'utf8'));
const [wire] = recorded('v7/usage.json').find(({ name }: { name: string }) => /one full record/.test(name))
  .response.body;
const key = 'fake-client-key-alpha-0000000000000001';

async function keeper() {
  const home = await mkdtemp(join(tmpdir(), 'keeper-'));
  const told: Change[] = [];
  const made = keepUsage({
    folder: consoleFolderAt(home),
    now: Date.now,
    tell: (change) => told.push(change),
    catchUp: async () => undefined,
  });
  onTestFinished(async () => {
    await made.close();
    await rm(home, { recursive: true, force: true });
  });
  return { made, told, counts: made.around(countUsage(Date.now)) };
}

describe('usage that a public server tells', () => {
  test('a record of v7 is kept and told, with keys as fingerprint and mask', async () => {
    const { made, told, counts } = await keeper();
    expect(counts.take(wire)).toBe(fingerprint(key));
    expect(told).toMatchObject([
      { type: 'usage', records: [{ clientKey: fingerprint(key), status: 200, provider: 'fakeup' }] },
    ]);
    const kept = await made.usage.records({ since: 0 }, 10);
    expect(kept).toMatchObject({
      ok: true,
      value: [{ model: 'fake-model-1', alias: 'fake-chat', tokens: { input: 120, cached: 32, total: 165 } }],
    });
    const text = JSON.stringify([told, kept]);
    for (const secret of [key, wire.source]) expect(text).not.toContain(secret);
  });

  test('is kept once, whichever way it is told and however often', async () => {
    const { made, counts } = await keeper();
    const { usage } = recorded('v6/usage.json').find(({ name }: { name: string }) => name === 'usage-export')
      .response.body;
    made.takeSnapshot(usage);
    made.takeSnapshot({ ...usage, total_requests: usage.total_requests + 1 });
    const apis = usage.apis as Record<string, { models: Record<string, { details: object[] }> }>;
    for (const [client, { models }] of Object.entries(apis)) {
      for (const [model, { details }] of Object.entries(models)) {
        for (const detail of details)
          counts.take({ ...detail, model, api_key: client, provider: 'fakeprov' });
      }
    }
    await expect
      .poll(async () => {
        const answer = await made.usage.figures({ query: { since: 0 } });
        return answer.ok && answer.value.totals.requests;
      })
      .toBe(22);
  });

  test('a snapshot of v6 is told as soon as it is kept, so that screens show what the keys show', async () => {
    const { made, told } = await keeper();
    const { usage } = recorded('v6/usage.json').find(({ name }: { name: string }) => name === 'usage-export')
      .response.body;
    made.takeSnapshot(usage);
    const answer = await made.usage.figures({ query: { since: 0 } });
    expect(answer).toMatchObject({ ok: true, value: { totals: { requests: 22 } } });
    expect(told).toHaveLength(1);
    const [change] = told;
    expect(change?.type === 'usage' && change.records.map(({ status }) => status)).toEqual(Array(22).fill(0));
    made.takeSnapshot(usage);
    await made.usage.figures({ query: { since: 0 } });
    expect(told).toHaveLength(1);
  });

  test('what is no record is none', () => {
    for (const data of [undefined, 'x', {}, { timestamp: 'never' }]) expect(recordOf(data)).toBeUndefined();
  });
});
