import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readFileOrPipe, readRegularFile } from '../../../src/base/files/read-regular-file.ts';
import { openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import { openConfigFile } from '../../../src/config/file/config-file.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'regular-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

test('a file is read whole, a folder is one', async () => {
  const root = await folder();
  await writeFile(join(root, 'a'), 'whole');
  const { bytes, stats } = await readRegularFile(join(root, 'a'));
  expect([bytes.toString(), stats.size]).toEqual(['whole', 5]);
  await expect(readRegularFile(root)).rejects.toMatchObject({ code: 'EISDIR' });
});

test.runIf(process.platform !== 'win32')('a pipe where a file belongs is refused at once', async () => {
  const root = await folder();
  const path = join(root, 'config.yaml');
  execFileSync('mkfifo', [path]);
  await expect(readRegularFile(path)).rejects.toMatchObject({ code: 'ESPIPE' });
  const file = openConfigFile({ path, backupFolder: () => root });
  expect(await file.read()).toMatchObject({
    ok: false,
    message: `Cannot read ${path}: it is a pipe or a device; put a file there.`,
  });
  const console = openConsoleFolder(root);
  execFileSync('mkdir', [console.path]);
  execFileSync('mkfifo', [console.keyRecordsPath]);
  expect(await console.readKeyRecords()).toMatchObject({ ok: false, kind: 'failed' });
});

test('a pipe that nobody writes into, a device and a file that is too large end', async () => {
  const root = await folder();
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await writeFile(join(root, 'large'), 'x'.repeat(11));
  await expect(readFileOrPipe(pipe, 10, 20)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  await expect(readFileOrPipe('/dev/zero', 10)).rejects.toMatchObject({ code: 'ESPIPE' });
  await expect(readFileOrPipe(join(root, 'large'), 10)).rejects.toMatchObject({ code: 'EFBIG' });
});
