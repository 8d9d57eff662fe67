import { describe, expect, test } from 'vitest';
import {
  limitClientKeys,
  limitsText,
  listClientKeys,
  readLimit,
  readModels,
  rotateClientKeys,
  runOperation,
} from '../../../src/operations/index.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
import {
  alpha,
  contextOf,
  failureOf,
  got,
  label,
  onOne,
  print,
  start,
  stateOf,
  threeKeys,
} from '../fixture.ts';

const limitClientKey = onOne(limitClientKeys);
const rotateClientKey = onOne(rotateClientKeys);

function setup(capabilities = {}) {
  const backend = createFakeBackend(threeKeys(), capabilities);
  label(backend, alpha, 'ci');
  return { backend, context: contextOf(backend) };
}
const fingerprint = print(alpha);

describe('limiting a client key', () => {
  test('sets what is named, keeps the rest of the record, and says what holds', async () => {
    const { backend, context } = setup();
    const input = {
      fingerprint,
      requestsPerMinute: 60,
      tokensPerDay: 2_000_000,
      models: ['claude-*', 'gpt-5*'],
    };
    const { message, result } = got(await limitClientKey.run(context, input));
    expect(message).toBe('ci may use 60 requests a minute, 2M tokens a day and only claude-*, gpt-5*.');
    expect(result).toEqual({
      fingerprint,
      limits: { requestsPerMinute: 60, tokensPerDay: 2_000_000, models: ['claude-*', 'gpt-5*'] },
      enforced: true,
    });
    expect(backend.records.get(fingerprint)).toMatchObject({ label: 'ci', limits: result.limits });
    expect(backend.writes).toEqual(['records']);
  });

  test('a field that is left out stays, null takes it away, and with the last one the record has none', async () => {
    const { backend, context } = setup();
    got(await limitClientKey.run(context, { fingerprint, requestsPerMinute: 60, models: ['a-*'] }));
    const { result } = got(await limitClientKey.run(context, { fingerprint, models: null }));
    expect(result.limits).toEqual({ requestsPerMinute: 60 });
    const { message } = got(await limitClientKey.run(context, { fingerprint, requestsPerMinute: null }));
    expect(message).toBe('ci has no limits.');
    expect(backend.records.get(fingerprint)).toEqual({ fingerprint, label: 'ci' });
  });

  test('is in the audit log, and can be taken back', async () => {
    const { backend, context } = setup();
    const before = stateOf(backend);
    const done = got(await runOperation(limitClientKey, context, { fingerprint, tokensPerMonth: 5 }));
    expect(backend.audit).toMatchObject([{ operation: 'limit-client-keys', fingerprints: [fingerprint] }]);
    expect(stateOf(backend)).not.toBe(before);
    const undone = got(await (done.undo as NonNullable<typeof done.undo>)(context));
    expect(undone.message).toBe('Restored the former limits of ci.');
    expect(stateOf(backend)).toBe(before);
  });

  test.each([
    [{ requestsPerMinute: 0 }, 'of at least 1'],
    [{ tokensPerDay: 1.5 }, 'whole number'],
    [{ models: ['gpt 5'] }, 'contain no spaces'],
    [{ models: Array.from({ length: 201 }, (_, index) => `m-${index}`) }, '200 models'],
  ])('refuses %o and writes nothing', async (input, why) => {
    const { backend, context } = setup();
    expect(failureOf(await limitClientKey.run(context, { fingerprint, ...input })).message).toContain(why);
    expect(backend.writes).toEqual([]);
  });

  test('says it when this server does not hold a key to its limits', async () => {
    const { context } = setup({ limits: 'shown' });
    const { message, result } = got(await limitClientKey.run(context, { fingerprint, requestsPerMinute: 6 }));
    expect(result.enforced).toBe(false);
    expect(message).toContain('does not enforce limits');
  });

  test('go along when the key is rotated', async () => {
    const { backend, context } = setup();
    got(await limitClientKey.run(context, { fingerprint, tokensPerDay: 100 }));
    const { result } = got(await rotateClientKey.run(context, { fingerprint }));
    expect(backend.records.get(result.fingerprint)?.limits).toEqual({ tokensPerDay: 100 });
  });
});

test('the list tells limits, what is used of them, and a key that is over one', async () => {
  const { backend, context } = setup();
  got(await limitClientKey.run(context, { fingerprint, tokensPerDay: 100, requestsPerMinute: 5 }));
  const resetsAt = start + 3_600_000;
  const spending = { tokensPerDay: { used: 120, resetsAt, refusedUntil: resetsAt } };
  const none = { countedSince: 0, lastHour: 0, today: 0, hours: [] };
  backend.activity = { countedSince: 0, activity: { [fingerprint]: { ...none, spending } } };
  const [row, other] = got(await listClientKeys.run(context, {})).result.keys;
  expect(row).toMatchObject({
    state: 'over limit',
    limits: { requestsPerMinute: 5, tokensPerDay: 100, tokensPerMonth: null, models: null },
    used: { requestsPerMinute: null, tokensPerDay: 120, tokensPerMonth: null },
    limitReached: { limit: 'tokensPerDay', until: new Date(resetsAt).toISOString() },
  });
  expect(other).toMatchObject({ limits: { tokensPerDay: null }, limitReached: null });
  context.clock.at = resetsAt;
  const [later] = got(await listClientKeys.run(context, {})).result.keys;
  expect(later).toMatchObject({ state: 'active', used: { tokensPerDay: 0 }, limitReached: null });
});

test('what is typed for a limit', () => {
  expect(readLimit('2M', 'tokens per day')).toMatchObject({ value: 2_000_000 });
  expect([readLimit('none', ''), readLimit(' ', '')]).toMatchObject([{ value: null }, { value: null }]);
  expect(failureOf(readLimit('lots', 'tokens per day')).message).toContain('not a number of tokens per day');
  expect(readModels('claude-*, gpt-5*,')).toEqual(['claude-*', 'gpt-5*']);
  expect([readModels('none'), readModels('')]).toEqual([null, null]);
  expect(limitsText({})).toBe('');
  expect(limitsText({ models: ['a'] })).toBe('only a');
});
