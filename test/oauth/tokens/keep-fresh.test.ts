import { describe, expect, test } from 'vitest';
import { failure, type Outcome, success } from '../../../src/contract/outcome.ts';
import { keepFresh, pauseAfter, renewalDue } from '../../../src/oauth/tokens/keep-fresh.ts';
import type { Fields } from '../../../src/providers/json-fields.ts';
import { manualClock } from '../oauth-world.ts';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const start = Date.parse('2026-11-25T12:00:00Z');
const iso = (at: number) => new Date(at).toISOString();

const account = (access: string, expires: number, more: Fields = {}): Fields => ({
  type: 'codex',
  access_token: access,
  refresh_token: `refresh of ${access}`,
  last_refresh: iso(start),
  expired: iso(expires),
  ...more,
});

/** Answers in turn; the last one over and over. */
function keeper(...answers: ((clock: ReturnType<typeof manualClock>) => Outcome<Fields>)[]) {
  const clock = manualClock(start);
  const asked: string[] = [];
  const failures: string[] = [];
  const side = { now: 0, most: 0 };
  const kept = keepFresh({
    ...clock,
    random: () => 0,
    onFailure: (name, { message }) => failures.push(`${name}: ${message}`),
    renewals: {
      async renew(name, seen) {
        asked.push(`${name} ${seen} at ${(clock.now() - start) / second} s`);
        side.now += 1;
        side.most = Math.max(side.most, side.now);
        await Promise.resolve();
        side.now -= 1;
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        return answer?.(clock) ?? failure('failed', 'no answer');
      },
    },
  });
  const pass = async (ms: number) => {
    clock.pass(ms);
    // The answers are there at once; what follows from them is done by then.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { clock, kept, asked, failures, side, pass };
}
const none = new Set<string>();

describe('keeping tokens fresh', () => {
  test('renews five minutes before the end, and again before the end of the new ones', async () => {
    const { kept, asked, pass, clock } = keeper(({ now }) =>
      success(account('b', now() + hour, { last_refresh: iso(now()) })),
    );
    kept.review([{ name: 'one.json', file: account('a', start + hour) }], none);
    await pass(55 * minute - second);
    expect(asked).toEqual([]);
    await pass(second);
    expect(asked).toEqual(['one.json a at 3300 s']);
    await pass(55 * minute);
    expect(asked.at(-1)).toBe('one.json b at 6600 s');
    expect(clock.pending).toBe(1);
  });

  test('has no timer when nothing is ever due', () => {
    const { kept, clock } = keeper();
    const later = start + hour;
    kept.review(
      [
        { name: 'disabled.json', file: account('a', later, { disabled: true }) },
        { name: 'endless.json', file: { type: 'codex', access_token: 'a', refresh_token: 'b' } },
        { name: 'other.json', file: account('a', later, { type: 'other' }) },
        { name: 'lonely.json', file: { type: 'codex', access_token: 'a', expired: iso(later) } },
        { name: 'refused.json', file: account('a', later) },
      ],
      new Set(['refused.json']),
    );
    expect(clock.pending).toBe(0);
  });

  test('goes on after failures, ever more seldom', async () => {
    const { kept, asked, failures, pass } = keeper(() => failure('unreachable', 'No answer.'));
    kept.review([{ name: 'one.json', file: account('a', start + minute) }], none);
    await pass(48 * second);
    for (const wait of [30, 60, 120]) await pass(wait * second);
    expect(asked.map((line) => line.replace(/.* at /, ''))).toEqual(['48 s', '78 s', '138 s', '258 s']);
    expect(failures[0]).toBe('one.json: No answer.');
  });

  test('stops at a refusal, until there are other tokens', async () => {
    const { kept, asked, pass, clock } = keeper(() => failure('denied', 'Refused.'));
    const file = account('a', start + minute);
    kept.review([{ name: 'one.json', file }], none);
    await pass(48 * second);
    expect(clock.pending).toBe(0);
    kept.review([{ name: 'one.json', file: { ...file, note: 'changed' } }], none);
    kept.retry();
    await pass(24 * hour);
    expect(asked).toHaveLength(1);
    kept.review([{ name: 'one.json', file: account('b', clock.now() + hour) }], none);
    expect(clock.pending).toBe(1);
  });

  test('tries again at once when the config has been put right', async () => {
    const { kept, asked, pass } = keeper(() => failure('invalid', 'Add a client id.'));
    kept.review([{ name: 'one.json', file: account('a', start + minute) }], none);
    await pass(48 * second);
    kept.retry();
    await pass(0);
    expect(asked).toHaveLength(2);
  });

  test('forgets accounts that are gone', async () => {
    const { kept, asked, pass } = keeper();
    kept.review([{ name: 'one.json', file: account('a', start + hour) }], none);
    kept.review([], none);
    await pass(2 * hour);
    expect(asked).toEqual([]);
  });

  test('asks four providers at a time at most, and then for the rest', async () => {
    const { kept, asked, side, pass } = keeper(({ now }) => success(account('b', now() + hour)));
    const many = Array.from({ length: 10 }, (_, n) => ({ name: `${n}.json`, file: account('a', start) }));
    kept.review(many, none);
    await pass(0);
    for (let turn = 0; turn < many.length; turn += 1) await pass(0);
    expect(new Set(asked).size).toBe(10);
    expect(side.most).toBe(4);
  });

  test('does not renew tokens that live for moments without a break', async () => {
    const { kept, asked, pass } = keeper(({ now }) => success(account('b', now() + 1)));
    kept.review([{ name: 'one.json', file: account('a', start + minute) }], none);
    await pass(48 * second);
    await pass(4 * second);
    expect(asked).toHaveLength(1);
    await pass(second);
    expect(asked).toHaveLength(2);
  });
});

describe('the plan', () => {
  test('renews short-lived tokens in their last fifth, and others five minutes before', () => {
    expect(renewalDue(account('a', start + 10 * second))).toBe(start + 8 * second);
    expect(renewalDue(account('a', start + 10 * hour))).toBe(start + 10 * hour - 5 * minute);
  });

  test('waits from half a minute to half an hour after failures', () => {
    const pauses = [1, 2, 3, 7, 50].map((failures) => pauseAfter(failures, () => 0) / second);
    expect(pauses).toEqual([30, 60, 120, 1_800, 1_800]);
    expect(pauseAfter(1, () => 1)).toBe(20 * second);
  });
});
