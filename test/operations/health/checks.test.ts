import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { known } from '../../../src/contract/facts.ts';
import { checks } from '../../../src/operations/health/index.ts';
import { testNow } from '../../helpers/fake-session.ts';
import {
  alpha,
  beta,
  type CaseOptions,
  caseOf,
  configPath,
  day,
  findingsOf,
  gamma,
  healthyMachine,
  unknownTo,
} from './case.ts';

const entry = (key: string, more: object) => ({
  'api-key': `fake-provider-key-${key}-000000000000`,
  ...more,
});
const ago = (ms: number) => new Date(testNow - ms).toISOString();
const file = (path: string, role: 'config' | 'env' | 'auth-file', mode: number) =>
  ({ path, role, folder: false, mode, owner: 'me' }) as const;

/** One fault for each check; a check without one here fails a test. */
const seeds: Readonly<Record<string, CaseOptions>> = {
  'open-proxy': { config: { 'api-keys': [] } },
  'config-broken': {
    facts: {
      state: { ...caseOf().state, problem: { message: 'A colon is missing: line 3, column 1.', line: 3 } },
    },
  },
  'usage-store': { facts: { usageProblems: ['Usage cannot be stored: the disk is full.'] } },
  'key-records': { facts: { state: { ...caseOf().state, withoutKeyRecords: true } } },
  port: { machine: { listening: { url: 'http://127.0.0.1:8317', kind: 'foreign' } } },
  'sample-keys': { config: { 'api-keys': [alpha, 'your-api-key-1'] } },
  'full-usage-keys': { config: { 'usage-full-keys': true } },
  'plain-secret': { config: { 'remote-management': { 'secret-key': 'fake-plain-secret' } } },
  'version-control': { machine: { git: known([{ path: configPath, role: 'config', state: 'tracked' }]) } },
  'file-modes': { machine: { files: known([file(configPath, 'config', 0o644)]) } },
  'file-owners': {
    machine: { files: known([{ ...file(configPath, 'config', 0o600), owner: 'other' }]) },
  },
  'env-files': { machine: { files: known([file('/home/someone/.env', 'env', 0o640)]) } },
  'remote-management': { config: { host: '0.0.0.0', 'remote-management': { 'allow-remote': true } } },
  'trusted-proxies': { config: { 'trusted-proxies': ['127.0.0.1', 'proxy.example.com'] } },
  'ws-auth': { config: { 'ws-auth': false } },
  'plain-http': { config: { host: '' }, facts: { server: { ...caseOf().server, kind: 'go-v7' } } },
  'tls-certificate': { machine: { tls: { certPath: '/c.pem', validFrom: 0, validTo: testNow - day } } },
  'expired-keys': { records: { [alpha]: { expiresAt: ago(day) } }, held: false },
  'overdue-rotations': {
    records: { [alpha]: { retiring: { replacedBy: fingerprint(beta), deadline: ago(day) } } },
    held: false,
  },
  'key-length': { config: { 'api-keys': [alpha, 'fake-short-key'] } },
  'guessable-keys': { config: { 'api-keys': [alpha, 'ab'.repeat(20)] } },
  'duplicate-keys': { config: { 'api-keys': [alpha, beta, alpha] } },
  'unused-keys': { activity: { [alpha]: { lastUsedAt: testNow - 91 * day } } },
  'key-age': { records: { [alpha]: { createdAt: ago(181 * day) } } },
  'session-quotas': {
    facts: {
      sessions: known([
        {
          name: 'claude-a.json',
          disabled: false,
          quota: {
            windows: [{ id: '5h', label: '5h', usedPercent: 93, observedAt: testNow, source: 'headers' }],
          },
        },
      ]),
    },
  },
  'revoked-in-use': { facts: { loadedFromConsoleFolder: known(['.console/trash/t/claude-a.json']) } },
  sessions: {
    facts: {
      sessions: known([{ name: 'a.json', disabled: false, expiresAt: testNow - day, renewable: false }]),
    },
  },
  'failing-sessions': {
    facts: {
      sessions: known([
        { name: 'a.json', disabled: false, lastUsedAt: testNow, lastError: { at: testNow, status: 502 } },
      ]),
    },
  },
  'refused-clients': {
    facts: {
      refusals: known([
        { address: '203.0.113.5', reason: 'wrong key', requests: 20, lastAt: testNow - 60_000 },
        { address: '203.0.113.6', reason: 'no key', requests: 19, lastAt: testNow },
      ]),
    },
  },
  settings: { config: { routing: { strategy: 'nonsense' } } },
  'provider-keys': {
    facts: {
      providerKeys: known([
        {
          id: 'claude-api-key/x/y',
          name: 'Claude key fake…0001',
          state: 'rejected',
          status: 401,
          message: 'Claude answered 401: the key is wrong.',
        },
      ]),
    },
  },
  'failing-providers': {
    facts: {
      providerKeys: known([
        { id: 'codex-api-key/x/y', name: 'Codex key', state: 'no credit', message: 'Codex answered 429.' },
      ]),
    },
  },
  'shared-prefixes': {
    config: {
      'claude-api-key': [entry('a', { prefix: 'team' })],
      'codex-api-key': [entry('b', { prefix: 'team' })],
    },
  },
  'shadowing-prefixes': {
    config: {
      'claude-api-key': [entry('a', { prefix: 'anthropic' })],
      'openai-compatibility': [
        {
          name: 'router',
          'base-url': 'https://router.example.com/v1',
          'api-key-entries': [entry('c', {})],
          models: [{ name: 'anthropic/claude-x', alias: 'anthropic/claude-x' }],
        },
      ],
    },
  },
  'shadowing-aliases': {
    config: {
      'claude-api-key': [
        entry('a', {
          models: [
            { name: 'claude-one', alias: 'best' },
            { name: 'claude-two', alias: 'best' },
          ],
        }),
      ],
    },
  },
  'amp-unknown-keys': {
    config: {
      ampcode: { 'upstream-api-keys': [{ 'upstream-api-key': 'fake-amp-key-1', 'api-keys': [gamma] }] },
    },
  },
  'amp-duplicates': {
    config: {
      ampcode: {
        'upstream-api-keys': [
          { 'upstream-api-key': 'fake-amp-key-1', 'api-keys': [alpha] },
          { 'upstream-api-key': 'fake-amp-key-2', 'api-keys': [alpha] },
        ],
      },
    },
  },
  'config-in-force': { machine: { revision: 'r2' } },
  clock: { facts: { clock: known(-90_000) } },
  'auth-dir': { machine: { authDir: { path: '/home/someone/auth', there: false } } },
};

describe('every check', () => {
  test.each(checks.map(({ id }) => id))(
    '%s finds its own fault, and nothing else is invented for it',
    (id) => {
      const seed = seeds[id];
      expect(seed, `a fault for ${id}`).toBeDefined();
      const found = findingsOf(seed ?? {});
      expect(found.map(({ check }) => check)).toEqual([id]);
    },
  );

  test('of a server that does not answer as one the port is not checked', () => {
    const seen = caseOf({ machine: { listening: { url: 'http://127.0.0.1:8317', kind: 'unclear' } } });
    expect(findingsOf({ machine: { listening: { url: 'http://127.0.0.1:8317', kind: 'unclear' } } })).toEqual(
      [],
    );
    expect(checks.find(({ id }) => id === 'port')?.look(seen).unchecked).toContain('cli-proxy status');
  });

  test('a server in good order has no finding', () => {
    expect(findingsOf(caseOf())).toEqual([]);
  });

  test('says what, why and what to do in whole sentences, and never a key', () => {
    for (const seed of Object.values(seeds)) {
      for (const { what, why, remedy, fix } of findingsOf(seed)) {
        for (const text of [what, why, remedy, ...(fix === undefined ? [] : [fix])]) {
          expect(text).toMatch(/^[A-Za-z/.].*\.$/);
          expect(text).not.toMatch(/fake-(client|provider|amp|plain|short)-/);
        }
      }
    }
  });

  test('has a fix exactly where the table of the docs says so', () => {
    for (const { id, fixes } of checks) {
      const offered = findingsOf(seeds[id] ?? {}).some(({ fix }) => fix !== undefined);
      expect(offered, id).toBe(fixes !== undefined);
    }
  });

  test('is no worse than the table of the docs says', () => {
    for (const { id, worst } of checks) {
      const ranks = ['error', 'warning', 'notice'];
      for (const { severity } of findingsOf(seeds[id] ?? {}))
        expect(ranks.indexOf(severity), id).toBeGreaterThanOrEqual(ranks.indexOf(worst));
    }
  });

  test('what cannot be known is told as not checked, and gives no finding', () => {
    const blind = caseOf({
      activity: 'nobody counts',
      records: { [alpha]: {}, [beta]: {} },
      facts: {
        machine: unknownTo(),
        file: unknownTo(),
        sessions: unknownTo(),
        clock: unknownTo(),
        providerKeys: unknownTo(),
      },
    });
    expect(findingsOf(blind)).toEqual([]);
    const open = checks.filter((check) => check.look(blind).unchecked !== undefined).map(({ id }) => id);
    expect(open).toEqual(
      expect.arrayContaining([
        ...[
          'port',
          'plain-secret',
          'version-control',
          'file-modes',
          'env-files',
          'tls-certificate',
          'auth-dir',
        ],
        ...['unused-keys', 'key-age', 'sessions', 'provider-keys', 'config-in-force', 'clock'],
      ]),
    );
  });
});

test('a file mode comes with the command to copy', () => {
  const file = {
    path: "/srv/my proxy's/config.yaml",
    role: 'config',
    folder: false,
    mode: 0o644,
    owner: 'me',
  };
  const [finding] = findingsOf({ machine: { files: known([file as never]) } });
  expect(finding?.remedy).toBe("Run chmod 600 '/srv/my proxy'\\''s/config.yaml' as the owner.");
});

test('worst first, and equally bad ones in the order of the checks', () => {
  const found = findingsOf({
    config: { ...seeds['sample-keys']?.config, 'ws-auth': false },
    machine: { ...healthyMachine, ...seeds['config-in-force']?.machine, ...seeds.port?.machine },
    records: { [alpha]: { createdAt: ago(181 * day) } },
  });
  expect(found.map(({ check, severity }) => `${severity} ${check}`)).toEqual([
    'error port',
    'error sample-keys',
    'warning ws-auth',
    'warning key-age',
    'warning config-in-force',
  ]);
});
