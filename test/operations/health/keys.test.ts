import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { checks } from '../../../src/operations/health/index.ts';
import { testNow } from '../../helpers/fake-session.ts';
import { alpha, beta, type CaseOptions, caseOf, day, findingsOf, foundBy, gamma } from './case.ts';

const ago = (ms: number) => new Date(testNow - ms).toISOString();
const uncheckedOf = (id: string, request: CaseOptions) =>
  checks.find((check) => check.id === id)?.look(caseOf(request)).unchecked;

describe('an open proxy', () => {
  test.each([
    ['127.0.0.1', 'embedded', 'warning'],
    ['localhost', 'go-v7', 'warning'],
    ['[::1]', 'disk', 'warning'],
    ['', 'embedded', 'warning'],
    ['', 'go-v6', 'error'],
    ['0.0.0.0', 'embedded', 'error'],
    ['proxy.example.com', 'embedded', 'error'],
  ] as const)('with host %j on %s is an %s', (host, kind, severity) => {
    const config = { host, 'api-keys': [] };
    const found = foundBy('open-proxy', caseOf({ config, facts: { server: { ...caseOf().server, kind } } }));
    expect(found.map((finding) => finding.severity)).toEqual([severity]);
  });
});

describe('unreadable records', () => {
  test.each([
    ['embedded', 'so no expiry, deadline or limit of a key is enforced'],
    ['disk', 'so a server that starts now enforces no expiry'],
  ] as const)('on %s, say of which server they are known to be not in force', (kind, what) => {
    const { server, state } = caseOf();
    const facts = { server: { ...server, kind }, state: { ...state, withoutKeyRecords: true } };
    expect(foundBy('key-records', { facts })).toMatchObject([{ what: expect.stringContaining(what) }]);
  });
});

describe('guessable keys', () => {
  test.each([
    'a'.repeat(64),
    'fake1234'.repeat(5),
    'abcdefghijklmnopqrstuvwxyz0123456789',
    '98765432109876543210987654321098765432109',
  ])('%s is one', (key) => {
    expect(foundBy('guessable-keys', { config: { 'api-keys': [alpha, key] } })).toHaveLength(1);
  });

  test('a random key is none, whatever its alphabet', () => {
    const digits = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(digits, fc.constantFrom('hex', 'base64url'), (bytes, alphabet) => {
        const key = bytes.toString(alphabet as 'hex');
        // Arbitrary bytes may well be all alike; those of a generator are not.
        fc.pre(new Set(bytes).size > 24);
        expect(foundBy('guessable-keys', { config: { 'api-keys': [alpha, key] } })).toEqual([]);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe('the last use of a key', () => {
  test('a key that was never used counts from when counting began', () => {
    const never = { lastUsedAt: undefined as never, countedSince: testNow - 100 * day };
    const [finding] = foundBy('unused-keys', { activity: { [alpha]: never } });
    expect(finding?.what).toBe('Client key team-1 has not been used for 100 days.');
  });

  test('unknown is not unused', () => {
    const young = { lastUsedAt: undefined as never, countedSince: testNow - 10 * day };
    const request = { activity: { [alpha]: young } };
    expect(foundBy('unused-keys', request)).toEqual([]);
    expect(uncheckedOf('unused-keys', request)).toBe(
      'The last use of 1 client key is unknown: counted for only 10 days.',
    );
    expect(uncheckedOf('unused-keys', { activity: 'nobody counts' })).toMatch(/does not count requests/);
    expect(uncheckedOf('unused-keys', {})).toBeUndefined();
  });
});

describe('the age of a key', () => {
  const old = { createdAt: ago(400 * day) };

  test('counts from its last rotation', () => {
    expect(foundBy('key-age', { records: { [alpha]: old } })).toHaveLength(1);
    expect(foundBy('key-age', { records: { [alpha]: { ...old, rotatedAt: ago(day) } } })).toEqual([]);
  });

  test('is measured by key-rotation-days; 0 asks for no rotation', () => {
    const records = { [alpha]: { createdAt: ago(31 * day) } };
    expect(foundBy('key-age', { records })).toEqual([]);
    expect(foundBy('key-age', { records, config: { 'key-rotation-days': 30 } })).toHaveLength(1);
    expect(foundBy('key-age', { records: { [alpha]: old }, config: { 'key-rotation-days': 0 } })).toEqual([]);
  });

  test('without a date it is unknown, and said to be', () => {
    const request = { records: { [alpha]: {}, [beta]: {} } };
    expect(foundBy('key-age', request)).toEqual([]);
    expect(uncheckedOf('key-age', request)).toMatch(/^The age of 2 client keys is unknown/);
  });
});

describe('keys whose time is over', () => {
  const expired = { records: { [alpha]: { label: 'team-a', expiresAt: ago(2 * day) } } };
  const used = { activity: { [alpha]: { lastHour: 3 } } };

  test('where expiry is held they are a notice, else an error', () => {
    expect(findingsOf(expired).map(({ severity, check }) => `${severity} ${check}`)).toEqual([
      'notice expired-keys',
    ]);
    const [open] = findingsOf({ ...expired, held: false });
    expect(open).toMatchObject({ severity: 'error', what: expect.stringContaining('still works') });
  });

  test('revoking is offered, but not while the key is used and lets somebody in', () => {
    expect(findingsOf({ ...expired, held: false })[0]?.fix).toContain('team-a');
    const [finding] = findingsOf({ ...expired, ...used, held: false });
    expect(finding?.fix).toBeUndefined();
    expect(finding?.what).toContain('3 requests in the last hour');
    expect(findingsOf({ ...expired, ...used })[0]?.fix).toBeDefined();
  });

  test('revoking is not offered where no other key would be left', () => {
    const [finding] = findingsOf({ ...expired, config: { 'api-keys': [alpha] } });
    expect(finding?.fix).toBeUndefined();
  });

  test('an overdue rotation can be finished where its new key is there and the old one is not used', () => {
    const records = {
      [alpha]: { label: 'team-a', retiring: { replacedBy: fingerprint(beta), deadline: ago(day) } },
      [beta]: { label: 'team-a', replaces: fingerprint(alpha), createdAt: ago(day) },
    };
    const [finding] = findingsOf({ records, held: false });
    expect(finding).toMatchObject({ check: 'overdue-rotations', severity: 'error' });
    expect(finding?.fix).toContain('keeps the new one');
    expect(findingsOf({ records, ...used, held: false })[0]?.fix).toBeUndefined();
  });
});

describe('Amp mappings', () => {
  const amp = (...mappings: [string, string[]][]): CaseOptions => ({
    config: {
      ampcode: {
        'upstream-api-keys': mappings.map(([upstream, keys]) => ({
          'upstream-api-key': upstream,
          'api-keys': keys,
        })),
      },
    },
  });

  test('an unknown key is told once, however often it stands there', () => {
    const found = findingsOf(amp(['fake-up-1', [gamma]], ['fake-up-2', [gamma, alpha]]));
    expect(found.map(({ check }) => check)).toEqual(['amp-unknown-keys', 'amp-duplicates']);
  });

  test('a mapping that repeats an upstream key cannot be named, so nothing is offered for it', () => {
    const [finding] = findingsOf(amp(['fake-up-1', [alpha]], ['fake-up-1', [alpha]]));
    expect(finding).toMatchObject({ check: 'amp-duplicates' });
    expect(finding?.fix).toBeUndefined();
  });

  test('a key twice in one list is told so', () => {
    const [finding] = findingsOf(amp(['fake-up-1', [alpha, alpha]]));
    expect(finding?.what).toMatch(/team-1 is listed more than once/);
  });
});
