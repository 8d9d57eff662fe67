import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConsoleFolder } from '../../src/config/console-folder/console-folder.ts';
import { openConfigFile } from '../../src/config/file/config-file.ts';

let root: string;
let path: string;
let backups: string;
const children: ChildProcess[] = [];
const text = 'host: "127.0.0.1"\napi-keys:\n  - "fake-first" # a\n';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'write-processes-'));
  path = join(root, 'config.yaml');
  backups = join(root, '.console', 'backups');
  await writeFile(path, text);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** Another process with `file` and `folder` open on the same places. */
function inProcess(source: string, inPlace: boolean, prefix: readonly string[] = []): ChildProcess {
  const module = (name: string) => JSON.stringify(new URL(`../../src/config/${name}`, import.meta.url).href);
  const code = `
    const { openConfigFile } = await import(${module('file/config-file.ts')});
    const { openConsoleFolder } = await import(${module('console-folder/console-folder.ts')});
    const { fingerprint } = await import(${module('../base/secrets/fingerprint.ts')});
    const file = openConfigFile({
      path: ${JSON.stringify(path)}, backupFolder: () => ${JSON.stringify(backups)}, inPlace: () => ${inPlace} });
    const folder = openConsoleFolder(${JSON.stringify(root)});
    const add = (value) => ({ op: 'append', path: ['api-keys'], value });
    ${source}`;
  const [program = '', ...more] = [
    ...prefix,
    process.execPath,
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    code,
  ];
  const child = spawn(program, more, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

test('edits of config and key records by several processes all land', async () => {
  const source = (name: string) => `
    for (let nth = 0; nth < 8; nth++) {
      const key = 'fake-${name}-' + nth;
      const put = { op: 'put', record: { fingerprint: fingerprint(key), label: key } };
      const done = [await folder.editKeyRecords([put]), await file.edit([add(key)])];
      for (const one of done) if (!one.ok) { console.error(one.message); process.exit(1); }
    }`;
  const names = ['a', 'b', 'c'];
  const ends = await Promise.all(names.map((name) => once(inProcess(source(name), name === 'b'), 'exit')));
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0]);
  const found = await openConfigFile({ path, backupFolder: () => backups }).read();
  const keys = found.ok && found.value.parsed.ok ? found.value.parsed.value.config['api-keys'] : [];
  const wanted = names.flatMap((name) => Array.from({ length: 8 }, (_, nth) => `fake-${name}-${nth}`));
  expect(new Set(keys)).toEqual(new Set(['fake-first', ...wanted]));
  const records = await openConsoleFolder(root).readKeyRecords();
  expect(records.ok && records.value.map(({ label }) => label).sort()).toEqual(wanted);
});

test.each([
  ['by rename', false],
  ['in place', true],
])(
  'a process killed while it writes %s leaves a whole config, or one that is repaired',
  async (_, inPlace) => {
    const source = `
    for (let nth = 0; ; nth++) {
      await file.edit([add('fake-' + 'k'.repeat(nth % 50) + nth)]);
      console.log(nth);
    }`;
    for (const kill of [3, 6]) {
      const child = inProcess(source, inPlace);
      if (!child.stdout) throw new Error('no output');
      for await (const line of createInterface(child.stdout)) if (Number(line) === kill) break;
      child.kill('SIGKILL');
      await once(child, 'exit');
      const file = openConfigFile({ path, backupFolder: () => backups });
      expect(await file.recover()).toMatchObject({ ok: true });
      const found = await file.read();
      expect(found.ok && found.value.parsed.ok && found.value.text.startsWith(text)).toBe(true);
      expect(await file.edit([{ op: 'append', path: ['api-keys'], value: 'fake-after' }])).toMatchObject({
        ok: true,
      });
    }
  },
);

test.each([
  ['by rename', false],
  ['in place', true],
])('a disk that takes no more bytes, writing %s: one sentence, and nothing is lost', async (_, inPlace) => {
  const long = `${text}${'# a line that fills the file\n'.repeat(400)}`;
  await writeFile(path, long);
  // The largest file the process may write: too small for the config, and for its backup.
  const limited = ['bash', '-c', 'trap "" XFSZ; ulimit -f 4; exec "$@"', 'bash'];
  const source = `
    const done = await file.edit([add('fake-new')]);
    console.log(JSON.stringify(done));
    process.exit(0);`;
  const child = inProcess(source, inPlace, limited);
  let output = '';
  for await (const chunk of child.stdout ?? []) output += chunk;
  expect(JSON.parse(output)).toMatchObject({ ok: false, kind: 'failed' });
  expect(await readFile(path, 'utf8')).toBe(long);
});
