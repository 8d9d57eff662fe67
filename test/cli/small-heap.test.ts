import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const smallHeap = fileURLToPath(new URL('../../bin/small-heap.cjs', import.meta.url));

/** MiB that a program has for young objects after it has made millions of them. */
async function youngSpace(start: string): Promise<number> {
  const program = `${start}; setTimeout(() => {
    const kept = [];
    for (let i = 0; i < 2e6; i += 1) kept[i % 50000] = { name: 'n' + i };
    const spaces = require('node:v8').getHeapSpaceStatistics();
    console.log(spaces.find((space) => space.space_name === 'new_space').space_size / 1048576);
  }, 20)`;
  return Number((await promisify(execFile)(process.execPath, ['-e', program])).stdout);
}

test('the room for young objects does not grow once the console stands', async () => {
  const [grown, small] = await Promise.all([
    youngSpace(''),
    youngSpace(`require(${JSON.stringify(smallHeap)}).keepHeapSmall(0)`),
  ]);
  expect(grown).toBeGreaterThan(8);
  expect(small).toBeLessThan(5);
});
