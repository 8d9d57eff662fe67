import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTrash } from '../../../src/backend/auth-files/trash.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { consoleFolderAt } from '../../../src/config/console-folder/console-folder.ts';

const token = '20261121T090000000-0a1b2c3d';
const print = fingerprint('fake-a');
const records = { version: 1, keys: { [print]: { label: 'team-a' } } };
const counts = { version: 1, countedSince: 5, counts: {} };

let root: string;
let console: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'old-names-'));
  console = join(root, '.console');
  await put('key-records.json', records);
  await put('activity.json', counts);
  await put('auth-files.json', { version: 1, files: {} });
  await put(`trash/${token}/claude-a.json`, { type: 'claude' }, 0o644);
  await put(`trash/${token}/KIMI.JSON`, { type: 'kimi' });
  await put('backups/config.yaml-1a2b3c4d.journal.json', { version: 1 });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(name: string, content: object, mode = 0o600): Promise<void> {
  const path = join(console, name);
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(content), { mode });
}

/** What a public server would load at its start. */
async function loadable(): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  return names.filter((name) => name.toLowerCase().endsWith('.json'));
}

test('what an older version left is moved to names that no server loads, once, and said', async () => {
  const folder = consoleFolderAt(console);
  expect(await folder.readKeyRecords()).toEqual({
    ok: true,
    value: [{ fingerprint: print, label: 'team-a' }],
  });
  expect(await folder.readActivity()).toEqual({ ok: true, value: counts });
  expect(await loadable()).toEqual([]);
  const said = await folder.settle();
  expect(said.ok && said.value).toMatch(
    /2 revoked accounts.*renamed.*If such a server is running, restart it/,
  );
  expect(await readdir(join(console, 'backups'))).toEqual(['config.yaml-1a2b3c4d.journal']);
  expect((await readdir(console)).sort()).toEqual([
    'activity.data',
    'auth-files.data',
    'backups',
    'key-records.data',
    'trash',
  ]);
  expect(await consoleFolderAt(console).settle()).toEqual({ ok: true, value: undefined });
});

test('what was revoked before can still be restored, and is for its owner alone', async () => {
  await consoleFolderAt(console).settle();
  const trash = openTrash(console, () => 0);
  const opened = await trash.open(token);
  expect(opened).toMatchObject({ ok: true, value: { names: ['KIMI.JSON', 'claude-a.json'] } });
  const kept = join(console, 'trash', token, 'claude-a.json.revoked');
  expect((await stat(kept)).mode & 0o777).toBe(0o600);
  expect(await trash.read(join(console, 'trash', token), 'claude-a.json')).toMatchObject({ ok: true });
});

test('several programs that start at once move each file once', async () => {
  const folders = Array.from({ length: 4 }, () => consoleFolderAt(console));
  const all = await Promise.all(folders.map((folder) => folder.readKeyRecords()));
  for (const one of all) expect(one).toMatchObject({ ok: true, value: [{ label: 'team-a' }] });
  expect(await loadable()).toEqual([]);
});

test('a crash between two renames leaves what the next start moves', async () => {
  await put('key-records.data', records);
  await rm(join(console, 'key-records.json'));
  expect(await consoleFolderAt(console).readKeyRecords()).toMatchObject({
    ok: true,
    value: [{ label: 'team-a' }],
  });
  expect(await loadable()).toEqual([]);
});

test('what a server writes again under an old name takes the place of no newer records', async () => {
  await consoleFolderAt(console).settle();
  await put('key-records.json', { ...records, keys: {}, disabled: true });
  await put(`trash/${token}/claude-a.json`, { type: 'claude', access_token: 'renewed' });
  const folder = consoleFolderAt(console);
  expect(await folder.settle()).toMatchObject({
    ok: true,
    value: expect.stringContaining('are not used, and are kept as key-records.json.old.'),
  });
  expect(await folder.readKeyRecords()).toMatchObject({ ok: true, value: [{ label: 'team-a' }] });
  expect(await readFile(join(console, 'key-records.json.old'), 'utf8')).toContain('disabled');
  const kept = join(console, 'trash', token, 'claude-a.json.revoked');
  expect(await readFile(kept, 'utf8')).toContain('renewed');
  expect(await loadable()).toEqual([]);
});

test('what somebody else keeps there is left alone', async () => {
  await put('trash/mine/a.json', {});
  await consoleFolderAt(console).settle();
  expect(await loadable()).toEqual(['.console/trash/mine/a.json']);
});
