import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchEntries } from '../../src/watch/watch-entries.ts';
import type { FileWatcher } from '../../src/watch/watch-files.ts';

/** ms from a change to its report. */
const limit = 100;

let root: string;
let folder: string;
const watchers: FileWatcher[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-entries-'));
  folder = join(root, 'auth');
  mkdirSync(folder);
});
afterEach(async () => {
  await Promise.all(watchers.splice(0).map((watcher) => watcher.close()));
  rmSync(root, { recursive: true, force: true });
});

async function watching(path = folder) {
  let reports = 0;
  let wake = () => {};
  const onChange = () => {
    reports += 1;
    wake();
  };
  watchers.push(await watchEntries(path, (name) => name.endsWith('.json'), onChange));
  return {
    reports: () => reports,
    /** Does `change` and gives the ms until a report. */
    async until(change: () => unknown): Promise<number> {
      const before = reports;
      await change();
      const start = performance.now();
      while (reports === before) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return performance.now() - start;
    },
  };
}

const file = (name: string) => join(folder, name);

describe('entries of a folder', () => {
  const ways: Record<string, () => void> = {
    'a new file': () => writeFileSync(file('b.json'), '{}'),
    'a write in place': () => writeFileSync(file('a.json'), '{"a":2}'),
    'a rename over it': () => {
      writeFileSync(file('.a.tmp'), '{"a":2}');
      renameSync(file('.a.tmp'), file('a.json'));
    },
    'a removal': () => unlinkSync(file('a.json')),
    'an emptied file': () => writeFileSync(file('a.json'), ''),
  };

  test.each(Object.entries(ways))('%s is told in time', async (_, change) => {
    writeFileSync(file('a.json'), '{}');
    const { until } = await watching();
    const times = [await until(change)];
    expect(Math.min(...times)).toBeLessThan(limit);
  });

  test('what does not fit, and what lies in folders below, is not told', async () => {
    mkdirSync(file('.console'));
    const { until, reports } = await watching();
    writeFileSync(file('main.log'), 'x');
    writeFileSync(join(folder, '.console', 'x.json'), '{}');
    await until(() => writeFileSync(file('a.json'), '{}'));
    expect(reports()).toBe(1);
  });

  test('a folder that is not there yet is watched once it comes, and again when it is made anew', async () => {
    rmSync(folder, { recursive: true });
    const { until } = await watching();
    await until(() => mkdirSync(folder));
    await until(() => writeFileSync(file('a.json'), '{}'));
    await until(() => rmSync(folder, { recursive: true }));
    await until(() => mkdirSync(folder));
    await until(() => writeFileSync(file('a.json'), '{"a":2}'));
  });

  test('a link to a folder is followed, also when it leads elsewhere', async () => {
    mkdirSync(join(root, 'other'));
    const link = join(root, 'link');
    symlinkSync(folder, link);
    const { until } = await watching(link);
    await until(() => writeFileSync(file('a.json'), '{}'));
    await until(() => {
      unlinkSync(link);
      symlinkSync(join(root, 'other'), link);
    });
    await until(() => writeFileSync(join(root, 'other', 'b.json'), '{}'));
  });

  test('nothing is told after the end', async () => {
    const { reports } = await watching();
    await watchers.splice(0)[0]?.close();
    writeFileSync(file('a.json'), '{}');
    const { until } = await watching();
    await until(() => writeFileSync(file('a.json'), '{"a":2}'));
    expect(reports()).toBe(0);
  });
});
