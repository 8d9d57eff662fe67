import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AuthFile,
  authFileSchema,
  authFileState,
  authFileStates,
  nextAuthFileState,
} from '../../src/contract/auth-file.ts';

const now = Date.UTC(2026, 10, 21, 9, 0, 0);
const minute = 60_000;
const hour = 60 * minute;
const file = (more: Partial<AuthFile> = {}): AuthFile => ({
  name: 'claude-dev1@example.com.json',
  disabled: false,
  ...more,
});
const stateOf = (more: Partial<AuthFile>) => authFileState(file(more), now);

test('a failed attempt makes an account fail until one succeeds, but a cooldown is said first', () => {
  const lastError = { at: now - 5, status: 502 };
  expect(stateOf({ lastError, lastUsedAt: now - 5 })).toBe('failing');
  expect(stateOf({ lastError, lastUsedAt: now - 4 })).toBe('active');
  expect(stateOf({ lastError, lastUsedAt: now - 5, coolingUntil: now + 5 })).toBe('cooling');
  const refused = { ...lastError, refused: true };
  expect(stateOf({ lastError: refused, lastUsedAt: now - 5, coolingUntil: now + 5 })).toBe('failing');
});

describe('the state of a session', () => {
  test('is active while nothing speaks against it, also when its expiry is not told', () => {
    expect(stateOf({})).toBe('active');
    expect(stateOf({ expiresAt: now + 2 * hour })).toBe('active');
  });

  test('is expired from the instant of its expiry on, and expiring in the hour before', () => {
    expect(stateOf({ expiresAt: now })).toBe('expired');
    expect(stateOf({ expiresAt: now + 1 })).toBe('expiring');
    expect(stateOf({ expiresAt: now + hour })).toBe('expiring');
    expect(stateOf({ expiresAt: now + hour + 1 })).toBe('active');
  });

  test('a token that lives for an hour is not expiring all its life', () => {
    const short = { lifetime: hour };
    expect(stateOf({ ...short, expiresAt: now + 16 * minute })).toBe('active');
    expect(stateOf({ ...short, expiresAt: now + 15 * minute })).toBe('expiring');
  });

  test('is cooling until the instant that its server named, and not after it', () => {
    expect(stateOf({ coolingUntil: now + 1 })).toBe('cooling');
    expect(stateOf({ coolingUntil: now })).toBe('active');
  });

  test('of several things the worst to know is said', () => {
    const all: Partial<AuthFile> = {
      broken: 'It is no JSON.',
      disabled: true,
      trouble: 'needs verification',
      expiresAt: now - 1,
      coolingUntil: now + 1,
      quota: {
        windows: [{ id: '5h', label: '5h', usedPercent: 95, observedAt: now, source: 'headers' }],
      },
    };
    const said: string[] = [];
    for (const cure of [
      { broken: undefined },
      { disabled: false },
      { trouble: 'failing' },
      { expiresAt: now + 1 },
      { trouble: undefined },
      { coolingUntil: undefined },
      { expiresAt: undefined },
      { quota: undefined },
    ]) {
      said.push(authFileState(file(all), now));
      Object.assign(all, cure);
    }
    expect([...said, authFileState(file(all), now)]).toEqual([...authFileStates]);
  });
});

describe('the next change of a state by itself', () => {
  const instant = fc.option(fc.integer({ min: now - 3 * hour, max: now + 3 * hour }), { nil: undefined });
  const facts = fc.record({
    expiresAt: instant,
    coolingUntil: instant,
    lifetime: fc.option(fc.integer({ min: 1, max: 8 * hour }), { nil: undefined }),
  });

  test('until then it stays, whenever it is asked for', () => {
    fc.assert(
      fc.property(facts, fc.double({ min: 0, max: 1, noNaN: true }), (more, part) => {
        const one = file(more as Partial<AuthFile>);
        const next = Math.min(nextAuthFileState(one, now), now + 6 * hour);
        expect(next).toBeGreaterThan(now);
        const before = now + (next - now) * part;
        if (before < next) expect(authFileState(one, before)).toBe(authFileState(one, now));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test('there is none for a session whose dates are not told', () => {
    expect(nextAuthFileState(file(), now)).toBe(Number.POSITIVE_INFINITY);
  });
});

test('a session travels as JSON and back, and no token can be slipped into it', () => {
  const whole = { ...file({ account: 'dev1@example.com', expiresAt: now }), access_token: 'fake-token' };
  const { value } = authFileSchema['~standard'].validate(JSON.parse(JSON.stringify(whole))) as {
    value: object;
  };
  expect(value).toEqual(file({ account: 'dev1@example.com', expiresAt: now }));
});
