import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMoment } from '../../src/tui-old/rows/moment.ts';
import { graphColumns, graphLines } from '../../src/tui-old/rows/usage-graph.ts';
import { groupColumns, groupRow } from '../../src/tui-old/rows/usage-group-row.ts';
import { requestColumns, requestRow } from '../../src/tui-old/rows/usage-request-row.ts';
import {
  cachedText,
  costCell,
  costText,
  moneyText,
  msText,
  percentText,
  tokensCell,
  wholeNumber,
} from '../../src/tui-old/rows/usage-texts.ts';
import { widthOf } from '../../src/tui-old/text/fit.ts';
import { textOf } from '../../src/tui-old/text/line.ts';
import { reduceUsage, type UsageAction } from '../../src/tui-old/ui/reduce-usage.ts';
import { groupings, initialUsage } from '../../src/tui-old/ui/usage-state.ts';
import { recordsInSight } from '../../src/tui-old/usage/usage-sight.ts';
import { graphStep, wishOf, wordsIn } from '../../src/tui-old/usage/usage-wish.ts';
import { testNow } from '../helpers/fake-session.ts';
import { fakeGroup, fakeRecord } from '../helpers/fake-usage.ts';

const none = new Map<string, string>();

describe('words and numbers', () => {
  test('costs: known, partly known, unknown, of nothing', () => {
    const totals = { requests: 10, failed: 0, tokensKnown: 10, costKnown: 10, cost: 3.12 };
    expect(costText(totals)).toBe('~ $3.12');
    expect(costText({ ...totals, costKnown: 8 })).toBe('~ $3.12 (of 80 %)');
    expect(costText({ requests: 10, failed: 0, tokensKnown: 0, costKnown: 0 })).toBe('cost unknown');
    expect(costText({ requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 })).toBe('cost –');
    expect(costCell({ ...totals, costKnown: 8 })).toBe('≥$3.12');
    // One that failed and cost nothing says nothing of the other nine.
    expect(costText({ ...totals, cost: 0, costKnown: 1 })).toBe('cost unknown');
    expect(costCell({ ...totals, cost: 0, costKnown: 1 })).toBe('–');
    expect(costText({ ...totals, cost: 0, costKnown: 10 })).toBe('~ $0.00');
    expect(costText({ ...totals, requests: 100_000, costKnown: 99_999 })).toContain('(of 99 %)');
  });

  test('tokens that only some requests told are at least that many, and those that none told are unknown', () => {
    const told = { input: 10, output: 10, reasoning: 0, cached: 4 };
    const group = fakeGroup('x', 10, { tokensKnown: 10, tokensTold: told });
    expect(tokensCell(group, 'input')).toBe('17k');
    expect(tokensCell(group, 'reasoning')).toBe('–');
    expect(cachedText(group)).toBe('≥62 %');
    expect(cachedText({ ...group, tokensTold: { ...told, cached: 10 } })).toBe('62 %');
    expect(cachedText({ ...group, tokens: { input: 17_000 } })).toBe('–');
  });

  test('amounts', () => {
    expect([0.0042, 0.5, 12, 312.4, 12_300].map(moneyText)).toEqual([
      '$0.0042',
      '$0.50',
      '$12.00',
      '$312',
      '$12k',
    ]);
    expect([undefined, 12, 85, 120, 1_400, 12_000, 300_000].map(msText)).toEqual([
      '–',
      '12 ms',
      '85 ms',
      '0.1 s',
      '1.4 s',
      '12 s',
      '5 min',
    ]);
    expect([percentText(3, 1204), percentText(62, 100), percentText(1, 9_999), percentText(0, 0)]).toEqual([
      '0.2 %',
      '62 %',
      '<0.1 %',
      '–',
    ]);
    expect([1, 1204, 1234567].map(wholeNumber)).toEqual(['1', '1,204', '1,234,567']);
  });
});

describe('rows', () => {
  test('are as wide as their columns at any width, whatever stands in them', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(
        fc.integer({ min: 59, max: 199 }),
        text,
        fc.constantFrom(...groupings),
        (width, name, by) => {
          const columns = groupColumns(width, by);
          expect(columns.reduce((sum, column) => sum + column.width + 1, -1)).toBe(width);
          const row = groupRow(fakeGroup(name, 99_000), columns, {
            by,
            names: none,
            all: 200_000,
            selected: true,
            moment: createMoment(testNow),
          });
          expect(widthOf(textOf(row))).toBe(width);
          const requests = requestColumns(width);
          const record = fakeRecord('x', { model: name, application: name, status: 529, failed: true });
          const line = textOf(requestRow(record, requests, none, false));
          expect(widthOf(line)).toBeLessThanOrEqual(width + 1);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  test('a graph fills its width, and says what its highest bar is', () => {
    for (const columns of [60, 80, 200]) {
      const series = Array.from({ length: 12 }, (_, at) => ({ at, requests: at, failed: 0 }));
      const [requests, tokens] = graphLines(series, 300_000, columns, 2).map(textOf);
      expect(requests?.match(/[▁-█]/g)?.length).toBeGreaterThan(graphColumns(columns) * 0.8);
      expect(requests).toContain('requests/5 min');
      expect(requests).toContain('max 11');
      expect(tokens).toContain('unknown');
    }
  });

  test('the steps of a graph fit its columns, and are never less than a minute', () => {
    expect(graphStep(300_000, 50)).toBe(60_000);
    expect(graphStep(86_400_000, 50)).toBe(30 * 60_000);
    expect(graphStep(30 * 86_400_000, 30)).toBe(86_400_000);
  });
});

describe('the requests in sight', () => {
  test('are those told and those kept, once each, the last to end first', () => {
    const slow = fakeRecord('slow', { ago: 0, latencyMs: 60_000 });
    const quick = fakeRecord('quick', { ago: 10_000, latencyMs: 10 });
    const found = recordsInSight([quick], [slow, quick], [], [], none);
    expect(found.map(({ id }) => id)).toEqual(['slow', 'quick']);
  });

  test('are one line for a request that was tried again, though its first try was told before', () => {
    const first = fakeRecord('first', { ago: 5_000, failed: true, status: 500 });
    const tries = [{ id: 'first', provider: 'local', status: 500, error: 'failed', ms: 10 }];
    const last = fakeRecord('last', { ago: 1_000, attempts: 2, tries });
    expect(recordsInSight([last, first], [first], [], [], none).map(({ id }) => id)).toEqual(['last']);
  });

  test('are found by the label of their key and by what came of them', () => {
    const names = new Map([['k1', 'team-a']]);
    const records = [fakeRecord('a', { clientKey: 'k1' }), fakeRecord('b', { status: 500, failed: true })];
    const ids = (filter: string) =>
      recordsInSight(records, [], [], wordsIn(filter), names).map(({ id }) => id);
    expect([ids('TEAM sonnet'), ids('failed'), ids('500'), ids('nothing')]).toEqual([
      ['a'],
      ['b'],
      ['b'],
      [],
    ]);
  });
});

describe('the reducer of the usage screen', () => {
  test('is total, and its question is one that a server takes', () => {
    const action = fc.oneof<fc.Arbitrary<UsageAction>[]>(
      fc.record({ type: fc.constantFrom('span' as const, 'grouping' as const), by: fc.constantFrom(-1, 1) }),
      fc.record({
        type: fc.constantFrom('entered' as const, 'about' as const),
        step: fc.record({ by: fc.constantFrom(...groupings), value: fc.constantFrom('200', 'x') }),
      }),
      fc.constantFrom<UsageAction>({ type: 'left' }, { type: 'again' }, { type: 'forgotten' }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const usage = actions.reduce(reduceUsage, initialUsage);
        expect(usage.span).toBeGreaterThanOrEqual(0);
        expect(usage.span).toBeLessThan(5);
        expect(new Set(usage.only.map(({ by }) => by)).size).toBe(usage.only.length);
        const wish = wishOf(usage, {
          now: 1e12,
          graph: 50,
          windows: true,
          records: true,
          names: new Map(),
        });
        expect(wish.windows).toHaveLength(5);
        expect(Object.keys(wish.query)).toHaveLength(1 + usage.only.length);
      }),
      { seed: 7 },
    );
  });
});
