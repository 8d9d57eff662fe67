import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type FileWatcher, watchFiles } from '../../src/watch/watch-files.ts';

/** ms from a write to its report (issue: an outside edit acts within 100 ms). */
const limit = 100;

let folder: string;
let config: string;
const watchers: FileWatcher[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  config = join(folder, 'config.yaml');
});

afterEach(async () => {
  await Promise.all(watchers.splice(0).map((watcher) => watcher.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** Reports in the order they came, with a way to wait for the next one. */
async function watching(...paths: string[]) {
  const seen: string[] = [];
  let wake = () => {};
  watchers.push(
    await watchFiles(paths, (path) => {
      seen.push(path);
      wake();
    }),
  );
  /** Does `change` and gives the ms until it is reported. */
  async function until(change: () => unknown): Promise<number> {
    const before = seen.length;
    await change();
    const start = performance.now();
    while (seen.length === before) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return performance.now() - start;
  }
  return { seen, until };
}

const ways: Record<string, () => void> = {
  'a write in place': () => writeFileSync(config, 'port: 2\n'),
  'an appended line': () => appendFileSync(config, 'debug: true\n'),
  'a rename over it': () => {
    writeFileSync(`${config}.tmp`, 'port: 2\n');
    renameSync(`${config}.tmp`, config);
  },
  "vim's probe, swap file and backup": () => {
    writeFileSync(join(folder, '.config.yaml.swp'), 'b0VIM');
    writeFileSync(join(folder, '4913'), '');
    unlinkSync(join(folder, '4913'));
    renameSync(config, `${config}~`);
    writeFileSync(config, 'port: 2\n');
    unlinkSync(`${config}~`);
    unlinkSync(join(folder, '.config.yaml.swp'));
  },
  'a delete and a new file': () => {
    unlinkSync(config);
    writeFileSync(config, 'port: 2\n');
  },
};

describe('an existing file', () => {
  for (const [way, change] of Object.entries(ways)) {
    test(`${way} is reported within ${limit} ms, each time`, async () => {
      writeFileSync(config, 'port: 1\n');
      const { until } = await watching(config);
      const took: number[] = [];
      for (let i = 0; i < 4; i++) took.push(await until(change));
      expect(Math.min(...took)).toBeLessThan(limit);
    });
  }

  test('it is still watched in place after a rename over it and after a delete', async () => {
    writeFileSync(config, 'port: 1\n');
    const { until } = await watching(config);
    for (const way of [
      'a rename over it',
      'a write in place',
      'a delete and a new file',
      'a write in place',
    ]) {
      expect(await until(ways[way] as () => void)).toBeLessThan(10 * limit);
    }
  });

  test('a file that is emptied, then written, is reported once and with its content', async () => {
    writeFileSync(config, 'port: 1\n');
    const { seen, until } = await watching(config);
    await until(async () => {
      const file = await open(config, 'w');
      // Lets the watcher see the empty file.
      await file.stat();
      await file.write('port: 2\n');
      await file.close();
    });
    expect(seen).toEqual([config]);
  });

  test('a file that stays empty is reported too', async () => {
    writeFileSync(config, 'port: 1\n');
    const { until } = await watching(config);
    expect(await until(() => writeFileSync(config, ''))).toBeLessThan(10 * limit);
  });

  test('its removal is reported', async () => {
    writeFileSync(config, 'port: 1\n');
    const { until } = await watching(config);
    await until(() => unlinkSync(config));
  });

  test('a burst of writes is one report, and the last write is in it', async () => {
    writeFileSync(config, '0');
    const { seen, until } = await watching(config);
    await until(() => {
      for (let i = 1; i <= 50; i++) writeFileSync(config, String(i));
    });
    expect(seen.length).toBe(1);
  });

  test('a write in every moment after a report is reported again', async () => {
    writeFileSync(config, '0');
    const { until } = await watching(config);
    for (let i = 0; i < 30; i++) await until(() => writeFileSync(config, String(i)));
  });

  test('other files of the folder are not reported', async () => {
    writeFileSync(config, 'port: 1\n');
    const { seen, until } = await watching(config);
    await until(() => {
      writeFileSync(join(folder, 'other.yaml'), 'x');
      writeFileSync(join(folder, 'config.yaml.bak'), 'x');
      writeFileSync(config, 'port: 2\n');
    });
    await until(() => writeFileSync(config, 'port: 3\n'));
    expect(seen).toEqual([config, config]);
  });

  test('two files of one folder are told apart', async () => {
    const records = join(folder, 'key-records.data');
    writeFileSync(config, 'port: 1\n');
    const { seen, until } = await watching(config, records);
    await until(() => writeFileSync(records, '[]'));
    await until(() => writeFileSync(config, 'port: 2\n'));
    expect(seen).toEqual([records, config]);
  });
});

describe('a file that is not there yet', () => {
  test('is reported when its folders appear one by one', async () => {
    const late = join(folder, 'a', 'b', 'config.yaml');
    const { seen, until } = await watching(late);
    await until(() => {
      mkdirSync(dirname(late), { recursive: true });
      writeFileSync(late, 'port: 1\n');
    });
    await until(() => writeFileSync(late, 'port: 2\n'));
    expect(new Set(seen)).toEqual(new Set([late]));
  });

  test('is not reported when only a folder on the way to it appears', async () => {
    writeFileSync(config, 'port: 1\n');
    const { seen, until } = await watching(join(folder, 'a', 'b', 'late.yaml'), config);
    await until(() => {
      mkdirSync(join(folder, 'a'));
      writeFileSync(config, 'port: 2\n');
    });
    // The missing file waits 60 ms for its content, and a burst of writes as long: this one ends after it.
    for (let i = 0; i < 8; i++) await until(() => writeFileSync(config, String(i)));
    expect(new Set(seen)).toEqual(new Set([config]));
  });

  test('is watched again when its folder was replaced', async () => {
    const inner = join(folder, 'auth', 'key-records.data');
    mkdirSync(dirname(inner));
    writeFileSync(inner, '[]');
    const { until } = await watching(inner);
    await until(() => {
      renameSync(dirname(inner), join(folder, 'old'));
      mkdirSync(dirname(inner));
      writeFileSync(inner, '[1]');
    });
    await until(() => writeFile(inner, '[2]'));
    await until(() => {
      rmSync(dirname(inner), { recursive: true });
      mkdirSync(dirname(inner));
      writeFileSync(inner, '[3]');
    });
    await until(() => writeFile(inner, '[4]'));
  });
});

describe('a file behind symlinks', () => {
  test('is reported when the target is written, and when the link is pointed elsewhere', async () => {
    for (const name of ['one', 'two']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'config.yaml'), name);
    }
    symlinkSync(join('one', 'config.yaml'), config);
    const { until } = await watching(config);
    await until(() => writeFileSync(join(folder, 'one', 'config.yaml'), 'one again'));
    await until(() => {
      symlinkSync(join('two', 'config.yaml'), `${config}.tmp`);
      renameSync(`${config}.tmp`, config);
    });
    await until(() => writeFileSync(join(folder, 'two', 'config.yaml'), 'two again'));
  });

  test('is reported when the link names its target from the root', async () => {
    mkdirSync(join(folder, 'one'));
    writeFileSync(join(folder, 'one', 'config.yaml'), 'one');
    symlinkSync(join(folder, 'one', 'config.yaml'), config);
    const { until } = await watching(config);
    await until(() => writeFileSync(join(folder, 'one', 'config.yaml'), 'one again'));
  });

  test('is reported when a folder on the way is a link that is swapped', async () => {
    for (const name of ['v1', 'v2']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'config.yaml'), name);
    }
    symlinkSync('v1', join(folder, '..data'));
    symlinkSync(join('..data', 'config.yaml'), config);
    const { until } = await watching(config);
    await until(() => {
      symlinkSync('v2', join(folder, '..tmp'));
      renameSync(join(folder, '..tmp'), join(folder, '..data'));
    });
    await until(() => writeFileSync(join(folder, 'v2', 'config.yaml'), 'v2 again'));
  });
});

describe('a file whose folder is told nothing', () => {
  test('is reported when it is written under another name in another folder', async () => {
    const other = join(folder, 'elsewhere', 'other.yaml');
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(other, 'port: 1\n');
    linkSync(other, config);
    const { until } = await watching(config);
    expect(await until(() => writeFileSync(other, 'port: 22\n'))).toBeLessThan(1_500);
    expect(await until(() => writeFileSync(other, 'port: 33\n'))).toBeLessThan(1_500);
    await until(() => writeFileSync(config, 'port: 444\n'));
  });

  const mayMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
  test.runIf(mayMount)('is reported when it is a mount of its own, as in a container', async () => {
    const outside = join(folder, 'outside.yaml');
    for (const path of [outside, config]) writeFileSync(path, 'port: 1\n');
    const module = new URL('../../src/watch/watch-files.ts', import.meta.url).href;
    const code = `
      const { watchFiles } = await import(${JSON.stringify(module)});
      await watchFiles([${JSON.stringify(config)}], () => console.log('seen'));
      console.log('ready');
      setInterval(() => {}, 1000);`;
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', code];
    const mount = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
    const child = spawn('unshare', ['-rm', 'sh', '-c', mount, 'sh', outside, config, ...node], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
    writeFileSync(outside, 'port: 22\n');
    expect((await lines.next()).value).toBe('seen');
  });
});

test('nothing is reported after close', async () => {
  writeFileSync(config, 'port: 1\n');
  const { seen } = await watching(config);
  await watchers.pop()?.close();
  const second = await watching(config);
  await second.until(() => writeFileSync(config, 'port: 2\n'));
  expect(seen).toEqual([]);
});
