import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { failure, success } from '../../../src/contract/outcome.ts';
import { serverSessions } from '../../../src/server/accounts/server-sessions.ts';
import { openUsageStore } from '../../../src/usage/open-usage-store.ts';
import type { UsageStore } from '../../../src/usage/usage-store.ts';
import { makeRecord } from '../../usage/make-record.ts';
import { exampleConfig, good } from '../conformance.ts';
import { type Files, makeFiles, openDisk } from '../make-subject.ts';
import { claudeFile } from './disk-world.ts';

const one = 'claude-one@example.com.json';
const none = 'claude-none@example.com.json';
let files: Files;
let store: UsageStore;
let disk: Backend;

beforeEach(async () => {
  files = makeFiles(exampleConfig);
  for (const [name, address] of [
    [one, 'one@example.com'],
    [none, 'none@example.com'],
  ] as const)
    writeFileSync(join(files.folder, 'auth', name), JSON.stringify(claudeFile(address)), { mode: 0o600 });
  store = good(await openUsageStore({ folder: join(files.folder, 'auth', '.console'), retentionDays: 0 }));
  const about = { provider: 'claude', account: 'one@example.com', at: Date.now() };
  store.add(makeRecord({ ...about, id: 'a' }));
  store.add(makeRecord({ ...about, id: 'b', failed: true, status: 429 }));
  store.add(makeRecord({ ...about, id: 'c', provider: 'codex' }));
  await store.flush();
  disk = openDisk(files);
});
afterEach(async () => {
  await disk.close();
  await store.close();
  files.remove();
});

const traffic = { calls: 2, errors: 1, since: 'midnight' };
const quiet = { calls: 0, errors: 0, since: 'midnight' };

test('edit the files directly the requests of today are read from the usage beside them', async () => {
  expect(good((await disk.sessions?.list()) ?? success([]))).toMatchObject([
    { name: none, traffic: quiet },
    { name: one, traffic },
  ]);
  expect(await disk.sessions?.inspect(one)).toMatchObject({ ok: true, value: { traffic } });
});

test('where nothing is recorded, calls are unknown and not zero', async () => {
  good(await disk.editConfig([{ op: 'set', path: ['usage-statistics-enabled'], value: false }]));
  const listed = good((await disk.sessions?.list()) ?? success([]));
  expect(listed.map((file) => file.traffic)).toEqual([undefined, undefined]);
});

test('a server of several that share a history has its own calls, and unknown ones while it cannot be read', async () => {
  // So that the files alone tell nothing.
  good(await disk.editConfig([{ op: 'set', path: ['usage-statistics-enabled'], value: false }]));
  const listed = async (changed: Partial<UsageStore>) => {
    const usage = { store: { ...store, ...changed }, recording: () => true, now: Date.now };
    const use = { cooldownUntil: () => undefined, clearCooldown: () => {}, healthOf: () => undefined };
    const quotas = { of: () => undefined, ask: async () => failure('unsupported', 'not here') };
    return good(await serverSessions({ backend: disk, usage, use, quotas }).list()).map((it) => it.traffic);
  };
  expect(await listed({})).toEqual([quiet, traffic]);
  expect(await listed({ own: { server: 'another' } })).toEqual([quiet, quiet]);
  const groups = () => Promise.reject(new Error('it does not answer'));
  expect(await listed({ groups })).toEqual([undefined, undefined]);
});

test('a server counts for itself, and tells who rests until when, and who failed last', async () => {
  const released: string[] = [];
  const until = Date.now() + 60_000;
  const lastError = { at: 5, status: 502, message: 'It is down.' };
  const use = {
    cooldownUntil: (name: string) => (name === one ? until : undefined),
    clearCooldown: (name: string) => void released.push(name),
    healthOf: (name: string) => (name === one ? { lastUsedAt: 5, lastError } : undefined),
  };
  const usage = { store, recording: () => true, now: Date.now };
  const quotas = { of: () => undefined, ask: async () => failure('unsupported', 'not here') };
  const sessions = serverSessions({ backend: disk, usage, use, quotas });
  expect(good(await sessions.list())).toMatchObject([
    { name: none, traffic: quiet },
    { name: one, traffic, coolingUntil: until, lastUsedAt: 5, lastError },
  ]);
  good(await sessions.clearCooldown(one));
  expect(released).toEqual([one]);
  expect(await sessions.clearCooldown('nope.json')).toMatchObject({ ok: false, kind: 'conflict' });
  expect(released).toEqual([one]);
});
