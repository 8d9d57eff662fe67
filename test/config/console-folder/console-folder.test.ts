import {
  appendFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plantedAs } from '../../../src/base/files/private-folder.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { type ConsoleFolder, openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import { openConfigFile } from '../../../src/config/file/config-file.ts';
import type { AuditEntry } from '../../../src/contract/audit.ts';
import type { KeyRecord } from '../../../src/contract/client-key.ts';
import { openUsageFile } from '../../../src/usage/database/usage-file.ts';

let root: string;
let folder: ConsoleFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'console-folder-'));
  folder = openConsoleFolder(join(root, 'auth'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const record = (key: string, label: string): KeyRecord => ({ fingerprint: fingerprint(key), label });
const entry = (nth: number): AuditEntry => ({
  time: '2026-09-01T10:00:00.000Z',
  user: 'operator',
  operation: `act-${nth}`,
  fingerprints: [fingerprint('fake-a')],
});

describe('key records', () => {
  test('reading makes nothing and finds nothing at first', async () => {
    expect(await folder.readKeyRecords()).toEqual({ ok: true, value: [] });
    expect(await readdir(root)).toEqual([]);
  });

  test('records are put and forgotten, in files for their owner only', async () => {
    const [a, b] = [record('fake-a', 'team-a'), record('fake-b', 'team-b')];
    await folder.editKeyRecords([
      { op: 'put', record: a },
      { op: 'put', record: b },
    ]);
    await folder.editKeyRecords([{ op: 'forget', fingerprint: a.fingerprint }]);
    expect(await folder.readKeyRecords()).toEqual({ ok: true, value: [b] });
    expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
    expect((await stat(folder.keyRecordsPath)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder.path)).toEqual(['key-records.data']);
  });

  test('what a later version added stays, at every level', async () => {
    await folder.editKeyRecords([{ op: 'put', record: { ...record('fake-a', 'a'), budget: 5 } }]);
    const file = JSON.parse(await readFile(folder.keyRecordsPath, 'utf8'));
    const odd = { retiring: 'a shape of tomorrow' };
    await writeFile(
      folder.keyRecordsPath,
      JSON.stringify({ ...file, teams: [1], keys: { ...file.keys, odd } }),
    );
    await folder.editKeyRecords([{ op: 'put', record: record('fake-b', 'b') }]);
    const now = JSON.parse(await readFile(folder.keyRecordsPath, 'utf8'));
    expect(now).toMatchObject({ version: 1, teams: [1], keys: { odd } });
    expect(await folder.readKeyRecords()).toMatchObject({
      ok: true,
      value: [{ label: 'a', budget: 5 }, { label: 'b' }],
    });
  });

  test('a damaged file is told of, and never overwritten by who does not know what it said', async () => {
    await mkdir(folder.path, { recursive: true });
    await writeFile(folder.keyRecordsPath, '{"version":1,"keys":{"ab');
    expect(await folder.readKeyRecords()).toMatchObject({ ok: false, kind: 'invalid' });
    const put = { op: 'put' as const, record: record('fake-a', 'a') };
    const refused = await folder.editKeyRecords([put]);
    expect(refused).toMatchObject({ ok: false, kind: 'invalid' });
    expect(refused.ok || refused.message).toContain('Repair it, or delete it');
    expect(await readFile(folder.keyRecordsPath, 'utf8')).toBe('{"version":1,"keys":{"ab');
  });

  test('a damaged file is written again by who knows what it said, beside a copy of it', async () => {
    await mkdir(folder.path, { recursive: true });
    const put = { op: 'put' as const, record: record('fake-a', 'a') };
    for (const broken of ['{"version":1,"keys":{"ab', 'again']) {
      await writeFile(folder.keyRecordsPath, broken);
      expect(await folder.editKeyRecords([put], [record('fake-b', 'b')])).toEqual({
        ok: true,
        value: undefined,
      });
    }
    expect(await folder.readKeyRecords()).toMatchObject({
      ok: true,
      value: [{ label: 'b' }, { label: 'a' }],
    });
    expect(await readFile(`${folder.keyRecordsPath}.damaged`, 'utf8')).toBe('{"version":1,"keys":{"ab');
    expect(await readFile(`${folder.keyRecordsPath}.damaged-2`, 'utf8')).toBe('again');
  });

  test('what can be learnt again is begun anew beside a copy of the damaged file', async () => {
    await mkdir(folder.path, { recursive: true });
    const path = join(folder.path, 'quotas.data');
    await writeFile(path, '{"version":');
    const quota = { windows: [], askedAt: 5 };
    expect(await folder.addQuotas({ one: quota })).toMatchObject({ ok: true });
    expect(await folder.readQuotas()).toMatchObject({ ok: true, value: { one: { askedAt: 5 } } });
    expect(await readFile(`${path}.damaged`, 'utf8')).toBe('{"version":');
  });

  test('a file of a newer version is neither read nor touched', async () => {
    await mkdir(folder.path, { recursive: true });
    const newer = '{"version":2,"keys":{}}';
    await writeFile(folder.keyRecordsPath, newer);
    expect(await folder.readKeyRecords()).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(await folder.editKeyRecords([])).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(await readFile(folder.keyRecordsPath, 'utf8')).toBe(newer);
  });

  test('changes at the same moment all land', async () => {
    const other = openConsoleFolder(join(root, 'auth'));
    const puts = Array.from({ length: 20 }, (_, nth) => record(`fake-${nth}`, `team-${nth}`));
    await Promise.all(
      puts.map((one, nth) => (nth % 2 ? folder : other).editKeyRecords([{ op: 'put', record: one }])),
    );
    const found = await folder.readKeyRecords();
    expect(found.ok && found.value).toHaveLength(20);
  });
});

describe('audit log', () => {
  test('entries are added in order and the newest asked for come back', async () => {
    expect(await folder.readAudit(5)).toEqual({ ok: true, value: [] });
    for (let nth = 0; nth < 5; nth++) await folder.appendAudit(entry(nth));
    const found = await folder.readAudit(2);
    expect(found.ok && found.value.map(({ operation }) => operation)).toEqual(['act-3', 'act-4']);
    expect(await folder.readAudit(0)).toEqual({ ok: true, value: [] });
    expect((await stat(join(folder.path, 'audit.jsonl'))).mode & 0o777).toBe(0o600);
  });

  test('a line that a crash tore is passed over, and the next one is whole', async () => {
    await folder.appendAudit(entry(1));
    await appendFile(join(folder.path, 'audit.jsonl'), '{"time":"2026-09-');
    expect(await folder.readAudit(9)).toMatchObject({ ok: true, value: [{ operation: 'act-1' }] });
    await folder.appendAudit(entry(2));
    const found = await folder.readAudit(9);
    expect(found.ok && found.value.map(({ operation }) => operation)).toEqual(['act-1', 'act-2']);
  });

  test('a long log is read from its end', async () => {
    await folder.appendAudit(entry(0));
    const lines = Array.from(
      { length: 3000 },
      (_, nth) => `${JSON.stringify({ ...entry(nth + 1), user: 'ü'.repeat(30) })}\n`,
    );
    await appendFile(join(folder.path, 'audit.jsonl'), lines.join(''));
    const found = await folder.readAudit(2500);
    const names = found.ok ? found.value.map(({ operation }) => operation) : [];
    expect([names.length, names[0], names.at(-1)]).toEqual([2500, 'act-501', 'act-3000']);
    const all = await folder.readAudit(9999);
    expect(all.ok && all.value).toHaveLength(3001);
  });
});

test('activity is what was written last', async () => {
  expect(await folder.readActivity()).toEqual({ ok: true, value: undefined });
  await folder.writeActivity({ keys: { a: 1 } });
  await folder.writeActivity({ keys: { a: 2 } });
  expect(await folder.readActivity()).toEqual({ ok: true, value: { keys: { a: 2 } } });
});

test('a place that is no folder is one sentence', async () => {
  await writeFile(join(root, 'auth'), '');
  const done = await folder.editKeyRecords([]);
  expect(done.ok || done.message).toMatch(
    /^Cannot write .*key-records\.data: a part of the path is not a folder; check the path\.$/,
  );
});

describe('a .console that somebody else has planted', () => {
  const linked = async (): Promise<string> => {
    const theirs = join(root, 'theirs');
    await mkdir(theirs);
    await mkdir(join(root, 'auth'), { recursive: true });
    await symlink(theirs, folder.path);
    return theirs;
  };
  const sentence = expect.stringMatching(
    /the folder \.console in its path is a symbolic link; remove the link/,
  );

  test('is neither written into nor read, and the sentence says what to do', async () => {
    const theirs = await linked();
    await writeFile(join(theirs, 'key-records.json'), '{"version":1,"keys":{}}');
    const put = { op: 'put', record: record('fake-a', 'a') } as const;
    for (const outcome of [
      await folder.editKeyRecords([put]),
      await folder.writeActivity({}),
      await folder.appendAudit(entry(1)),
      await folder.readKeyRecords(),
      await folder.readAudit(5),
    ])
      expect(outcome).toMatchObject({ ok: false, message: sentence });
    expect(await readdir(theirs)).toEqual(['key-records.json']);
  });

  test('is refused by who keeps backups, usage or locks in it', async () => {
    const theirs = await linked();
    const file = openConfigFile({
      path: join(root, 'config.yaml'),
      backupFolder: () => join(folder.path, 'backups'),
    });
    await writeFile(file.path, 'port: 1\n');
    expect(await file.edit([{ op: 'set', path: ['port'], value: 2 }])).toMatchObject({
      ok: false,
      message: sentence,
    });
    expect(await openUsageFile(folder.path, () => {})).toMatchObject({
      ok: false,
      message: expect.stringContaining('it is a symbolic link'),
    });
    expect(await readdir(theirs)).toEqual([]);
    expect(await readFile(file.path, 'utf8')).toBe('port: 1\n');
  });

  test('belongs to another user than who writes and than the folder above it', () => {
    const folderOf = (uid: number) => ({ uid, isSymbolicLink: () => false });
    expect(plantedAs(folderOf(1001), { uid: 1000 }, 1000)).toBe('EFOREIGN');
    expect(plantedAs(folderOf(65534), { uid: 1000 }, 0)).toBe('EFOREIGN');
    expect(plantedAs(folderOf(1000), { uid: 1000 }, 0)).toBeUndefined();
    expect(plantedAs(folderOf(1000), { uid: 0 }, 1000)).toBeUndefined();
    expect(plantedAs(folderOf(1000), { uid: 1000 }, undefined)).toBeUndefined();
  });

  test('an audit log that is a link, or has a second name, is not written into', async () => {
    await mkdir(folder.path, { recursive: true });
    const victim = join(root, 'victim');
    await writeFile(victim, 'theirs\n');
    const audit = join(folder.path, 'audit.jsonl');
    for (const plant of [symlink, link]) {
      await plant(victim, audit);
      expect((await folder.appendAudit(entry(1))).ok).toBe(false);
      expect(await readFile(victim, 'utf8')).toBe('theirs\n');
      await rm(audit);
    }
    expect((await folder.appendAudit(entry(1))).ok).toBe(true);
  });
});

describe('a long audit log', () => {
  const audit = (nth = 0) => join(folder.path, nth === 0 ? 'audit.jsonl' : `audit.${nth}.jsonl`);

  test('makes way for a new one, of which three older ones are kept and read', async () => {
    await folder.appendAudit(entry(1));
    for (let nth = 2; nth <= 6; nth++) {
      await truncate(audit(), 8 * 1024 * 1024);
      await folder.appendAudit(entry(nth));
    }
    expect((await readdir(folder.path)).sort()).toEqual([
      'audit.1.jsonl',
      'audit.2.jsonl',
      'audit.3.jsonl',
      'audit.jsonl',
    ]);
    for (const nth of [0, 1, 2, 3]) expect((await stat(audit(nth))).mode & 0o777).toBe(0o600);
    const read = await folder.readAudit(10);
    expect(read).toMatchObject({ ok: true });
    if (read.ok)
      expect(read.value.map(({ operation }) => operation)).toEqual(['act-3', 'act-4', 'act-5', 'act-6']);
    expect(await folder.readAudit(1)).toMatchObject({ value: [{ operation: 'act-6' }] });
  });

  test('moves once when several write at the same time, and loses no entry', async () => {
    await folder.appendAudit(entry(0));
    await truncate(audit(), 8 * 1024 * 1024);
    await Promise.all(Array.from({ length: 20 }, (_, nth) => folder.appendAudit(entry(nth + 1))));
    const read = await folder.readAudit(100);
    expect(read.ok && read.value.map(({ operation }) => operation).sort()).toEqual(
      Array.from({ length: 21 }, (_, nth) => `act-${nth}`).sort(),
    );
    expect((await readdir(folder.path)).sort()).toEqual(['audit.1.jsonl', 'audit.jsonl']);
  });

  test('takes no text of any length', async () => {
    await folder.appendAudit({ ...entry(1), user: 'x'.repeat(900_000) });
    expect((await stat(audit())).size).toBeLessThan(1000);
    expect(await folder.readAudit(1)).toMatchObject({ value: [{ operation: 'act-1' }] });
  });
});
