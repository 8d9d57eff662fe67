import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { UsageTotals } from '../../src/contract/usage-figures.ts';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { noPostgres, startPostgres } from '../helpers/postgres.ts';
import { noon } from './make-record.ts';
import { manyRecords, questions } from './questions.ts';

/** As the store answered while it kept sums of every pair of dimensions and packed columns (fixtures/usage). */
interface Answer {
  readonly totals: UsageTotals;
  readonly groups: object[];
  /** Start, requests, failures, tokens, cached tokens; null: not known. */
  readonly series: (number | null)[][];
  /** Id, and the cost or what stands in its way. */
  readonly records: [string, number | string][];
}

const fixture = new URL('../fixtures/usage/answers.json', import.meta.url);
const answers = JSON.parse(await readFile(fixture, 'utf8')) as Answer[];

/** Without what was not counted then. */
const asBefore = ({ aborted, cut, retries, ...known }: Partial<UsageTotals>) => known;

const engines = ['a file', ...(noPostgres === undefined ? ['Postgres'] : [])];

describe.each(engines)('the answers of the store before it was plain SQL, in %s', (engine) => {
  let store: UsageStore;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'usage-'));
    const postgres = engine === 'Postgres' ? await startPostgres() : undefined;
    const shared = postgres && { url: postgres.url, server: 'one' };
    const opened = await openUsageStore({ folder, shared, now: () => noon, retentionDays: 0 });
    if (!opened.ok) throw new Error(opened.message);
    store = opened.value;
    for (const record of manyRecords()) store.add(record);
    await store.flush();
    return async () => {
      await store.close();
      await postgres?.remove();
      await rm(folder, { recursive: true });
    };
  });

  test.each(questions.map((asked, place) => [JSON.stringify(asked), asked, answers[place]] as const))(
    'are given to %s',
    async (_, { query, by, step }, answer) => {
      expect(asBefore(await store.totals(query))).toEqual(answer?.totals);
      expect((await store.groups(query, by, step)).map(asBefore)).toEqual(answer?.groups);
      const series = (await store.series(query, step)).filter(({ requests }) => requests > 0);
      expect(
        series.map(({ at, requests, failed, tokens }) => [
          at,
          requests,
          failed,
          tokens?.total ?? null,
          tokens?.cached ?? null,
        ]),
      ).toEqual(answer?.series);
      const newest = await store.records(query, 3);
      expect(newest.map(({ id, cost, costGap }) => [id, cost ?? costGap])).toEqual(answer?.records);
    },
  );
});
