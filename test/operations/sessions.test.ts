import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Backend, BackendSessions } from '../../src/backend/backend.ts';
import { revokeWithTokens } from '../../src/backend/disk/revoke-at-provider.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { AuthFile } from '../../src/contract/auth-file.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import {
  clearCooldown,
  downloadAuthFile,
  editSession,
  findSession,
  listSessions,
  type Operation,
  restoreSessions,
  revokeSessions,
  runOperation,
  setSessionState,
  uploadAuthFile,
} from '../../src/operations/index.ts';
import type { Done } from '../../src/operations/operation.ts';
import { claudeFile, examples } from '../backend/auth-files/disk-world.ts';
import { exampleConfig } from '../backend/conformance.ts';
import { type Files, makeFiles, openDisk } from '../backend/make-subject.ts';
import { createFakeBackend } from '../helpers/fake-backend.ts';
import { failureOf, got } from './fixture.ts';

const claude = 'claude-dev1@example.com.json';
const kimi = 'kimi-1790000000000.json';
const now = Date.parse('2026-11-21T09:00:00Z');

let files: Files;
let backend: Backend;
beforeEach(() => {
  files = makeFiles(exampleConfig);
  backend = openDisk(files);
  for (const name of readdirSync(examples)) put(name, readFileSync(join(examples, name), 'utf8'));
});
afterEach(async () => {
  await backend.close();
  files.remove();
});

const path = (name: string) => join(files.folder, 'auth', name);
const put = (name: string, text: string) => writeFileSync(path(name), text, { mode: 0o600 });
const read = (name: string) => readFileSync(path(name), 'utf8');
const names = () => readdirSync(join(files.folder, 'auth')).filter((name) => name.endsWith('.json'));
const everything = () => names().map((name) => [name, read(name)]);

const context = () => ({
  backend,
  user: 'tester',
  now: () => now,
  randomBytes: (count: number) => new Uint8Array(count),
});
const run = async <I, R>(operation: Operation<I, R>, input: I): Promise<Done<R>> =>
  got(await runOperation(operation, context(), input));
async function undo(done: Done<unknown>): Promise<string> {
  if (!done.undo) throw new Error('there is no way back');
  return got(await done.undo(context())).message;
}

describe('listing sessions', () => {
  test('gives their states, with nothing that is unknown as a number', async () => {
    const { result, message } = await run(listSessions, {});
    expect(message).toBe('5 sessions.');
    expect(result.sessions.map(({ name, state }) => [name.split('-')[0], state])).toEqual([
      ['antigravity', 'active'],
      ['claude', 'active'],
      ['codex', 'active'],
      ['gemini', 'active'],
      ['kimi', 'disabled'],
    ]);
    expect(result.sessions[3]).toMatchObject({
      expiresAt: null,
      traffic: null,
      plan: null,
      lastRefresh: null,
    });
    expect(JSON.stringify(result)).not.toMatch(/fake-\w+-(access|refresh)-token/);
  });

  test('by state and provider', async () => {
    const of = async (filter: object) =>
      (await run(listSessions, filter)).result.sessions.map((row) => row.name);
    expect(await of({ state: 'disabled' })).toEqual([kimi]);
    expect(await of({ provider: 'Claude' })).toEqual([claude]);
    expect((await run(listSessions, { provider: 'claude', state: 'expired' })).message).toBe(
      '0 of 5 sessions.',
    );
  });

  test('leaves no line in the audit log, and is told where there is nothing to list', async () => {
    await run(listSessions, {});
    expect(got(await backend.readAudit(9))).toEqual([]);
    const none = createFakeBackend({});
    const outcome = await runOperation(listSessions, { ...context(), backend: none }, {});
    expect(failureOf(outcome).kind).toBe('unsupported');
  });
});

describe('disabling and enabling', () => {
  test('changes those that were otherwise, and the way back is theirs alone', async () => {
    const before = everything();
    const done = await run(setSessionState, { names: [claude, kimi], disabled: true });
    expect(done.message).toBe('Disabled 2 sessions.');
    expect(JSON.parse(read(claude)).disabled).toBe(true);
    expect(await undo(done)).toBe(`Enabled claude dev1@example.com again.`);
    expect(JSON.parse(read(claude)).disabled).toBe(false);
    expect(everything().filter(([name]) => name !== claude)).toEqual(
      before.filter(([name]) => name !== claude),
    );
  });

  test('what failed is named, and the audit log names what was done', async () => {
    const done = await run(setSessionState, { names: ['nope.json', claude], disabled: true });
    expect(done.message).toMatch(
      /^Disabled claude dev1@example\.com\. nope\.json failed: nope\.json no longer exists/,
    );
    expect(got(await backend.readAudit(9))).toMatchObject([
      { operation: 'set-session-state', names: [claude] },
    ]);
    const failed = await runOperation(setSessionState, context(), { names: ['nope.json'], disabled: true });
    expect(failureOf(failed).kind).toBe('conflict');
  });
});

describe('editing', () => {
  test('and taking it back leaves the values as they were', async () => {
    const before = JSON.parse(read(claude));
    const fields = { note: 'new', prefix: 'team', priority: null, proxyUrl: 'http://proxy.example.com:1' };
    const done = await run(editSession, { name: claude, fields });
    expect(JSON.parse(read(claude))).toMatchObject({
      note: 'new',
      prefix: 'team',
      proxy_url: fields.proxyUrl,
    });
    expect(await undo(done)).toBe(`Restored the former fields of claude dev1@example.com.`);
    expect(JSON.parse(read(claude))).toEqual(before);
  });

  test('what another wrote since is not taken back', async () => {
    const done = await run(editSession, { name: claude, fields: { note: 'mine', prefix: 'team' } });
    await run(editSession, { name: claude, fields: { note: 'of another console' } });
    expect(await done.undo?.(context())).toMatchObject({ ok: false, kind: 'conflict' });
    expect(JSON.parse(read(claude))).toMatchObject({ note: 'of another console', prefix: 'team' });
  });

  test('what cannot be taken back says so: a proxy whose password is not shown, a list that does not tell', async () => {
    put('p.json', JSON.stringify({ ...claudeFile(), proxy_url: 'http://u:fake@proxy.example.com' }));
    const done = await run(editSession, { name: 'p.json', fields: { proxyUrl: null } });
    expect([done.undo, done.message]).toEqual([undefined, expect.stringContaining('cannot be undone')]);
    const partial: AuthFile = { name: 'x.json', disabled: false, partial: true };
    const sessions = { inspect: async () => success(partial), editFields: async () => success(undefined) };
    const other = {
      ...createFakeBackend({}),
      sessions: sessions as Partial<BackendSessions> as BackendSessions,
    };
    const edit = async (fields: object) =>
      got(await runOperation(editSession, { ...context(), backend: other }, { name: 'x.json', fields }));
    expect((await edit({ prefix: 'a' })).undo).toBeUndefined();
    expect((await edit({ note: 'a' })).undo).toBeDefined();
  });
});

describe('uploading and downloading', () => {
  const text = new Secret(JSON.stringify(claudeFile()));

  test('a new file can be taken back, and one that was written over comes back', async () => {
    const before = everything();
    const added = await run(uploadAuthFile, { name: 'claude-dev9@example.com.json', text });
    expect(added.message).toBe('Uploaded claude-dev9@example.com.json.');
    const replaced = await run(uploadAuthFile, { name: claude, text, overwrite: true });
    expect(replaced.message).toContain('replacing the existing file');
    expect(read(claude)).toBe(text.reveal());
    expect(await undo(replaced)).toBe(`Restored the former ${claude}.`);
    expect(await undo(added)).toBe('Removed claude-dev9@example.com.json again.');
    expect(everything()).toEqual(before);
  });

  test('taken back, its tokens stay valid at the provider, and a file that was renewed since stays', async () => {
    const own = backend.sessions;
    if (!own) throw new Error('no sessions');
    const asked: unknown[] = [];
    const revoke = revokeWithTokens(own, async (file) => {
      asked.push(file);
      return success(undefined);
    });
    const sessions = { ...own, revoke };
    const provider = { ...context(), backend: { ...backend, sessions } };
    const input = { name: 'claude-dev9@example.com.json', text };
    const added = got(await runOperation(uploadAuthFile, provider, input));
    got((await added.undo?.(provider)) ?? failure('failed', 'There is no undo.'));
    expect([asked, names().includes(input.name)]).toEqual([[], false]);

    const again = got(await runOperation(uploadAuthFile, provider, input));
    const renewed = JSON.stringify({ ...claudeFile(), access_token: 'fake-renewed' });
    put(input.name, renewed);
    const refused = await again.undo?.(provider);
    expect(refused).toMatchObject({ ok: false, kind: 'conflict' });
    expect(read(input.name)).toBe(renewed);
  });

  test.each([
    ['antigravity-dev3@example.com.json', true],
    [claude, false],
    ['gemini-dev4@example.com.json', false],
  ])('the embedded server says whether it uses %s', async (file, unused) => {
    const embedded = { ...backend, kind: 'embedded' as const };
    const upload = { name: file, text: new Secret(read(file)), overwrite: true };
    const done = got(await runOperation(uploadAuthFile, { ...context(), backend: embedded }, upload));
    expect(done.message.includes('does not use it')).toBe(unused);
    expect((await run(uploadAuthFile, upload)).message).not.toContain('does not use it');
  });

  test('a download is an act of its own, and no token reaches the audit log', async () => {
    const done = await run(downloadAuthFile, { name: claude });
    expect(done.result.reveal()).toBe(read(claude));
    await run(uploadAuthFile, { name: 'x.json', text });
    const log = JSON.stringify(got(await backend.readAudit(9)));
    expect(log).toContain('download-auth-file');
    expect(log).not.toMatch(/fake-/);
    expect(JSON.stringify(done)).not.toContain('fake-claude-access-token');
  });
});

describe('revoking and restoring', () => {
  test('each can be taken back by the other', async () => {
    const before = everything();
    const revoked = await run(revokeSessions, { names: [claude, kimi] });
    expect(revoked.message).toBe('Revoked 2 sessions.');
    expect(names()).not.toContain(claude);
    expect(await undo(revoked)).toBe('Restored 2 sessions.');
    expect(everything()).toEqual(before);
    await run(revokeSessions, { names: [claude] });
    const restored = await run(restoreSessions, {});
    expect([restored.message, restored.result.names]).toEqual([
      'Restored claude dev1@example.com.',
      [claude],
    ]);
    expect(await undo(restored)).toBe('Revoked claude dev1@example.com.');
    expect(names()).not.toContain(claude);
  });

  test('nothing to restore, and a second restore, are told', async () => {
    expect(failureOf(await runOperation(restoreSessions, context(), {})).kind).toBe('invalid');
    const revoked = await run(revokeSessions, { names: [claude] });
    await undo(revoked);
    expect(failureOf((await revoked.undo?.(context())) ?? success(0)).kind).toBe('conflict');
  });
});

test('a cooldown of several is ended, and who is not there is named', async () => {
  got((await backend.sessions?.tokens?.note(claude, { coolingUntil: now + 60_000 })) ?? success(undefined));
  expect((await run(listSessions, { state: 'cooling' })).result.sessions).toHaveLength(1);
  const done = await run(clearCooldown, { names: [claude, 'nope.json'] });
  expect(done.message).toMatch(/^Cleared the cooldown of claude dev1@example\.com\. nope\.json failed/);
  expect((await run(listSessions, { state: 'cooling' })).result.sessions).toEqual([]);
});

describe('naming a session', () => {
  const file = (name: string, account?: string): AuthFile => ({
    name,
    disabled: false,
    ...(account !== undefined && { account }),
  });
  const all = [
    file('codex-a@example.com-plus.json', 'a@example.com'),
    file('codex-a@example.com-team.json', 'a@example.com'),
    file('claude-b@example.com.json', 'b@example.com'),
  ];

  test('by file or by account; to read, also by the start of a file', () => {
    for (const text of ['claude-b@example.com.json', 'claude-b@example.com', 'B@example.com'])
      expect(got(findSession(all, text, 'write')).name).toBe('claude-b@example.com.json');
    expect(got(findSession(all, 'claude', 'read')).name).toBe('claude-b@example.com.json');
    expect(failureOf(findSession(all, 'claude', 'write')).message).toContain(
      'Did you mean "claude-b@example.com.json"?',
    );
  });

  test('what is the file of one and the account of another changes neither', () => {
    const two = [file('a@example.com.json', 'b@example.com'), file('codex-a.json', 'a@example.com')];
    expect(got(findSession(two, 'a@example.com', 'read')).name).toBe('a@example.com.json');
    expect(failureOf(findSession(two, 'a@example.com', 'write')).message).toContain('codex-a.json');
    expect(got(findSession(two, 'a@example.com.json', 'write')).name).toBe('a@example.com.json');
  });

  test('two accounts of one address need their file, and nobody is guessed', () => {
    expect(failureOf(findSession(all, 'a@example.com', 'write')).message).toContain(
      'codex-a@example.com-plus.json, codex',
    );
    expect(failureOf(findSession(all, 'codex', 'write')).message).toContain(
      'Did you mean "codex-a@example.com-plus.json" or "codex-a@example.com-team.json"?',
    );
    expect(failureOf(findSession(all, 'x', 'write')).kind).toBe('invalid');
    expect(failureOf(findSession(all, ' ', 'write')).kind).toBe('invalid');
  });
});
