import { describe, expect, test } from 'vitest';
import type { UsageTotals } from '../../../../src/contract/usage-figures.ts';
import { createFrameTime } from '../../../../src/tui/clock.ts';
import { layoutColumns } from '../../../../src/tui/components/columns.ts';
import { cellText } from '../../../../src/tui/components/text.tsx';
import { groupColumns, requestColumns } from '../../../../src/tui/features/usage/columns.ts';
import {
  cachedText,
  costText,
  pricedText,
  spansTable,
  tokensText,
  totalsParts,
} from '../../../../src/tui/features/usage/figures.ts';
import {
  attemptRows,
  factsOf,
  nextSteps,
  outcomeText,
  unreportedAttempts,
} from '../../../../src/tui/features/usage/request-detail.tsx';
import { recordsShown, unknownGroup, usageShown } from '../../../../src/tui/features/usage/usage-shown.ts';
import { questionOf } from '../../../../src/tui/features/usage/usage-state.ts';
import { initialUiState, type Sort } from '../../../../src/tui/ui/ui-state.ts';
import { fakeKey, fakeServer, testNow } from '../../../helpers/fake-session.ts';
import { fakeFigures, fakeGroup, fakeRecord } from '../../../helpers/fake-usage.ts';

const none = new Map<string, string>();

describe('figures', () => {
  const totals = { requests: 10, failed: 0, tokensKnown: 10, costKnown: 10, cost: 3.12 };

  test.each([
    [totals, '$3.12', undefined],
    [{ ...totals, costKnown: 8 }, '≥ $3.12', '80% priced'],
    [{ ...totals, cost: undefined }, '–', undefined],
    // One that failed and cost nothing says nothing of the other nine.
    [{ ...totals, cost: 0, costKnown: 1 }, '–', undefined],
    [{ ...totals, cost: 0 }, '$0.00', undefined],
    [{ ...totals, requests: 100_000, costKnown: 99_999 }, '≥ $3.12', '99% priced'],
  ])('of cost say what is known', (figures, cost, priced) => {
    expect(costText(figures)).toBe(cost);
    expect(pricedText(figures)).toBe(priced);
  });

  test('of tokens that only some requests reported are at least that many, and those that none reported are unknown', () => {
    const reported = { input: 10, output: 10, reasoning: 0, cached: 4 };
    const group = fakeGroup('x', 10, { tokensKnown: 10, tokensReported: reported });
    expect(tokensText(group, 'input')).toBe('17k');
    expect(tokensText({ ...group, tokensKnown: 5 }, 'input')).toBe('≥17k');
    expect(tokensText(group, 'reasoning')).toBe('–');
    expect(cachedText(group)).toBe('≥62%');
    expect(cachedText({ ...group, tokensReported: { ...reported, cached: 10 } })).toBe('62%');
    expect(cachedText({ ...group, tokens: { input: 17_000 } })).toBe('–');
    expect(cachedText(fakeGroup('x', 10, { tokens: { input: 1000, cached: 997 } }))).toBe('99%');
  });

  test('of all requests come in the order of their weight, and while they load there are none', () => {
    const said = totalsParts(fakeFigures()).map(cellText);
    expect(said.slice(0, 5)).toEqual([
      '1,204 requests',
      '3 errors 0.2%',
      '2.1M in  400k out',
      '≥ $3.12',
      'p95 6.0 s',
    ]);
    expect(totalsParts(undefined).map(cellText)).toEqual(['…']);
    const { totals, ...others } = fakeFigures();
    const lost = { ...others, totals: { ...totals, aborted: 2, cut: 1, retries: 4 } };
    const parts = totalsParts(lost).map(cellText);
    expect(parts).toContain('2 aborted · 1 cut short');
    expect(parts).toContain('4 retried');
  });

  test('of no requests are 0, and not unknown', () => {
    const none = { since: testNow, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 };
    const said = spansTable({
      ...{
        figures: ['input', 'output', 'cost', 'p95'],
        heads: ['HOUR'],
        windows: [none],
        labels: 10,
        each: 9,
      },
    }).map(cellText);
    expect(said.slice(1).map((row) => row.trim().split(/ {2,}/)[1])).toEqual(['0', '0', '$0.00', '–']);
  });

  test('of the spans are side by side, with the chosen one among them', () => {
    const { totals: known } = fakeFigures();
    const table = (windows: readonly UsageTotals[], chosen: number) =>
      spansTable({
        ...{ figures: ['requests'], heads: ['5 MIN', 'HOUR', 'DAY', '7 D', '30 D'], windows, chosen },
        ...{ labels: 10, each: 9, most: 4 },
      }).map(cellText);
    const [head = '', first = ''] = table([known, known], 1);
    expect(head.trim().split(/ {2,}/)).toEqual(['5 MIN', 'HOUR▾', 'DAY', '7 D']);
    expect(first.trim().split(/ +/)).toEqual(['Requests', '1,204', '1,204', '…', '…']);
    const large = { ...known, requests: 1_234_567 };
    expect(table([{ ...known, requests: 121_000 }, large], 1)[1]).toMatch(/ 121,000 +1\.2M /);
    expect(table([], 4)[0]?.trim().split(/ {2,}/)).toEqual(['HOUR', 'DAY', '7 D', '30 D▾']);
  });
});

const ui = initialUiState(120, 40);

describe('the table', () => {
  const groups = [fakeGroup('k1', 812), fakeGroup('データ班', 5, { failed: 0 }), fakeGroup(null, 2)];
  const laid = (columns: number) =>
    layoutColumns(
      groupColumns({
        by: 'key',
        names: new Map([['k1', 'team-a (new)']]),
        sort: { column: undefined, reversed: false },
        columns,
        graphs: 'blocks',
        time: createFrameTime(testNow),
        uncounted: 0,
      }),
      groups,
      columns - 4,
    );
  const said = (columns: number, row = groups[0]) =>
    Object.fromEntries(
      laid(columns).map(({ column, width }) => [column.title, row && cellText(column.cell(row, width))]),
    );

  test.each([
    [60, 'KEY REQ ERR IN OUT CACHED P95 TREND'],
    [80, 'KEY REQ ERR IN OUT CACHED P95 TREND'],
    [120, 'KEY REQ ERR ERR% IN OUT CACHED P50 P95 COST TREND'],
    [200, 'KEY REQ ERR ERR% IN OUT CACHED REASON P50 P95 TTFT COST LAST TREND'],
  ])('has more columns the wider it is: %i', (columns, heads) => {
    expect(
      laid(columns)
        .map(({ column }) => column.title.trim())
        .join(' '),
    ).toBe(heads);
  });

  test('says what a key is called, and what is not known', () => {
    expect(said(120)).toMatchObject({ KEY: 'team-a (new)', REQ: '812', 'ERR%': '0.1%', COST: '$2.03' });
    expect(said(120, groups[2])).toMatchObject({ KEY: 'without a key' });
    expect(said(200)).toMatchObject({ LAST: '12 s ago' });
  });

  test('is in the order that is chosen, what is not known last', () => {
    const figures = fakeFigures({
      groups: {
        key: [fakeGroup('b', 5, { cost: undefined as never }), fakeGroup('a', 1), fakeGroup(null, 9)],
      },
    });
    const order = (groups: Sort) => {
      const answer = { key: questionOf(ui), at: testNow, figures, problem: undefined };
      return usageShown({
        console: { server: undefined },
        ui: { ...ui, usage: { ...ui.usage, answer }, sorts: { ...ui.sorts, groups } },
      }).groups.map(({ value }) => value);
    };
    expect(order({ column: undefined, reversed: false })).toEqual([null, 'b', 'a']);
    expect(order({ column: undefined, reversed: true })).toEqual(['a', 'b', null]);
    expect(order({ column: 'cost', reversed: false })).toEqual([null, 'a', 'b']);
    expect(order({ column: 'cost', reversed: true })).toEqual(['a', null, 'b']);
    expect(order({ column: 'name', reversed: false })).toEqual(['a', 'b', null]);
  });
});

describe('a request in the list', () => {
  const record = fakeRecord('one', { clientKey: 'k1', cost: 0.007, ago: 0 });
  const said = (columns: number, row = record) =>
    Object.fromEntries(
      requestColumns({ columns, names: new Map([['k1', 'ci']]) }).map(({ id, cell }) => [
        id,
        cellText(cell(row, 20)),
      ]),
    );

  test('says when it ended, whose it was and what came of it', () => {
    expect(said(80)).toEqual({
      time: expect.stringMatching(/^\d\d:00:00$/),
      key: 'ci',
      model: 'claude-sonnet-4-6',
      status: '200',
      took: '1.2 s',
      tokens: '1.1k→240',
      application: 'Cline',
    });
    expect(said(120)).toMatchObject({
      account: 'claude dev@example.com',
      firstByte: '0.3 s',
      cost: '$0.007',
    });
  });

  test('says which try it was, and why it failed', () => {
    const retried = { ...record, attempts: 2 };
    expect(said(80, retried)).toMatchObject({ application: '↻ 2nd key' });
    expect(said(120, retried)).toMatchObject({ account: '↻ claude dev@example.com', application: 'Cline' });
    const failed = { ...retried, failed: true, status: 429, error: 'Too many.', tokens: undefined as never };
    expect(said(80, failed)).toMatchObject({
      status: '429',
      application: '↻ 2nd key · Too many.',
      tokens: '–',
    });
    expect(said(80, { ...failed, status: 0 })).toMatchObject({ status: 'fail' });
  });
});

describe('the details of a request', () => {
  const tries = [
    { provider: 'codex', account: 'sk-p…WuUF', status: 401, error: '401 invalid_api_key', ms: 100 },
  ];
  const record = fakeRecord('one', {
    provider: 'codex',
    account: 'sk-p…99Zk',
    status: 429,
    failed: true,
    error: '429 insufficient_quota',
    attempts: 2,
    tries,
    latencyMs: 300,
    firstByteMs: undefined as never,
    tokens: undefined as never,
  });

  test('say what was tried, and what to do about it', () => {
    expect(outcomeText(record)).toBe('429 after 2 attempts in 0.3 s');
    expect(attemptRows(record)).toEqual([
      { number: 1, key: 'codex  sk-p…WuUF', answer: '401 invalid_api_key', failed: true, ms: 100 },
      { number: 2, key: 'codex  sk-p…99Zk', answer: '429 insufficient_quota', failed: true, ms: 200 },
    ]);
    expect(nextSteps(record)).toEqual([
      '3 Providers: replace codex sk-p…WuUF',
      '3 Providers: test codex sk-p…99Zk',
    ]);
    const account = 'dev@example.com';
    expect(nextSteps({ ...record, tries: [], account, status: 401 })).toEqual([
      '4 Sessions: log in again to codex dev@example.com',
    ]);
    expect(nextSteps({ ...record, tries: [], account })).toEqual([]);
    expect(unreportedAttempts({ ...record, attempts: 4 })).toBe(2);
  });

  test('give the time of an attempt that was reported by itself as it was', () => {
    const own = { ...record, tries: tries.map((one) => ({ ...one, id: 'first' })) };
    expect(attemptRows(own)[1]?.ms).toBe(300);
  });

  test('leave nothing that is not known as zero', () => {
    const facts = Object.fromEntries(factsOf(record, none, testNow));
    expect(facts).toMatchObject({ Tokens: 'not reported', Cost: '–', 'Client key': 'without a key' });
    const free = Object.fromEntries(factsOf(fakeRecord('x', { costGap: 'price' }), none, testNow));
    expect(free).toMatchObject({ Tokens: '1,100 in · 240 out', Cost: 'unknown: no price is known' });
  });
});

describe('the requests in shown', () => {
  test('are those reported and those kept, once each, the last to end first', () => {
    const slow = fakeRecord('slow', { ago: 0, latencyMs: 60_000 });
    const quick = fakeRecord('quick', { ago: 10_000, latencyMs: 10 });
    expect(recordsShown([quick], [slow, quick], [], none).map(({ id }) => id)).toEqual(['slow', 'quick']);
  });

  test('are one row for a request that was retried, though its first attempt was reported before', () => {
    const first = fakeRecord('first', { ago: 5_000, failed: true, status: 500 });
    const tries = [{ id: 'first', provider: 'local', status: 500, error: 'failed', ms: 10 }];
    const last = fakeRecord('last', { ago: 1_000, attempts: 2, tries });
    expect(recordsShown([last, first], [first], [], none).map(({ id }) => id)).toEqual(['last']);
  });

  test('leave out what was kept where some in between are missing', () => {
    const figures = fakeFigures({ records: [fakeRecord('old', { ago: 60_000 })] });
    const usage = { ...ui.usage, live: { records: [fakeRecord('new')], seen: 700 } };
    const answer = { key: questionOf(ui), at: testNow, figures, problem: undefined };
    const shown = usageShown({
      console: { server: undefined },
      ui: { ...ui, usage: { ...usage, answer } },
    });
    expect(shown.records.map(({ id }) => id)).toEqual(['new']);
  });
});

test('a key of a rotation is called by its label, the new one by that and a word', () => {
  const old = fakeKey('team-a');
  const next = fakeKey('team-a-2', { record: { label: 'team-a', replaces: old.fingerprint } });
  const { names } = usageShown({
    console: { server: fakeServer([old, next]) },
    ui,
  });
  expect([...names.values()]).toEqual(['team-a', 'team-a (new)']);
  expect(unknownGroup < ' ').toBe(true);
});
