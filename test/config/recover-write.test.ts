import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConfigFile } from '../../src/config/config-file.ts';
import { isCutShort } from '../../src/config/recover-write.ts';
import { writeJournal } from '../../src/config/write-journal.ts';

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
  expect(await open().recover()).toEqual({ ok: true, value: 'nothing' });
});

test.each([
  ['cut in the middle of the new bytes', Buffer.concat([intended.subarray(0, 30), old.subarray(30)])],
  ['emptied', Buffer.alloc(0)],
  ['filled with zeros', Buffer.concat([intended.subarray(0, 10), Buffer.alloc(20)])],
  ['ended too early', intended.subarray(0, old.length + 3)],
])('a file that was %s gets the bytes that were meant', async (_, found) => {
  await crashDuring(found);
  expect(await open().recover()).toEqual({ ok: true, value: 'repaired' });
  expect(await readFile(path)).toEqual(intended);
  const kept = await Promise.all((await readdir(backups)).map((name) => readFile(join(backups, name))));
  expect(kept.some((bytes) => bytes.equals(found))).toBe(true);
  expect(await open().recover()).toEqual({ ok: true, value: 'nothing' });
});

test.each([
  ['before the first byte', old],
  ['after the last', intended],
  [
    'and somebody wrote the file since',
    Buffer.from('port: 2\napi-keys: []\n# theirs, and longer than ours was\n'),
  ],
])('a crash %s leaves the file as it is', async (_, found) => {
  await crashDuring(found);
  expect(await open().recover()).toEqual({ ok: true, value: 'nothing' });
  expect(await readFile(path)).toEqual(found);
});

test('a file that was taken away stays away', async () => {
  await crashDuring(old);
  await rm(path);
  expect(await open().recover()).toEqual({ ok: true, value: 'nothing' });
  expect(await readdir(root)).toEqual(['backups']);
});

test('a damaged journal repairs nothing', async () => {
  await crashDuring(Buffer.alloc(0));
  const journal = (await readdir(backups)).find((name) => name.endsWith('.journal.json')) ?? '';
  await writeFile(join(backups, journal), '{"version":1');
  expect(await open().recover()).toEqual({ ok: true, value: 'nothing' });
  expect(await readFile(path, 'utf8')).toBe('');
});

test('temp files of a killed writer go', async () => {
  await writeFile(join(root, '.config.yaml.cli-proxy-0123456789ab.tmp'), 'api-keys: [fake-secret]');
  await writeFile(join(root, '.config.yaml.swp'), 'of an editor');
  await open().write(`${old.toString()}# x\n`);
  await open().recover();
  expect((await readdir(root)).sort()).toEqual(['.config.yaml.swp', 'backups', 'config.yaml']);
});

test('every cut of every write in place is recognised', () => {
  const bytes = fc
    .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', '\n') })
    .map((text) => Buffer.from(text));
  fc.assert(
    fc.property(bytes, bytes, fc.nat(12), (before, after, at) => {
      const cut = Math.min(at, after.length);
      const found = Buffer.concat([after.subarray(0, cut), before.subarray(cut)]);
      const whole = found.equals(before) || found.equals(after);
      expect(isCutShort(found, { old: before, intended: after })).toBe(!whole);
    }),
    { seed: 20260902, numRuns: 1000 },
  );
});
