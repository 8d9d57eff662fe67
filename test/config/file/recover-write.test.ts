import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { thisHolder } from '../../../src/base/files/lock-holder.ts';
import { backupNameOf } from '../../../src/config/file/backup-files.ts';
import { openConfigFile } from '../../../src/config/file/config-file.ts';
import { isTorn } from '../../../src/config/file/recover-write.ts';
import { writeJournal } from '../../../src/config/file/write-journal.ts';

let root: string;
let path: string;
let backups: string;
const old = Buffer.from('api-keys:\n  - "fake-a"\nport: 1\n');
const intended = Buffer.from('api-keys:\n  - "fake-a"\n  - "fake-b"\nport: 1\n');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'recover-write-'));
  path = join(root, 'config.yaml');
  backups = join(root, 'backups');
  await writeFile(path, old);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const nothing = { ok: true, value: { did: 'nothing' } };
const open = () => openConfigFile({ path, backupFolder: () => backups });

/** Leaves the journal of a write that never ended, under the name that the file's own writes use. */
async function crashDuring(found: Buffer): Promise<void> {
  await open().write(old.toString());
  await writeFile(path, `${old.toString()}# x\n`);
  await open().write(old.toString());
  const name =
    (await readdir(backups)).map((one) => /^config\.yaml-[0-9a-f]{8}/.exec(one)?.[0]).find(Boolean) ?? '';
  await writeJournal({ path, folder: backups, name }, old, intended);
  await writeFile(path, found);
}

test('without a crash there is nothing to do', async () => {
  expect(await open().recover()).toEqual(nothing);
});

test.each([
  ['cut in the middle of the new bytes', Buffer.concat([intended.subarray(0, 30), old.subarray(30)])],
  ['emptied', Buffer.alloc(0)],
  ['filled with zeros', Buffer.concat([intended.subarray(0, 10), Buffer.alloc(20)])],
  ['ended too early', intended.subarray(0, old.length + 3)],
])('a file that was %s gets the bytes that were meant', async (_, found) => {
  await crashDuring(found);
  expect(await open().recover()).toMatchObject({ ok: true, value: { did: 'repaired' } });
  expect(await readFile(path)).toEqual(intended);
  const kept = await Promise.all((await readdir(backups)).map((name) => readFile(join(backups, name))));
  expect(kept.some((bytes) => bytes.equals(found))).toBe(true);
  expect(await open().recover()).toEqual(nothing);
});

test.each([
  ['before the first byte', old],
  ['after the last', intended],
])('a crash %s leaves the file as it is', async (_, found) => {
  await crashDuring(found);
  expect(await open().recover()).toEqual(nothing);
  expect(await readFile(path)).toEqual(found);
});

test('a file that was taken away stays away', async () => {
  await crashDuring(old);
  await rm(path);
  expect(await open().recover()).toEqual(nothing);
  expect(await readdir(root)).toEqual(['backups']);
});

test.each([
  ['emptied', Buffer.alloc(0)],
  ['shortened', intended.subarray(0, old.length - 8)],
])('a file that somebody has %s since then by hand stays theirs', async (_, found) => {
  await crashDuring(found);
  const later = new Date(Date.now() + 60_000);
  await utimes(path, later, later);
  expect(await open().recover()).toMatchObject({ ok: true, value: { did: 'nothing' } });
  expect(await readFile(path)).toEqual(found);
  const kept = await Promise.all((await readdir(backups)).map((name) => readFile(join(backups, name))));
  expect(kept.some((bytes) => bytes.equals(intended))).toBe(true);
});

test('a file that somebody wrote since stays theirs, and what we wanted to write is kept', async () => {
  const theirs = Buffer.from('port: 2\napi-keys: []\n# theirs, and longer than ours was\n');
  await crashDuring(theirs);
  const done = await open().recover();
  expect(done.ok && done.value.note).toMatch(
    /neither the old nor the new text\. .* both texts are in .*backups/,
  );
  expect(await readFile(path)).toEqual(theirs);
  const kept = await Promise.all((await readdir(backups)).map((name) => readFile(join(backups, name))));
  for (const bytes of [old, intended]) expect(kept.some((one) => one.equals(bytes))).toBe(true);
  expect(await open().recover()).toEqual(nothing);
});

test('a damaged journal repairs nothing and is kept', async () => {
  await crashDuring(Buffer.alloc(0));
  const journal = (await readdir(backups)).find((name) => name.endsWith('.journal')) ?? '';
  await writeFile(join(backups, journal), '{"version":1');
  const done = await open().recover();
  expect(done).toMatchObject({ ok: true, value: { did: 'nothing' } });
  expect(done.ok && done.value.note).toContain(`${journal}.damaged`);
  expect(await readFile(path, 'utf8')).toBe('');
  expect(await readFile(join(backups, `${journal}.damaged`), 'utf8')).toBe('{"version":1');
});

test('the next write of a server that runs on repairs first, too', async () => {
  await crashDuring(Buffer.concat([intended.subarray(0, 30), old.subarray(30)]));
  expect(await open().edit([{ op: 'set', path: ['port'], value: 2 }])).toMatchObject({ ok: true });
  expect(await readFile(path, 'utf8')).toBe(intended.toString().replace('port: 1', 'port: 2'));
});

test('a folder that takes no writes keeps nothing from starting', async () => {
  await open().write(`${old.toString()}# x\n`);
  const lock = join(backups, 'config.lock');
  // A lock of somebody who lives: whoever wants it waits in vain.
  await writeFile(lock, JSON.stringify({ ...thisHolder('x') }));
  expect(await open().recover()).toEqual(nothing);
  await writeFile(join(root, '.config.yaml.cli-proxy-0123456789ab.tmp'), '');
  const done = await open().recover();
  expect(done.ok && done.value.note).toMatch(
    /could not be removed\. .* is being written by process \d+ \(lock /,
  );
}, 15_000);

test('temp files of a killed writer go', async () => {
  await writeFile(join(root, '.config.yaml.cli-proxy-0123456789ab.tmp'), 'api-keys: [fake-secret]');
  await writeFile(join(root, '.config.yaml.swp'), 'of an editor');
  await open().write(`${old.toString()}# x\n`);
  await writeFile(join(root, '.config.yaml.cli-proxy-0123456789ab.tmp'), 'api-keys: [fake-secret]');
  const backup = (await readdir(backups)).find((name) => name.endsWith('.yaml'));
  await writeFile(join(backups, `.${backup}.cli-proxy-0123456789ab.tmp`), 'api-keys: [fake-secret]');
  await open().recover();
  expect(await readdir(backups)).toEqual([backup]);
  expect((await readdir(root)).sort()).toEqual(['.config.yaml.swp', 'backups', 'config.yaml']);
});

test('every cut of every write in place is recognized', () => {
  const bytes = fc
    .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', '\n') })
    .map((text) => Buffer.from(text));
  fc.assert(
    fc.property(bytes, bytes, fc.nat(12), (before, after, at) => {
      const cut = Math.min(at, after.length);
      const found = Buffer.concat([after.subarray(0, cut), before.subarray(cut)]);
      const whole = found.equals(before) || found.equals(after);
      expect(isTorn(found, { old: before, intended: after })).toBe(!whole);
    }),
    { seed: 20260902, numRuns: 1000 },
  );
});

test('pages that reached the disk in any order are recognized, a change by hand is not', () => {
  const lines = (from: number, count: number) =>
    Array.from(
      { length: count },
      (_, nth) => `  - "fake-key-${from + nth}" # of team ${(from + nth) % 7}\n`,
    ).join('');
  const before = Buffer.from(`api-keys:\n${lines(0, 400)}port: 1\n`);
  const insert = Buffer.from(`api-keys:\n${lines(0, 3)}  - "fake-new"\n${lines(3, 397)}port: 1\n`);
  const shorter = Buffer.from(`api-keys:\n${lines(5, 395)}port: 1\n`);
  const page = 4096;
  const edits = { insert, shorter };
  const options = fc.constantFrom('insert' as const, 'shorter' as const);
  fc.assert(
    fc.property(options, fc.array(fc.nat(2), { minLength: 9 }), fc.nat(2), (name, picks, size) => {
      const after = edits[name];
      const length = [before.length, after.length, Math.min(before.length, after.length)][size] as number;
      const found = Buffer.alloc(length);
      for (let at = 0; at < length; at += page) {
        const source = [before, after, Buffer.alloc(0)][picks[at / page] ?? 0] as Buffer;
        found.set(source.subarray(at, Math.min(at + page, length)), at);
      }
      const whole = found.equals(before) || found.equals(after);
      expect(isTorn(found, { old: before, intended: after })).toBe(!whole);
      const byHand = Buffer.from(found);
      byHand.write('# hand', Math.floor(length / 2));
      expect(isTorn(byHand, { old: before, intended: after })).toBe(false);
    }),
    { seed: 20261128, numRuns: 500 },
  );
});

test('a write that was begun through a link of another name is completed', async () => {
  const link = join(root, 'main.yaml');
  await symlink('config.yaml', link);
  const name = await backupNameOf(link);
  await mkdir(backups);
  await writeJournal({ path: link, folder: backups, name }, old, intended);
  await writeFile(path, Buffer.concat([intended.subarray(0, 30), old.subarray(30)]));
  expect(await open().recover()).toMatchObject({ ok: true, value: { did: 'repaired' } });
  expect(await readFile(path)).toEqual(intended);
});

test("a person's copy beside the backups stops no write, and stays", async () => {
  await open().write(intended.toString());
  const [first = ''] = (await readdir(backups)).filter((name) => name.endsWith('.yaml'));
  const copies = [
    'good',
    '00',
    '99999999T999999999Z',
    '99991231T235959999Z',
    `${first.slice(-24, -5)} copy`,
  ].map((it) => first.replace(/\d{8}T.*Z/, it));
  for (const copy of copies) await writeFile(join(backups, copy), 'theirs');
  for (let port = 0; port < 25; port++) await open().write(`port: ${port}\n`);
  const names = await readdir(backups);
  expect(names).toEqual(expect.arrayContaining(copies));
  expect(names).toHaveLength(20 + copies.length);
});
