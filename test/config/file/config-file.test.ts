import { promises, readFileSync, writeFileSync } from 'node:fs';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { revisionOf } from '../../../src/base/files/revision.ts';
import { type ConfigFileOptions, openConfigFile } from '../../../src/config/file/config-file.ts';
import { readConfigFile } from '../../../src/config/file/read-config-file.ts';
import { writeConfig } from '../../../src/config/file/write-config.ts';
import type { ConfigEdit } from '../../../src/contract/config-edit.ts';

let root: string;
let path: string;
let backups: string;
const text = 'host: "127.0.0.1"\napi-keys:\n  - "fake-a" # a\n';
const add: ConfigEdit = { op: 'append', path: ['api-keys'], value: 'fake-b' };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'config-file-'));
  path = join(root, 'config.yaml');
  backups = join(root, 'auth', '.console', 'backups');
  await writeFile(path, text, { mode: 0o640 });
});
afterEach(async () => {
  await chmod(root, 0o700);
  await rm(root, { recursive: true, force: true });
});

const open = (more: Partial<ConfigFileOptions> = {}) =>
  openConfigFile({ path, backupFolder: () => backups, ...more });
const here = () => readFile(path, 'utf8');
const kept = async () => (await readdir(backups)).filter((name) => name.endsWith('.yaml')).sort();

describe('reading', () => {
  test('gives text, revision of the bytes, and config', async () => {
    const found = await open().read();
    expect(found).toMatchObject({ ok: true, value: { text, revision: revisionOf(text) } });
    expect(found.ok && found.value.parsed.ok && found.value.parsed.value.config.host).toBe('127.0.0.1');
  });

  test('a broken file is read and says where it is broken', async () => {
    await writeFile(path, 'port: 1\nhost: [a\n');
    const found = await open().read();
    expect(found.ok && found.value.parsed).toMatchObject({ ok: false, kind: 'invalid', line: 3 });
  });

  test('a missing file or folder is a failure that names the path', async () => {
    const missing = join(root, 'no', 'config.yaml');
    const found = await open({ path: missing }).read();
    expect(found).toMatchObject({
      ok: false,
      message: `Cannot read ${missing}: it is not there; check the path.`,
    });
  });

  test('a file that another program has cut and not yet filled is waited for', async () => {
    await writeFile(path, '');
    const reading = open().read();
    await writeFile(path, text);
    expect(await reading).toMatchObject({ ok: true, value: { text, parsed: { ok: true } } });
  });

  test('an empty file is looked at again for a while', async () => {
    await writeFile(path, '');
    let looks = 0;
    const found = await readConfigFile(path, undefined, async () => {
      if (++looks === 5) await writeFile(path, text);
    });
    expect(found).toMatchObject({ ok: true, value: { text } });
  });

  test('a file that was changed just now may be half of it, although the half is valid', async () => {
    const now = Date.parse('2026-09-01T10:00:00Z');
    vi.useFakeTimers({ now, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const changed = (ago: number) => utimes(path, new Date(now - ago), new Date(now - ago));
    await writeFile(path, 'host: a\n');
    await changed(5);
    const found = await readConfigFile(path, undefined, () => writeFile(path, text));
    expect(found).toMatchObject({ ok: true, value: { text } });
    await changed(60_000);
    const waited = readConfigFile(path, undefined, () => Promise.reject(new Error('waited')));
    expect(await waited).toMatchObject({ ok: true, value: { text } });
  });

  test('a file that stays empty is a problem, not an empty config', async () => {
    await writeFile(path, '');
    const found = await open().read();
    expect(found.ok && found.value.parsed).toMatchObject({ ok: false, kind: 'invalid', line: 1, column: 1 });
  });

  test('bytes that are not UTF-8 are a problem, and no edit writes them back', async () => {
    const bytes = Buffer.from('host: a\nnote: caf\xe9\n', 'latin1');
    await writeFile(path, bytes);
    const found = await open().read();
    expect(found.ok && found.value.parsed).toMatchObject({ ok: false, line: 2, column: 10 });
    expect(await open().edit([add])).toMatchObject({ ok: false, kind: 'invalid' });
    expect(await readFile(path)).toEqual(bytes);
  });
});

describe('writing', () => {
  test('an edit lands, keeps mode and owner, and leaves nothing beside the file', async () => {
    const before = await stat(path);
    const done = await open().edit([add]);
    const now = `${text}  - "fake-b"\n`;
    expect(done).toEqual({ ok: true, value: { revision: revisionOf(now) } });
    expect(await here()).toBe(now);
    const after = await stat(path);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    expect(after.ino).not.toBe(before.ino);
    expect(await readdir(root)).toEqual(['auth', 'config.yaml']);
  });

  test('the bytes before each write are kept, private, and only the newest twenty', async () => {
    let time = Date.parse('2026-09-01T10:00:00Z');
    const file = open({ now: () => time });
    for (let count = 0; count < 23; count++) {
      expect(await file.write(`${text}x: ${count}\n`)).toMatchObject({ ok: true });
      time += 1000;
    }
    const names = await kept();
    expect(names).toHaveLength(20);
    expect(await readFile(join(backups, names.at(-1) ?? ''), 'utf8')).toBe(`${text}x: 21\n`);
    expect(await readFile(join(backups, names[0] ?? ''), 'utf8')).toBe(`${text}x: 2\n`);
    expect((await stat(join(backups, names[0] ?? ''))).mode & 0o777).toBe(0o600);
    expect((await stat(backups)).mode & 0o777).toBe(0o700);
  });

  test('a clock that stands still or goes back loses no backup', async () => {
    let time = Date.parse('2026-09-01T10:00:00Z');
    const file = open({ now: () => time });
    for (const step of [0, 0, -60_000]) {
      time += step;
      await file.write(`${text}x: ${time}${step}\n`);
      await file.write(`${text}y: ${time}${step}\n`);
    }
    expect(await kept()).toHaveLength(6);
    expect(await readFile(join(backups, (await kept())[0] ?? ''), 'utf8')).toBe(text);
  });

  test('another revision on disk is a conflict and nothing is written', async () => {
    const file = open();
    const seen = revisionOf(text);
    await writeFile(path, `${text}# theirs\n`);
    expect(await file.edit([add], seen)).toMatchObject({ ok: false, kind: 'conflict' });
    expect(await file.write(text, seen)).toMatchObject({ ok: false, kind: 'conflict' });
    expect(await here()).toBe(`${text}# theirs\n`);
  });

  test('without a revision the edit is made on the text that is there', async () => {
    const file = open();
    await file.read();
    await writeFile(path, `${text}# theirs\n`);
    expect(await file.edit([add])).toMatchObject({ ok: true });
    expect(await here()).toBe(`${text}  - "fake-b"\n# theirs\n`);
  });

  test('invalid text does not land', async () => {
    expect(await open().write('port: x\n')).toMatchObject({ ok: false, kind: 'invalid', line: 1, column: 7 });
    expect(await open().write('')).toMatchObject({ ok: false, kind: 'invalid' });
    expect(await here()).toBe(text);
  });

  test('an edit that changes nothing writes nothing', async () => {
    const done = await open().edit([{ op: 'set', path: ['host'], value: '127.0.0.1' }]);
    expect(done).toEqual({ ok: true, value: { revision: revisionOf(text) } });
    expect(await kept()).toEqual([]);
  });

  test('a new file is private', async () => {
    await rm(path);
    expect(await open().write(text)).toMatchObject({ ok: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('a missing folder is one sentence', async () => {
    const missing = join(root, 'no', 'config.yaml');
    const done = await open({ path: missing }).write(text);
    expect(done).toMatchObject({
      ok: false,
      message: `Cannot write ${missing}: it is not there; check the path.`,
    });
  });

  test('no backup, no write', async () => {
    const file = open({ backupFolder: () => path });
    const done = await file.edit([add]);
    expect(done).toMatchObject({ ok: false, kind: 'failed' });
    expect(await here()).toBe(text);
  });
});

describe('writing in place', () => {
  const landed = `${text}  - "fake-b"\n`;

  test('through a symbolic link, which stays one', async () => {
    const alias = join(root, 'link.yaml');
    await symlink(path, alias);
    expect(await open({ path: alias }).edit([add])).toMatchObject({ ok: true });
    expect((await lstat(alias)).isSymbolicLink()).toBe(true);
    expect(await here()).toBe(landed);
  });

  test('to a file with a second name, which sees the same bytes', async () => {
    const second = join(root, 'second.yaml');
    await link(path, second);
    expect(await open().edit([add])).toMatchObject({ ok: true });
    expect(await readFile(second, 'utf8')).toBe(landed);
  });

  test('when a foreign server watches the file', async () => {
    const { ino } = await stat(path);
    expect(await open({ inPlace: () => true }).edit([add])).toMatchObject({ ok: true });
    expect((await stat(path)).ino).toBe(ino);
    expect(await here()).toBe(landed);
    expect(await readdir(backups)).toEqual(await kept());
  });

  test('a shorter text leaves nothing of the longer one', async () => {
    await open({ inPlace: () => true }).write('port: 1\n');
    expect(await here()).toBe('port: 1\n');
  });

  test('a link and its target share one lock', async () => {
    const alias = join(root, 'link.yaml');
    await symlink(path, alias);
    const adds = Array.from({ length: 10 }, (_, index): ConfigEdit => ({ ...add, value: `fake-${index}` }));
    const files = [open(), open({ path: alias })];
    const done = await Promise.all(adds.map((edit, index) => files[index % 2]?.edit([edit])));
    expect(done.every((one) => one?.ok)).toBe(true);
    for (const edit of adds) expect(await here()).toContain((edit as { value: string }).value);
  });
});

describe('at once', () => {
  /** Another program writes between our reading and our writing: the time is asked for just then, for the backup. */
  const racing = (theirs: readonly string[], more: Partial<ConfigFileOptions> = {}) => {
    const left = [...theirs];
    const now = () => {
      const next = left.shift();
      if (next !== undefined) writeFileSync(path, next);
      return Date.now();
    };
    return open({ now, ...more });
  };

  test.each([false, true])(
    'what another program writes at the last moment is kept, in place: %s',
    async (inPlace) => {
      const more = { inPlace: () => inPlace };
      expect(await racing([`${text}# 1\n`, `${text}# 2\n`], more).edit([add])).toMatchObject({ ok: true });
      expect(await here()).toBe(`${text}  - "fake-b"\n# 2\n`);
      const seen = revisionOf(await here());
      expect(await racing([text], more).edit([add], seen)).toMatchObject({ ok: false, kind: 'conflict' });
      expect(await here()).toBe(text);
      expect(await racing([`${text}# 3\n`], more).write(`${text}x: 1\n`)).toMatchObject({ kind: 'conflict' });
      expect(await here()).toBe(`${text}# 3\n`);
    },
  );

  test('what was written just before our writing counts as well', async () => {
    await open().write(`${text}# ours\n`);
    const place = { path, folder: backups, name: 'x', inPlace: false, now: Date.now };
    const late = await writeConfig(place, revisionOf(text), `${text}# late\n`);
    expect(late).toMatchObject({ ok: false, kind: 'conflict' });
    expect(await writeConfig(place, undefined, text)).toMatchObject({ ok: false, kind: 'conflict' });
    expect(await here()).toBe(`${text}# ours\n`);
  });

  test.each([
    ['on top of it', (ours: string) => `${ours}# theirs\n`, `${text}  - "fake-b"\n# theirs\n`],
    ['in its place', () => `${text}# theirs\n`, `${text}  - "fake-b"\n# theirs\n`],
  ])('what another program writes behind an edit before it is read back, %s', async (_, theirs, wanted) => {
    const { rename } = promises;
    let once = true;
    onTestFinished(() => {
      promises.rename = rename;
      syncBuiltinESMExports();
    });
    promises.rename = async (from, to) => {
      await rename(from, to);
      if (to !== path || !once) return;
      once = false;
      writeFileSync(path, theirs(readFileSync(path, 'utf8')));
    };
    syncBuiltinESMExports();
    expect(await open().edit([add])).toMatchObject({ ok: true });
    expect(await here()).toBe(wanted);
  });

  test('an edit gives up when another program never stops writing', async () => {
    const theirs = Array.from({ length: 40 }, (_, nth) => `${text}# ${nth}\n`);
    expect(await racing(theirs).edit([add])).toMatchObject({ ok: false, kind: 'conflict' });
    expect(await here()).toBe(`${text}# 19\n`);
  });

  test('an edit beside a busy program is made again until it lands', async () => {
    const theirs = Array.from({ length: 15 }, (_, nth) => `${text}# ${nth}\n`);
    expect(await racing(theirs).edit([add])).toMatchObject({ ok: true });
    expect(await here()).toBe(`${text}  - "fake-b"\n# 14\n`);
  });

  test('many edits all land', async () => {
    const file = open();
    const edits = Array.from({ length: 20 }, (_, index): ConfigEdit => ({ ...add, value: `fake-${index}` }));
    const done = await Promise.all(edits.map((edit) => file.edit([edit])));
    expect(done.every((one) => one.ok)).toBe(true);
    const found = await file.read();
    expect(found.ok && found.value.parsed.ok && found.value.parsed.value.config['api-keys']).toHaveLength(21);
  });
});

describe('a valid text that another program replaces', () => {
  const textsKept = async () =>
    Promise.all((await kept()).map((name) => readFile(join(backups, name), 'utf8')));
  const following = async () => {
    const file = open({ keepReplaced: true });
    await file.read();
    await file.edit([add]);
    return { file, mine: await here() };
  };

  test.each([
    ['by nothing', (): Promise<void> => writeFile(path, '')],
    ['by half of it', (): Promise<void> => writeFile(path, 'port: [')],
    ['by another', (): Promise<void> => writeFile(path, 'port: 1\n')],
    ['and removes', (): Promise<void> => rm(path)],
  ])('%s is kept once, behind the one before it', async (_, replace) => {
    const { file, mine } = await following();
    await replace();
    await file.read();
    await file.read();
    expect(await textsKept()).toEqual([text, mine]);
    const versions = await file.versions();
    const [newest] = versions.ok ? versions.value : [];
    expect(await file.readVersion(newest?.id ?? '')).toEqual({ ok: true, value: mine });
  });

  test('is kept before the text that an edit replaces', async () => {
    const { file, mine } = await following();
    await writeFile(path, 'port: 1\n');
    expect((await file.edit([{ op: 'set', path: ['port'], value: 2 }])).ok).toBe(true);
    await file.read();
    expect(await textsKept()).toEqual([text, mine, 'port: 1\n']);
  });

  test('is not kept again if that program has kept it', async () => {
    const { file, mine } = await following();
    const other = open();
    await other.edit([{ op: 'set', path: ['port'], value: 2 }]);
    await other.edit([{ op: 'set', path: ['port'], value: 3 }]);
    await file.read();
    expect(await textsKept()).toEqual([text, mine, expect.stringContaining('port: 2')]);
  });

  test('does not keep a plain management secret that the other has hashed', async () => {
    const plain = 'remote-management:\n  secret-key: fake-plain-secret\n';
    await writeFile(path, plain);
    const file = open({ keepReplaced: true });
    await file.read();
    const hash = `$2a$10$${'h'.repeat(53)}`;
    await writeFile(path, plain.replace('fake-plain-secret', hash));
    await file.read();
    const [only, ...more] = await textsKept();
    expect(more).toEqual([]);
    expect(only).toContain(hash);
    expect(only).not.toContain('fake-plain-secret');
  });

  test('is left to others by one that only reads', async () => {
    const file = open();
    await file.read();
    await writeFile(path, '');
    await file.read();
    await expect(readdir(backups)).rejects.toThrow('ENOENT');
  });
});

test('a folder for backups that cannot be made is one sentence', async () => {
  await mkdir(join(root, 'auth'));
  await writeFile(join(root, 'auth', '.console'), '');
  const done = await open().edit([add]);
  expect(done).toMatchObject({ ok: false, kind: 'failed' });
  expect(done.ok || done.message).toMatch(
    /^Cannot use the folder for backups .*: a part of the path is not a folder;/,
  );
});
