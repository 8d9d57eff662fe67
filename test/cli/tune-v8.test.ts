import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const tuned = fileURLToPath(new URL('../../bin/tune-v8.cjs', import.meta.url));

/** MiB that a program takes at most, for young objects and in all, while it makes millions and keeps the last ones. */
async function takenBy(kept: number, start: string): Promise<{ young: number; all: number }> {
  const program = `${start}; setTimeout(() => {
    const kept = [];
    let [young, all] = [0, 0];
    for (let i = 0; i < 3e6; i += 1) {
      kept[i % ${kept}] = { name: 'n' + i };
      if (i % 1e5 > 0) continue;
      const spaces = require('node:v8').getHeapSpaceStatistics();
      young = Math.max(young, spaces.find((space) => space.space_name === 'new_space').space_size / 1048576);
      all = Math.max(all, process.memoryUsage.rss() / 1048576);
    }
    console.log(JSON.stringify({ young, all }));
  }, 20)`;
  return JSON.parse((await promisify(execFile)(process.execPath, ['-e', program])).stdout);
}

const keep = `require(${JSON.stringify(tuned)}).tuneV8(0)`;

test('the room for young objects does not grow once the console stands', async () => {
  const [grown, small] = await Promise.all([takenBy(50_000, ''), takenBy(50_000, keep)]);
  expect(grown.young).toBeGreaterThan(8);
  // Node 20 has less than 5 MiB instead of 32, Node 24 2 to 9 instead of 64.
  expect(small.young).toBeLessThan(grown.young * 0.2);
});

test('little gathers of what is old and not used any more', async () => {
  const [grown, small] = await Promise.all([takenBy(300_000, ''), takenBy(300_000, keep)]);
  // Node 20 takes 81 MiB instead of 190, Node 24 134 to 161 instead of 214 to 228.
  expect(small.all).toBeLessThan(grown.all * 0.85);
});

test('V8 knows each flag and says nothing about it on the terminal', async () => {
  const program = `${keep}; setTimeout(() => {}, 20)`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', program]);
  expect(stdout + stderr).toBe('');
});
