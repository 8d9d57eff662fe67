import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { BackendSessions } from '../../../src/backend/backend.ts';
import type { PublicClient } from '../../../src/backend/public/client/public-client.ts';
import { authFileRow } from '../../../src/backend/public/sessions/auth-file-row.ts';
import { publicSessions } from '../../../src/backend/public/sessions/public-sessions.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import type { AuthFile } from '../../../src/contract/auth-file.ts';
import { failure, type Outcome, success } from '../../../src/contract/outcome.ts';
import { claudeFile, secret } from '../auth-files/disk-world.ts';
import { good } from '../conformance.ts';
import { isLive, type OnServer, onServer } from './on-server.ts';

const name = 'claude-dev9@example.com.json';
const never = failure('failed', 'There are no sessions.');
const entry = (more: object) => ({ name, provider: 'claude', status: 'active', ...more });

describe('an entry of the list', () => {
  test('tells calls and errors since the start of the server, with the last hours', () => {
    const recent = [
      { time: '08:00-08:10', success: 2, failed: 1 },
      { time: '08:10-08:20', success: 0, failed: 0 },
    ];
    expect(authFileRow(entry({ success: 5, failed: 1, recent_requests: recent })).traffic).toEqual({
      calls: 6,
      errors: 1,
      since: 'server start',
      recent: [3, 0],
    });
    expect(authFileRow(entry({})).traffic).toBeUndefined();
  });

  test('tells when it may be asked again, and nothing when it may be asked now', () => {
    const next_retry_after = '2026-11-21T09:00:38Z';
    expect(authFileRow(entry({ unavailable: true, next_retry_after })).coolingUntil).toBe(
      Date.parse(next_retry_after),
    );
    expect(authFileRow(entry({ unavailable: false, next_retry_after })).coolingUntil).toBeUndefined();
    const never = authFileRow(entry({ unavailable: true, next_retry_after: '0001-01-01T00:00:00Z' }));
    expect(never.coolingUntil).toBeUndefined();
  });

  test("takes the provider's own sentence out of its JSON, with the link", () => {
    const said = JSON.stringify({
      error: {
        message: 'Verify your account to continue.',
        details: [{ reason: 'VALIDATION_REQUIRED', url: 'https://accounts.example.com/verify?x=1' }],
      },
    });
    const row = authFileRow(entry({ provider: 'antigravity', status: 'error', status_message: said }));
    expect(row).toMatchObject({
      trouble: 'needs verification',
      link: 'https://accounts.example.com/verify?x=1',
    });
    expect(row.message).toMatch(/^Verify your account to continue\. \(VALIDATION_REQUIRED\) https:/);
    const plain = authFileRow(entry({ status: 'error', status_message: 'token refused (javascript:x)' }));
    expect(plain).toMatchObject({ trouble: 'failing', message: 'token refused (javascript:x)' });
    expect(plain.link).toBeUndefined();
  });

  test('of an account that lives in memory alone says so', () => {
    expect(authFileRow(entry({ runtime_only: true })).inMemory).toBe(true);
  });
});

describe.each(['v7', 'v6'] as const)('sessions of a public server %s', (kind) => {
  let world: OnServer;
  let sessions: BackendSessions;
  beforeEach(async () => {
    world = await onServer(kind);
    if (!world.backend.sessions) throw new Error('a public server has sessions');
    sessions = world.backend.sessions;
    world.server.dropAuthFile(name, claudeFile());
    world.asked();
  });
  afterEach(() => world.close());

  test('are listed by one request, however many there are', async () => {
    for (let nth = 0; nth < 20; nth += 1)
      world.server.dropAuthFile(`claude-${nth}.json`, claudeFile(`t${nth}@example.com`));
    expect(good(await sessions.list())).toHaveLength(21);
    expect(world.asked()).toEqual(['GET /auth-files']);
  });

  test('what does not fit its provider is not even sent', async () => {
    const outcome = await sessions.upload('a.json', secret({ type: 'claude' }), { overwrite: true });
    expect(outcome).toMatchObject({ ok: false, kind: 'invalid' });
    expect(world.asked()).toEqual([]);
  });

  test('names of accounts that go stand in no line of its log', async () => {
    const before = world.server.logLines.length;
    good(await sessions.setDisabled([name], true));
    const { token } = good(await sessions.revoke([name]));
    expect(token).toBeDefined();
    const lines = world.server.logLines.slice(before).filter((line) => !line.includes('download'));
    expect(lines.join('\n')).not.toContain(name);
  });

  test('that it could not delete keep no copy in the trash', async () => {
    expect(await sessions.revoke(['nope.json'])).toMatchObject({ ok: false, kind: 'conflict' });
    expect(good(await sessions.revocations())).toEqual([]);
  });

  test('what it took for accounts in the folder of the console is in no list, and nothing touches it', async () => {
    const ghost = '.console/trash/20261121T090000000-0a1b2c3d/claude-old@example.com.json';
    const records = '.CONSOLE/key-records.json';
    for (const one of [ghost, records]) world.server.dropAuthFile(one, claudeFile());
    await world.server.stop();
    await world.server.start();
    expect(good(await sessions.list()).map((file) => file.name)).toEqual([name]);
    expect([...good(await sessions.loadedFromConsoleFolder())].sort()).toEqual([records, ghost]);
    world.asked();
    for (const one of [ghost, records]) {
      for (const outcome of [
        await sessions.inspect(one),
        await sessions.models(one),
        await sessions.download(one),
        await sessions.setDisabled([one], true),
        await sessions.editFields(one, { note: 'x' }),
        await sessions.revoke([one]),
        await sessions.clearCooldown(one),
      ])
        expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
      const put = await sessions.upload(one, secret(claudeFile()), { overwrite: true });
      expect(put).toMatchObject({ ok: false, kind: 'invalid' });
    }
    expect(world.asked()).toEqual([]);
  });

  test('leave nothing below auth-dir that a server would load at its next start', async () => {
    const { authDir } = world.server;
    const folder = openConsoleFolder(authDir);
    const beside = good(await world.signIn({ folder }));
    good(
      (await beside.sessions?.upload(name, secret(claudeFile('two@example.com')), { overwrite: true })) ??
        never,
    );
    good((await beside.sessions?.revoke([name])) ?? never);
    good(
      await folder.editKeyRecords([
        { op: 'put', record: { fingerprint: fingerprint('fake-a'), label: 'a' } },
      ]),
    );
    good(await folder.writeActivity({}));
    const there = readdirSync(join(authDir, '.console'), { recursive: true, encoding: 'utf8' });
    expect(there.length).toBeGreaterThan(5);
    expect(there.filter((one) => /\.json$/i.test(one))).toEqual([]);
    await beside.close();
  });

  test('without a folder on this machine there is no way back, and it is said', async () => {
    const alone = good(await world.signIn({ folder: undefined as never }));
    const revoked = good((await alone.sessions?.revoke([name])) ?? success({ done: [], failed: [] }));
    expect(revoked).toEqual({ done: [name], failed: [] });
    expect(await alone.sessions?.restore('x')).toMatchObject({ ok: false, kind: 'unsupported' });
    await alone.close();
  });
});

test('what v7 pushes is taken for a change of its accounts, once somebody has asked for them', async () => {
  const world = await onServer('v7', {}, { usageFeed: 'subscribe' });
  const { until, events } = world.listen();
  await until(isLive);
  await world.server.changeByOther((config) => {
    config.debug = true;
  });
  await until(({ type }) => type === 'config');
  expect(events.filter(({ type }) => type === 'auth-files')).toEqual([]);
  good((await world.backend.sessions?.list()) ?? success([]));
  await world.server.changeByOther((config) => {
    config.debug = false;
  });
  await until(({ type }) => type === 'auth-files');
  await world.close();
});

test('a cooldown is ended by the name that the server has for the account', async () => {
  const world = await onServer('v7');
  world.server.dropAuthFile(name, claudeFile());
  world.asked();
  good((await world.backend.sessions?.clearCooldown(name)) ?? success(undefined));
  expect(world.asked()).toEqual([`GET /auth-files?name=${encodeURIComponent(name)}`, 'POST /reset-quota']);
  await world.close();
});

const noQuotas = {
  hear: () => {},
  on: (rows: readonly AuthFile[]) => [...rows],
  of: (row: AuthFile) => row,
  ask: async () => failure('unsupported', 'not here'),
  close: async () => {},
};

/** Sessions of a server that gives these answers, with a trash. */
function answered(answers: Record<string, Outcome<unknown>>) {
  const root = mkdtempSync(join(tmpdir(), 'public-trash-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const asked: string[] = [];
  const sessions = publicSessions({
    client: {
      address: { secure: false, loopback: true },
      request: async (id: string) => {
        asked.push(id);
        return answers[id];
      },
    } as unknown as PublicClient,
    folder: openConsoleFolder(root),
    quotas: noQuotas,
    onChange: () => {},
    now: Date.now,
  });
  return { sessions, asked };
}

test('what the server would not delete leaves no copy in the trash', async () => {
  const answers: Record<string, Outcome<unknown>> = {
    downloadAuthFile: success(JSON.stringify(claudeFile())),
    deleteAuthFiles: failure('failed', 'The disk of the server is full.'),
    getAuthFiles: success({ files: [entry({})] }),
  };
  const { sessions } = answered(answers);
  expect(await sessions.revoke([name])).toMatchObject({
    ok: false,
    message: 'The disk of the server is full.',
  });
  expect(good(await sessions.revocations())).toEqual([]);
  answers.deleteAuthFiles = success({});
  const { token } = good(await sessions.revoke([name]));
  expect(good(await sessions.revocations())).toMatchObject([{ token, names: [name] }]);
});

test.each([
  ['an answer that was lost', failure('unreachable', 'It broke off.'), [entry({})]],
  ['a file that is gone', failure('conflict', 'It no longer has it.'), []],
])('after %s the copy stays, as it may be the only one', async (_, deleteAuthFiles, files) => {
  const { sessions } = answered({
    downloadAuthFile: success(JSON.stringify(claudeFile())),
    deleteAuthFiles,
    getAuthFiles: success({ files }),
  });
  expect(await sessions.revoke([name])).toMatchObject({ ok: false, kind: deleteAuthFiles.kind });
  expect(good(await sessions.revocations())).toMatchObject([{ names: [name] }]);
});

test('nothing is sent over a file that could not be kept before', async () => {
  const { sessions, asked } = answered({
    downloadAuthFile: failure('failed', 'It could not do it.'),
    getAuthFiles: success({ files: [entry({})] }),
    uploadAuthFile: success({}),
  });
  const put = await sessions.upload(name, secret(claudeFile()), { overwrite: true });
  expect(put).toMatchObject({ ok: false, message: 'It could not do it.' });
  expect(asked).toEqual(['downloadAuthFile']);
});

test('tokens that nobody asked for do not travel over an open line', async () => {
  const asked: string[] = [];
  const at = (address: object) =>
    publicSessions({
      client: {
        address,
        request: async (id: string) => {
          asked.push(id);
          return id === 'getAuthFiles'
            ? success({ files: [entry({})] })
            : success(JSON.stringify({ ...claudeFile(), prefix: 'team' }));
        },
      } as unknown as PublicClient,
      folder: undefined,
      quotas: noQuotas,
      onChange: () => {},
      now: () => 0,
    });
  const open = good(await at({ secure: false, loopback: false }).inspect(name));
  expect([open.partial, open.prefix, asked.splice(0)]).toEqual([true, undefined, ['getAuthFiles']]);
  for (const address of [
    { secure: true, loopback: false },
    { secure: false, loopback: true },
  ]) {
    const told = good(await at(address).inspect(name));
    expect([told.partial, told.prefix, asked.splice(0)]).toEqual([
      undefined,
      'team',
      ['getAuthFiles', 'downloadAuthFile'],
    ]);
    expect(JSON.stringify(told)).not.toContain('fake-');
  }
});
