import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { inkTableAsEsm } from './scripts/ink-table-esm.ts';

/** The same change as in scripts/build.ts: ink cannot be required. */
const inkTable = {
  name: 'ink-table-as-esm',
  transform: (source: string, id: string) =>
    /[\\/]ink-table[\\/]dist[\\/]index\.js/.test(id) ? inkTableAsEsm(source) : undefined,
};

/** Tests that replace modules, or set what a module reads once: each has a process of its own. */
const apart = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.test\.tsx?$/.test(path) && !path.startsWith('journeys'))
  .map((path) => `test/${path}`)
  .filter((path) => /\bvi\.(mock|doMock|hoisted)\(/.test(readFileSync(path, 'utf8')));

export default defineConfig({
  plugins: [inkTable],
  test: {
    server: { deps: { inline: ['ink-table'] } },
    environment: 'node',
    // Ink draws nothing where CI is set.
    env: { CI: 'false', CONTINUOUS_INTEGRATION: 'false' },
    // Several tests share a processor: what is waited for may take its time.
    expect: { poll: { timeout: 15_000, interval: 10 } },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/journeys/**', ...apart],
          // Vitest leaves one processor free; many of these tests wait for processes, files and sockets.
          maxWorkers: '100%',
          // What is loaded once serves every file of a worker: half of the processor time.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit-apart',
          include: apart,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          // Each journey runs a console and often a server: few at a time, and after everything else.
          maxWorkers: 2,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
