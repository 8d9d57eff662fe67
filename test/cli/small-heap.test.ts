import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const smallHeap = fileURLToPath(new URL('../../bin/small-heap.cjs', import.meta.url));

/** MiB that a program has for young or old objects after it has made millions, of which it keeps the last ones. */
async function spaceOf(space: 'new_space' | 'old_space', kept: number, start: string): Promise<number> {
  const program = `${start}; setTimeout(() => {
    const kept = [];
    let most = 0;
    for (let i = 0; i < 3e6; i += 1) {
      kept[i % ${kept}] = { name: 'n' + i };
      if (i % 1e5 > 0) continue;
      const spaces = require('node:v8').getHeapSpaceStatistics();
      most = Math.max(most, spaces.find((space) => space.space_name === '${space}').space_size / 1048576);
    }
    console.log(most);
  }, 20)`;
  return Number((await promisify(execFile)(process.execPath, ['-e', program])).stdout);
}

const keep = `require(${JSON.stringify(smallHeap)}).keepHeapSmall(0)`;

test('the room for young objects does not grow once the console stands', async () => {
  const [grown, small] = await Promise.all([
    spaceOf('new_space', 50_000, ''),
    spaceOf('new_space', 50_000, keep),
  ]);
  expect(grown).toBeGreaterThan(8);
  expect(small).toBeLessThan(5);
});

test('little gathers of what is old and not used any more', async () => {
  const [grown, small] = await Promise.all([
    spaceOf('old_space', 300_000, ''),
    spaceOf('old_space', 300_000, keep),
  ]);
  expect(small).toBeLessThan(grown * 0.6);
});

test('V8 knows each flag and says nothing about it on the terminal', async () => {
  const program = `${keep}; setTimeout(() => {}, 20)`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', program]);
  expect(stdout + stderr).toBe('');
});
