import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openConfigFile } from '../../../src/config/file/config-file.ts';
import type { ConfigEdit } from '../../../src/contract/config-edit.ts';

const plain = 'fake-management-secret-0001';
const hash = '$2a$10$j4eJCImLU58fWbRQrR2Y/OxxP.dVJgonOCGjlCxBdpHOUhVhCprnW';
const text = `remote-management:\n  secret-key: ${plain} # of the team\nport:   8317\napi-keys: []\n`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'seal-backups-'));
  await writeFile(join(root, 'config.yaml'), text);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = () =>
  openConfigFile({ path: join(root, 'config.yaml'), backupFolder: () => join(root, 'kept') });
const setSecret = (value: string): ConfigEdit => ({
  op: 'set',
  path: ['remote-management', 'secret-key'],
  value,
});
const setPort = (value: number): ConfigEdit => ({ op: 'set', path: ['port'], value });
async function backups(): Promise<string[]> {
  const names = (await readdir(join(root, 'kept'))).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(names.map((name) => readFile(join(root, 'kept', name), 'utf8')));
}

describe('backups and the plain management secret (B1)', () => {
  test('while the secret is plain in the file, a backup is the file byte for byte', async () => {
    await open().edit([{ op: 'append', path: ['api-keys'], value: 'fake-client-key-alpha' }]);
    expect(await backups()).toEqual([text]);
  });

  test('when the hash takes its place, no backup keeps it, and the rest of them stays byte for byte', async () => {
    const file = open();
    await file.edit([{ op: 'append', path: ['api-keys'], value: 'fake-client-key-alpha' }]);
    await file.edit([setSecret(hash)]);
    const kept = await backups();
    expect(kept).toHaveLength(2);
    for (const backup of kept) {
      expect(backup).not.toContain(plain);
      expect(backup).toContain('# of the team\nport:   8317\n');
      expect(backup).toContain(hash);
    }
  });

  test('a hash that follows a hash leaves the backups alone', async () => {
    const file = open();
    await file.edit([setSecret(hash)]);
    const before = await backups();
    await file.edit([setSecret(hash.replace('prnW', 'prnX'))]);
    expect((await backups()).slice(0, 1)).toEqual(before);
  });

  test('when another program has put the hash in its place, the next write clears it from the backups', async () => {
    const file = open();
    await file.edit([setPort(1)]);
    await writeFile(join(root, 'config.yaml'), text.replace(plain, `"${hash}"`));
    await file.edit([setPort(2)]);
    expect((await backups()).join()).not.toContain(plain);
    expect(await backups()).toContain(text.replace(plain, `"${hash}"`));
  });

  test.each([
    ['[', `  secret-key: ${plain} # of the team\n`, `  secret-key: "${hash}" # of the team\n`],
    ['"', `  'secret-key' : '${plain}'\n`, `  'secret-key' : "${hash}"\n`],
    ['port: "', `  secret-key: "${plain}\n`, `  secret-key: "${hash}"\n`],
    ['[', `{a: 1, secret-key: ${plain} , b: "#"}\n`, `{a: 1, secret-key: "${hash}" , b: "#"}\n`],
    ['[ # caf\xe9\n', `{"secret-key":"${plain}","b":1}\n`, `{"secret-key":"${hash}","b":1}\n`],
    ['[', `  secret-key: |- # of the team\n    ${plain}\n  a: 1\n`, `  secret-key: "${hash}"\n  a: 1\n`],
    ['[', `  secret-key:\r\n    ${plain}\r\n`, `  secret-key: "${hash}"\r\n`],
    ['[', `  secret-key: # none\n    a: 1\n`, `  secret-key: # none\n    a: 1\n`],
    ['[', `- my-secret-key: other\nx-secret-key: abc\n`, `- my-secret-key: other\nx-secret-key: abc\n`],
    ['[', `secret-key: ""\n# secret-key: none\n`, `secret-key: ""\n# secret-key: none\n`],
  ])('nor does a broken text keep it: %j before %j', async (start, line, sealed) => {
    const file = open();
    const broken = (secret: string) =>
      Buffer.from(`${start}\nremote-management:\n${secret}port: 1`, 'latin1');
    await writeFile(join(root, 'config.yaml'), broken(line));
    expect((await file.write(text)).ok).toBe(true);
    await file.edit([setSecret(hash)]);
    const names = (await readdir(join(root, 'kept'))).filter((name) => name.endsWith('.yaml')).sort();
    expect(await readFile(join(root, 'kept', names[0] ?? ''))).toEqual(broken(sealed));
  });

  test('one that cannot be read does not make a failure of a write that has landed', async () => {
    const file = open();
    await file.edit([{ op: 'append', path: ['api-keys'], value: 'fake-client-key-alpha' }]);
    const [first = ''] = (await readdir(join(root, 'kept'))).filter((name) => name.endsWith('.yaml'));
    await mkdir(join(root, 'kept', first.replace(/\d{8}T/, '20200101T')));
    expect((await file.edit([setSecret(hash)])).ok).toBe(true);
    expect(await readFile(join(root, 'kept', first), 'utf8')).not.toContain(plain);
  });
});
