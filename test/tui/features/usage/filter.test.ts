import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageRecord } from '../../../../src/contract/usage-record.ts';
import {
  fieldTerm,
  keyValue,
  matches,
  parseFilter,
  queryOf,
  withoutLast,
  withTerm,
} from '../../../../src/tui/features/usage/filter.ts';
import { answerUsageRequest } from '../../../../src/usage/answer-usage-request.ts';
import { fakeRecord } from '../../../helpers/fake-usage.ts';
import { makeRecord, makeStore, noon } from '../../../usage/make-record.ts';

const names = new Map([
  ['k1', 'team-a'],
  ['k2', 'team-a (new)'],
  ['k3', 'ci'],
]);

describe('a filter', () => {
  test.each([
    ['key:team-a', { field: 'key', value: 'team-a', part: false, not: false }],
    ['model:~sonnet', { field: 'model', value: 'sonnet', part: true, not: false }],
    ['app:"Open AI"', { field: 'application', value: 'Open AI', part: false, not: false }],
    ['app:\'say "hi"\'', { field: 'application', value: 'say "hi"', part: false, not: false }],
    ['!status:4xx', { field: 'status', value: '4xx', part: false, not: true }],
    ['status:!ok', { field: 'status', value: 'ok', part: false, not: true }],
    ['error:limit', { field: 'error', value: 'limit', part: true, not: false }],
    ['MODEL:gpt', { field: 'model', value: 'gpt', part: false, not: false }],
    ['prod', { field: undefined, value: 'prod', part: true, not: false }],
    ['!prod', { field: undefined, value: 'prod', part: true, not: true }],
    ['qwen3:free', { field: undefined, value: 'qwen3:free', part: true, not: false }],
  ])('%s is read', (text, term) => expect(parseFilter(text)).toEqual([term]));

  test('that is not typed to its end is no condition yet', () => {
    expect(parseFilter('key: ! model:~ "')).toEqual([]);
    expect(parseFilter('app:"Open A')).toMatchObject([{ value: 'Open A' }]);
  });

  test('has at most as many conditions as a server accepts', () => {
    expect(parseFilter('x '.repeat(30))).toHaveLength(10);
  });

  test('takes another value of a field in the place of the one it has, and loses its last part', () => {
    expect(withTerm('', 'key', 'team-a')).toBe('key:team-a');
    expect(withTerm('key:ci 429 model:~gpt', 'key', 'team-a (new)')).toBe(
      '429 model:~gpt key:"team-a (new)"',
    );
    expect(withoutLast('429 key:"team-a (new)"')).toBe('429');
    expect(withoutLast('429')).toBe('');
  });

  test('reads back what it writes, whatever the value', () => {
    const value = fc
      .string({ minLength: 1, maxLength: 12 })
      .map((text) => text.trim())
      .filter((text) => text !== '' && !(text.includes('"') && text.includes("'")));
    fc.assert(
      fc.property(value, fc.constantFrom('key' as const, 'application' as const), (text, field) => {
        expect(parseFilter(fieldTerm(field, text))).toEqual([
          { field, value: text, part: false, not: false },
        ]);
      }),
      { seed: 3 },
    );
  });

  test('names a key by its name, unless another has the same', () => {
    expect(keyValue('k2', names)).toBe('team-a (new)');
    expect(keyValue('k1', new Map([...names, ['k9', 'Team-A']]))).toBe('k1');
    expect(keyValue('unknown', names)).toBe('unknown');
  });
});

describe('the question of a filter', () => {
  const ask = (text: string) => queryOf(parseFilter(text), 5, names);

  test('is of the whole span without one', () => expect(ask('')).toEqual({ since: 5 }));

  test('names keys by fingerprint, and words with the keys whose label matches', () => {
    expect(ask('key:team-a').terms).toEqual([{ field: 'key', is: ['k1'], not: false }]);
    expect(ask('key:~TEAM').terms).toEqual([{ field: 'key', is: ['k1', 'k2'], not: false }]);
    expect(ask('key:k3').terms).toEqual([{ field: 'key', is: ['k3'], not: false }]);
    expect(ask('team !ci').search).toEqual([
      { word: 'team', keys: ['k1', 'k2'] },
      { word: 'ci', keys: ['k3'], not: true },
    ]);
  });

  test('has values and parts of the other fields', () => {
    expect(ask('model:gpt !app:~cli').terms).toEqual([
      { field: 'model', is: ['gpt'], not: false },
      { field: 'application', has: 'cli', not: true },
    ]);
  });
});

const records: readonly UsageRecord[] = [
  fakeRecord('a', { clientKey: 'k1', address: '10.0.3.7' }),
  fakeRecord('b', {
    clientKey: 'k2',
    address: '10.0.3.9',
    model: 'gpt-5-codex',
    status: 429,
    failed: true,
    error: 'The limit is reached.',
  }),
  fakeRecord('c', { status: 500, failed: true, application: 'curl', provider: 'codex' }),
  fakeRecord('d', { clientKey: 'k3', account: 'ops@example.com', application: 'OpenAI/Python' }),
].map((record) => makeRecord({ address: undefined, ...record, at: noon }));

describe('the live list and the figures', () => {
  const filters = [
    'key:team-a',
    'key:~team',
    '!key:ci',
    'model:gpt-5-codex',
    '!model:~GPT',
    'status:4xx',
    'status:failed !status:429',
    'status:~5',
    'error:limit',
    '!error:limit',
    'app:CURL',
    'account:~ops',
    'provider:codex',
    'team',
    '!team',
    'failed',
    'k3',
    'sonnet !ok',
    'app:nothing',
    'address:10.0.3.9',
    '!address:10.0.3.9',
    'address:~10.0 !ok',
    '10.0.3.7',
  ];

  test.each(filters)('agree on %s', async (text) => {
    const store = await makeStore();
    for (const record of records) store.add(record);
    const terms = parseFilter(text);
    const found = records.filter((record) => matches(record, terms, names)).map(({ id }) => id);
    const answer = await answerUsageRequest(
      store,
      { query: queryOf(terms, 0, names), records: 10 },
      { labels: new Map(), recording: true },
    );
    if (!answer.ok) throw new Error(answer.message);
    expect(new Set(answer.value.records.map(({ id }) => id))).toEqual(new Set(found));
    expect(answer.value.totals.requests).toBe(found.length);
  });

  test('a filter finds some and leaves some', () => {
    const counts = filters.map(
      (text) => records.filter((record) => matches(record, parseFilter(text), names)).length,
    );
    expect(counts).toEqual([1, 2, 3, 1, 3, 1, 1, 1, 1, 3, 1, 1, 1, 2, 2, 2, 1, 1, 0, 1, 3, 1, 0]);
  });
});
