import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfigFile } from '../../src/config/file/config-file.ts';
import { writeJournal } from '../../src/config/file/write-journal.ts';
import type { Count } from './bed.ts';

const page = 4096;

/**
 * A write in place that a power cut ended: any pages of the old and the new text, in any order, zeros where a page
 * was given and never written, and any length between. Recovery must bring back what was meant.
 */
export async function tornPages(total: number): Promise<Count[]> {
  const root = await mkdtemp(join(tmpdir(), 'cli-proxy-torn-'));
  const path = join(root, 'config.yaml');
  const backups = join(root, 'backups');
  const file = openConfigFile({ path, backupFolder: () => backups });
  await writeFile(path, textOf(0));
  await file.write(textOf(1));
  const [backup = ''] = await readdir(backups);
  const name = backup.replace(/-\d{8}T\d{9}Z\.yaml$/, '');
  let [tried, wrong, unchanged] = [0, 0, 0];
  while (tried < total) {
    const [old, intended] = [Buffer.from(textOf(tried)), Buffer.from(textOf(tried + 1))];
    const found = mix(old, intended);
    tried++;
    await writeJournal({ path, folder: backups, name }, old, intended);
    await writeFile(path, found);
    const done = await file.recover();
    const now = await readFile(path);
    const whole = found.equals(old) || found.equals(intended);
    if (whole) unchanged++;
    if (!done.ok || !now.equals(whole ? found : intended)) wrong++;
  }
  await rm(root, { recursive: true });
  return [{ what: 'pages torn in any order', tried, lost: wrong, notes: `${unchanged} were whole` }];
}

/** Up to 30 KB; one more is one key more, at another place, or one less. */
function textOf(nth: number): string {
  const keys = Array.from(
    { length: 60 + ((nth * 37) % 400) },
    (_, at) => `  - "fake-key-${at}" # team ${at % 9}\n`,
  );
  keys.splice(nth % keys.length, nth % 3, `  - "fake-new-${nth}"\n`);
  return `port: ${8000 + (nth % 100)}\napi-keys:\n${keys.join('')}debug: false\n`;
}

function mix(old: Buffer, intended: Buffer): Buffer {
  const [shorter, longer] = [old.length, intended.length].sort((a, b) => a - b) as [number, number];
  const length = [old.length, intended.length, shorter + Math.floor(Math.random() * (longer - shorter))];
  const found = Buffer.alloc(length[Math.floor(Math.random() * 3)] as number);
  for (let at = 0; at < found.length; at += page) {
    const source = [old, intended, Buffer.alloc(0)][Math.floor(Math.random() * 2.2)] as Buffer;
    found.set(source.subarray(at, Math.min(at + page, found.length)), at);
  }
  return found;
}
