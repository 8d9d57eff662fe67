import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientKey } from '../../../../src/contract/client-key.ts';
import { success } from '../../../../src/contract/outcome.ts';
import { createFrameTime } from '../../../../src/tui/clock.ts';
import { cellText } from '../../../../src/tui/components/text.tsx';
import {
  editsOf,
  expiryText,
  parseExpiry,
  parseGrace,
} from '../../../../src/tui/features/client-keys/forms.tsx';
import { stateOf } from '../../../../src/tui/features/client-keys/rows.ts';
import { fakeKey, testNow } from '../../../helpers/fake-session.ts';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

const state = (key: ClientKey, short = false) => cellText(stateOf(key, createFrameTime(testNow), short));
const [hour, day] = [3_600_000, 86_400_000];
const at = (ms: number) => new Date(testNow + ms).toISOString();
const activity = (ago: number, lastHour = 0) => ({
  lastUsedAt: testNow - ago,
  countedSince: testNow - 300 * day,
  lastHour,
  today: 0,
  hours: [],
});
const limited = (used: number, refusedUntil?: number) =>
  fakeKey('k', {
    record: { limits: { requestsPerMinute: 60 } },
    activity: {
      ...activity(1_000),
      spending: {
        requestsPerMinute: { used, resetsAt: testNow + hour, ...(refusedUntil && { refusedUntil }) },
      },
    },
  });

describe('the state of a client key', () => {
  test.each([
    ['● active', '● active', fakeKey('k')],
    [
      '◌ retiring 2 d · 5/h',
      '◌ retiring 2 d',
      fakeKey('k', {
        record: { retiring: { replacedBy: fakeKey('n').fingerprint, deadline: at(2 * day) } },
        activity: activity(hour, 5),
      }),
    ],
    ['● expires in 3 d', '● expires 3 d', fakeKey('k', { record: { expiresAt: at(3 * day) } })],
    ['✕ expired 2 d ago', '✕ expired', fakeKey('k', { record: { expiresAt: at(-2 * day) } })],
    ['! weak · unused 94 d', '! weak', fakeKey('k', { weak: true, activity: activity(94 * day) })],
    ['✕ sample', '✕ sample', fakeKey('k', { sample: true, weak: true })],
    ['● active · limit 20%', '● active', limited(12)],
    ['● active · limit 80%', '● active', limited(48)],
    ['! over 60 req/min · 12 min', '! over 60 req/min', limited(60, testNow + 12 * 60_000)],
    ['● active · duplicate', '● active', fakeKey('k', { duplicate: true })],
  ])('%s, and beside its details %s', (long, short, key) => {
    expect(state(key)).toBe(long);
    expect(state(key, true)).toBe(short);
  });

  test('is a sign and a word, and near its limit a warning', () => {
    const roles = stateOf(limited(48), createFrameTime(testNow)).map(({ text, role }) => [text, role]);
    expect(roles).toContainEqual(['● ', 'success']);
    expect(roles).toContainEqual(['limit 80%', 'warning']);
  });
});

describe('an expiry', () => {
  test('is never, a time from now, or a day to its end', () => {
    expect(parseExpiry('', testNow)).toEqual({ ok: true, value: undefined });
    expect(parseExpiry('Never', testNow)).toEqual({ ok: true, value: undefined });
    expect(parseExpiry('30d', testNow)).toEqual({ ok: true, value: testNow + 30 * day });
    expect(parseExpiry('2027-01-31', testNow)).toEqual({ ok: true, value: Date.UTC(2027, 0, 31, 23, 59) });
    expect(parseExpiry('2027-01-31 09:30', testNow)).toEqual({
      ok: true,
      value: Date.UTC(2027, 0, 31, 9, 30),
    });
    expect(expiryText(at(hour))).toBe('2026-11-16 10:00');
  });

  test('that is none, or past, is refused with what to type', () => {
    expect(parseExpiry('soon', testNow)).toMatchObject({
      message: expect.stringMatching(/^Enter never, a time/),
    });
    expect(parseExpiry('2027-02-30', testNow)).toMatchObject({ message: '2027-02-30 is not a date.' });
    expect(parseExpiry('2026-01-01', testNow)).toMatchObject({
      message: expect.stringMatching(/in the future/),
    });
  });

  test('of a grace period is a time or a day as well', () => {
    expect(parseGrace('36 h', testNow)).toEqual({ ok: true, value: 36 * hour });
    expect(parseGrace('2026-11-17', testNow)).toEqual({ ok: true, value: 15 * hour - 60_000 + day });
    expect(parseGrace('', testNow).ok).toBe(false);
  });
});

describe('editing several keys', () => {
  const [a, b] = [fakeKey('a'), fakeKey('b')];
  const edits = (values: Record<string, string>) => {
    const read = editsOf([a, b], values, testNow);
    return read.ok ? read.value.map(({ fingerprint: _, ...rest }) => rest) : read;
  };

  test('leaves alone what was left empty', () => {
    expect(edits({ pattern: '', purpose: 'unchanged', expires: '' })).toEqual([{}, {}]);
  });

  test('puts the label and a number into a pattern', () => {
    expect(edits({ pattern: 'eu-*-#', purpose: 'unchanged' })).toEqual([
      { label: 'eu-a-1' },
      { label: 'eu-b-2' },
    ]);
  });

  test('clears purpose and expiry by word', () => {
    expect(edits({ purpose: 'none', expires: 'never' })).toEqual([
      { purpose: null, expiresAt: null },
      { purpose: null, expiresAt: null },
    ]);
  });

  const expiring = (instant: number) =>
    fakeKey('a', { record: { expiresAt: new Date(instant).toISOString() } });

  test('of one key, an emptied field clears the value', () => {
    const read = editsOf([expiring(testNow + day)], { label: ' ', purpose: 'none', expires: '' }, testNow);
    expect(read).toMatchObject({ value: [{ label: null, purpose: null, expiresAt: null }] });
  });

  test.each([testNow + day + 45_678, testNow - day])(
    'of one key, only a changed field is written: a field that was left may be another by now',
    (instant) => {
      const key = expiring(instant);
      const shown = { label: 'a', purpose: 'production', expires: expiryText(key.record?.expiresAt) };
      const [fingerprint] = [key.fingerprint];
      expect(editsOf([key], shown, testNow)).toEqual(success([{ fingerprint }]));
      const renamed = editsOf([key], { ...shown, label: 'b' }, testNow);
      expect(renamed).toEqual(success([{ fingerprint, label: 'b' }]));
    },
  );
});
