import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../../src/contract/auth-file.ts';
import { type FileFact, known } from '../../../src/contract/facts.ts';
import { checks } from '../../../src/operations/health/index.ts';
import { testNow } from '../../helpers/fake-session.ts';
import { type CaseOptions, caseOf, configPath, day, findingsOf, foundBy } from './case.ts';

const uncheckedOf = (id: string, request: CaseOptions) =>
  checks.find((check) => check.id === id)?.look(caseOf(request)).unchecked;
const authFile = (name: string, mode: number, owner: FileFact['owner'] = 'me'): FileFact => ({
  path: `/home/someone/auth/${name}`,
  role: 'auth-file',
  folder: false,
  mode,
  owner,
});

describe('file modes', () => {
  const modes = (...files: FileFact[]) => foundBy('file-modes', { machine: { files: known(files) } });

  test('who can write is worse than who can read', () => {
    expect(modes(authFile('a.json', 0o640))[0]).toMatchObject({
      severity: 'warning',
      what: 'a.json can be read by its group (mode 0640).',
    });
    expect(modes(authFile('a.json', 0o606))[0]).toMatchObject({ severity: 'error' });
  });

  test('many files of one kind are one finding', () => {
    const found = modes(authFile('a.json', 0o644), authFile('b.json', 0o664), authFile('c.json', 0o600));
    expect(found).toHaveLength(1);
    expect(found[0]?.what).toBe('2 auth files can be changed by anyone on this machine.');
  });

  test('files of somebody else are told, and their mode is left to him', () => {
    const [finding] = modes(authFile('a.json', 0o644, 'other'));
    expect(finding?.fix).toBeUndefined();
  });

  test('a private key for TLS may be read by its group', () => {
    const key = { path: '/etc/tls/key.pem', role: 'tls-key', folder: false, owner: 'root' } as const;
    expect(modes({ ...key, mode: 0o640 })).toEqual([]);
    expect(modes({ ...key, mode: 0o644 })).toHaveLength(1);
    const [open] = modes({ ...key, owner: 'me', mode: 0o644 });
    expect(open).toMatchObject({
      fix: expect.stringContaining('0640'),
      remedy: 'Run chmod 640 /etc/tls/key.pem as the owner.',
    });
    expect(modes({ ...key, mode: 0o650 })).toEqual([]);
  });

  test('a fix gives nobody a right that was not there', () => {
    const key = { path: '/etc/tls/key.pem', role: 'tls-key', folder: false, owner: 'me' } as const;
    for (const mode of [0o604, 0o602])
      expect(modes({ ...key, mode })[0]).toMatchObject({
        fix: expect.stringContaining('0600'),
        remedy: 'Run chmod 600 /etc/tls/key.pem as the owner.',
      });
  });
});

test('a file that git has is worse than one that it would take', () => {
  const git = (state: 'tracked' | 'unignored' | 'ignored') =>
    foundBy('version-control', { machine: { git: known([{ path: configPath, role: 'config', state }]) } });
  expect(git('tracked')[0]?.severity).toBe('error');
  expect(git('unignored')[0]?.severity).toBe('warning');
  expect(git('ignored')).toEqual([]);
});

test('a .env file names the variables that hold keys of this config, never their values', () => {
  const path = '/home/someone/.env';
  const files = known([{ path, role: 'env', folder: false, mode: 0o644, owner: 'me' }] as const);
  const [finding] = findingsOf({ machine: { files, env: [{ path, holds: ['TEAM_KEY'] }] } });
  expect(finding?.what).toBe(
    '.env can be read by anyone on this machine, and TEAM_KEY in it contains a key of this config.',
  );
});

test('ws-auth is worded for the public servers as it is there', () => {
  const server = { ...caseOf().server, kind: 'go-v6' } as const;
  const [finding] = findingsOf({ config: { 'ws-auth': false }, facts: { server } });
  expect(finding?.what).toContain('/v1/ws needs no client key (/v1/responses still does');
});

describe('the TLS certificate', () => {
  const tls = (validFrom: number, validTo: number, problem?: string) =>
    foundBy('tls-certificate', {
      machine: { tls: { certPath: '/c.pem', validFrom, validTo, ...(problem && { problem }) } },
    });

  test('expired, not yet valid and soon over are told apart', () => {
    expect(tls(0, testNow - 1)[0]).toMatchObject({
      severity: 'error',
      what: expect.stringMatching(/expired/),
    });
    expect(tls(testNow + day, testNow + 90 * day)[0]?.what).toMatch(/not valid yet/);
    expect(tls(0, testNow + 20 * day)[0]).toMatchObject({ severity: 'warning' });
    expect(tls(0, testNow + 60 * day)).toEqual([]);
  });

  test('a pair that does not fit is told beside its dates', () => {
    expect(tls(0, testNow - 1, 'tls.cert and tls.key do not match.')).toHaveLength(2);
  });
});

describe('the config in force', () => {
  const other = { machine: { revision: 'r2' } };

  test('a file that was changed a moment ago may still be on its way in', () => {
    const request = { machine: { revision: 'r2', modifiedAt: testNow - 1_000 } };
    expect(findingsOf(request)).toEqual([]);
    expect(uncheckedOf('config-in-force', request)).toMatch(/a moment ago/);
    expect(findingsOf(other)[0]?.what).toMatch(/not running with the config.yaml on this machine/);
  });

  test('an edit that a public server has not loaded is said with the two ways, and is no error in the file', () => {
    const server = { ...caseOf().server, kind: 'go-v7' } as const;
    const state = { ...caseOf().state, problem: { message: 'Edited.', unloaded: true } as const };
    const request = { facts: { server, state } };
    const [finding] = foundBy('config-in-force', request);
    expect(finding?.what).toBe('config.yaml was edited, but the server has not loaded it.');
    expect(finding?.remedy).toMatch(/config load.*config keep/);
    expect(foundBy('config-broken', request)).toEqual([]);
    expect(foundBy('config-in-force', { facts: { server } })).toEqual([]);
  });

  test('where it listens is settled at its start', () => {
    const listening = { url: 'https://127.0.0.1:9000', kind: 'none' } as const;
    const [finding] = foundBy('config-in-force', { machine: { listening } });
    expect(finding?.what).toMatch(/before port and tls changed .* http:\/\/127\.0\.0\.1:8317/);
  });

  test('a server that runs on the files and was not asked is not vouched for', () => {
    const server = { ...caseOf().server, kind: 'disk', place: configPath } as const;
    expect(uncheckedOf('config-in-force', { facts: { server } })).toMatch(/not signed in to it/);
    const listening = { url: 'http://127.0.0.1:8317', kind: 'none' } as const;
    expect(uncheckedOf('config-in-force', { facts: { server }, machine: { listening } })).toBeUndefined();
  });
});

describe('settings without effect', () => {
  const config = { 'commercial-mode': true, pprof: { enable: true } };

  test('are one notice on the embedded server', () => {
    const [finding, ...more] = foundBy('settings', { config });
    expect(finding).toMatchObject({
      severity: 'notice',
      what: 'The embedded server ignores commercial-mode and pprof.enable.',
    });
    expect(more).toEqual([]);
  });

  test('are none of a public server, which uses them', () => {
    const server = { ...caseOf().server, kind: 'go-v7' } as const;
    expect(foundBy('settings', { config, facts: { server } })).toEqual([]);
    const wrong = { config: { ...config, routing: { strategy: 'nonsense' } }, facts: { server } };
    expect(foundBy('settings', wrong)).toHaveLength(1);
  });
});

describe('accounts', () => {
  const account = (more: Partial<AuthFile>) =>
    foundBy('sessions', {
      facts: {
        sessions: known([
          { name: 'a.json', provider: 'claude', account: 'dev@example.com', disabled: false, ...more },
        ]),
      },
    });

  test('what a server can renew by itself is no fault, unless nobody has', () => {
    const soon = { expiresAt: testNow + 60_000 };
    expect(account({ ...soon, renewable: true })).toEqual([]);
    expect(account({ ...soon, renewable: false })[0]).toMatchObject({ severity: 'warning' });
    const late = { expiresAt: testNow - 2 * day, renewable: true };
    expect(account(late)[0]?.what).toMatch(/Token of claude dev@example.com expired 2 d ago; not renewed/);
    expect(account({ ...soon, renewable: true, lastRefresh: { at: 0, ok: false } })).toHaveLength(1);
  });

  test('one that is switched off needs nothing', () => {
    expect(account({ disabled: true, expiresAt: testNow - day })).toEqual([]);
  });

  test('one that must be verified names the link', () => {
    const [finding] = account({ trouble: 'needs verification', link: 'https://verify.example.com' });
    expect(finding?.remedy).toBe('Open https://verify.example.com.');
  });
});
