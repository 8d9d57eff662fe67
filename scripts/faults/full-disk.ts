import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/helpers/free-port.ts';
import { type Count, ended, keysIn, makeBed, serve } from './bed.ts';

const main = fileURLToPath(new URL('../faults.ts', import.meta.url));

/** Runs `insideFullDisk` on a disk of 4 MB that is mounted for it alone. */
export async function fullDisk(): Promise<Count[]> {
  const what = 'a full disk';
  if (spawnSync('unshare', ['-rm', 'true']).status !== 0)
    return [{ what, tried: 0, lost: 0, notes: 'this machine does not allow users to mount a disk' }];
  const root = mkdtempSync(join(tmpdir(), 'cli-proxy-disk-'));
  const mount = 'mount -t tmpfs -o size=4m,mode=700 none "$1" && shift && exec "$@"';
  const inside = [process.execPath, '--import', 'tsx', main, '--inside-full-disk', root];
  const run = await ended(spawn('unshare', ['-rm', 'sh', '-c', mount, 'sh', root, ...inside]));
  rmSync(root, { recursive: true, force: true });
  const lost = run.stdout.trim().split('\n').filter(Boolean);
  if (run.code !== 0) lost.push(`exit ${run.code}: ${run.stderr}`);
  return [{ what, tried: 7, lost: lost.length, notes: lost.join('; ') }];
}

/** Prints a line for each thing that is not as it should be. */
export async function insideFullDisk(root: string): Promise<void> {
  const bed = makeBed(await freePort(), root);
  const wrong = (words: string) => console.log(words);
  for (const label of ['one', 'two']) await bed.run(['keys', 'add', label, '--disk']);
  const before = readFileSync(bed.config, 'utf8');
  const names = () => readdirSync(bed.backups).sort().join();
  const beside = names();
  const fill = join(root, 'fill');
  mkdirSync(fill);
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (let nth = 0; ; nth++) writeFileSync(join(fill, `${size}-${nth}`), Buffer.alloc(size));
    } catch {
      // full by pieces of this size
    }
  }
  const refused = await bed.run(['keys', 'add', 'three', '--disk']);
  if (refused.code === 0) wrong('a key was added to a full disk');
  if (!/the disk is full; free some space and try again\.$/m.test(refused.stderr))
    wrong(`an unclear sentence: ${refused.stderr.trim()}`);
  if (readFileSync(bed.config, 'utf8') !== before) wrong('config.yaml has changed');
  if (names() !== beside) wrong(`left behind: ${names()}`);
  const server = await serve(bed).catch(() => undefined);
  if (!server) return wrong('the server did not start');
  rmSync(fill, { recursive: true });
  const began = performance.now();
  const added = await bed.run(['keys', 'add', 'four', '--disk']);
  if (added.code !== 0) wrong(`no key could be added with room again: ${added.stderr.trim()}`);
  if (performance.now() - began > 1_900) wrong('a lock was in the way');
  if (!keysIn(readFileSync(bed.config, 'utf8'))?.includes(added.stdout.trim())) wrong('the key is not there');
  await server.stop();
}
