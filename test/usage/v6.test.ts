import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import type { ExportedUsage } from '../../src/usage/v6/v6-shape.ts';
import { alpha, makeRecord, makeStore, noon } from './make-record.ts';

interface Recorded {
  readonly name: string;
  readonly request: { readonly body: unknown };
  readonly response: { readonly body: Record<string, unknown> };
}
const recordings = JSON.parse(
  readFileSync(new URL('../fixtures/contract/v6/usage.json', import.meta.url), 'utf8'),
) as Recorded[];
const recorded = (name: string) => {
  const found = recordings.find((entry) => entry.name === name);
  if (!found) throw new Error(`no recording ${name}`);
  return found;
};
const exported = recorded('usage-export').response.body as { usage: ExportedUsage['usage'] };
/** The day of the recording. */
const now = () => Date.UTC(2026, 10, 21, 9);

describe('import of what v6 exports', () => {
  test('counts as recorded: all are new, then none is, then two more', async () => {
    const store = await makeStore({ now, retentionDays: 0 });
    expect(await store.importV6(exported)).toEqual({
      ok: true,
      value: { added: 22, skipped: 0, total_requests: 22, failed_requests: 3 },
    });
    for (const name of ['usage-import-same-data', 'usage-import-new-data', 'usage-import-new-data-again']) {
      const { request, response } = recorded(name);
      expect(await store.importV6(request.body)).toEqual({ ok: true, value: response.body });
    }
    for (const name of ['usage-import-totals-only', 'usage-import-no-version']) {
      const { request, response } = recorded(name);
      expect(await store.importV6(request.body)).toEqual({ ok: true, value: response.body });
    }
  });

  test('gives the totals, days and hours of the export back', async () => {
    const store = await makeStore({ now });
    await store.importV6(exported);
    const { usage } = await store.exportV6({ names: new Map(Object.entries(nameOf)) });
    const { apis, ...totals } = usage;
    const { apis: theirs, ...wanted } = exported.usage;
    expect(totals).toEqual({ ...wanted, ...localTimes(wanted) });
    for (const [key, api] of Object.entries(theirs)) {
      const own = apis[key];
      expect(own?.total_requests).toBe(api.total_requests);
      expect(own?.total_tokens).toBe(api.total_tokens);
      for (const [model, { details }] of Object.entries(api.models)) {
        const masked = details.map((detail) => ({ ...detail, source: 'sk-…001' }));
        const ours = own?.models[model]?.details.map((detail) => ({ ...detail, source: 'sk-…001' }));
        expect(ours).toEqual(masked);
      }
    }
  });

  const keys = Object.keys(exported.usage.apis);
  const nameOf: Record<string, string> = Object.fromEntries(keys.map((key) => [fingerprint(key), key]));

  /** The recording ran in UTC; the test may run elsewhere, in a zone of whole hours or not. */
  function localTimes(_wanted: unknown): Partial<ExportedUsage['usage']> {
    const stamps = Object.values(exported.usage.apis).flatMap(({ models }) =>
      Object.values(models).flatMap(({ details }) => details),
    );
    const times: Pick<
      ExportedUsage['usage'],
      'requests_by_day' | 'requests_by_hour' | 'tokens_by_day' | 'tokens_by_hour'
    > = {
      requests_by_day: {},
      requests_by_hour: {},
      tokens_by_day: {},
      tokens_by_hour: {},
    };
    for (const { timestamp, tokens } of stamps) {
      const date = new Date(Math.floor(Date.parse(timestamp) / 3_600_000) * 3_600_000);
      const two = (value: number) => String(value).padStart(2, '0');
      const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
      const hour = two(date.getHours());
      times.requests_by_day[day] = (times.requests_by_day[day] ?? 0) + 1;
      times.requests_by_hour[hour] = (times.requests_by_hour[hour] ?? 0) + 1;
      times.tokens_by_day[day] = (times.tokens_by_day[day] ?? 0) + tokens.total_tokens;
      times.tokens_by_hour[hour] = (times.tokens_by_hour[hour] ?? 0) + tokens.total_tokens;
    }
    return times;
  }

  test('keeps no client key and no upstream key', async () => {
    const store = await makeStore({ now });
    await store.importV6(exported);
    const text = JSON.stringify([await store.exportV6(), await store.records({ since: 0 }, 100)]);
    for (const key of keys) expect(text).not.toContain(key);
    expect(text).not.toContain('sk-fake-upstream-0001');
  });

  test('refuses another version and what is no export, in the recorded words', async () => {
    const store = await makeStore();
    expect(await store.importV6({ version: 2, usage: {} })).toMatchObject({
      ok: false,
      message: 'unsupported version',
    });
    expect(await store.importV6('nope')).toMatchObject({ ok: false, message: 'invalid json' });
  });

  test('passes over what the store itself recorded and exported', async () => {
    const store = await makeStore();
    for (let number = 0; number < 5; number++)
      store.add(makeRecord({ at: noon + number, latencyMs: number }));
    store.add(
      makeRecord({ clientKey: undefined as never, failed: true, status: 500, tokens: undefined as never }),
    );
    const keys = new Map([['team-a a1…a1', alpha]]);
    const own = await store.exportV6({ names: new Map([[alpha, 'team-a a1…a1']]) });
    expect(await store.importV6(own, keys)).toMatchObject({ ok: true, value: { added: 0, skipped: 6 } });
    const elsewhere = await makeStore();
    expect(await elsewhere.importV6(own, keys)).toMatchObject({
      ok: true,
      value: { added: 6, skipped: 0 },
    });
    expect((await elsewhere.totals({ since: 0, clientKey: alpha })).requests).toBe(5);
    expect(await elsewhere.importV6(own, keys)).toMatchObject({
      ok: true,
      value: { added: 0, skipped: 6 },
    });
  });

  test('an export tells the newest one by one and counts all', async () => {
    const store = await makeStore();
    for (let number = 0; number < 1_200; number++) store.add(makeRecord({ at: noon - number }));
    const { usage } = await store.exportV6({ details: 700 });
    expect(usage.total_requests).toBe(1_200);
    expect(usage.apis[alpha]?.models['gpt-4o']?.details).toHaveLength(700);
  });
});
