import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { gather } from '../../scripts/gather.ts';

const files = {
  'src/cli/main.ts':
    "export const run = async () => [(await import('./a.ts')).a, (await import('./b.ts')).b, (await import('./heavy.ts')).heavy];",
  'src/cli/a.ts': "import { shared } from './shared.ts'; export const a = 'a ' + shared;",
  'src/cli/b.ts': "import { shared } from './shared.ts'; export const b = 'b ' + shared;",
  'src/cli/shared.ts': "export const shared = 'shared';",
  'src/cli/heavy.ts': "export const heavy = 'heavy';",
};

test('small modules share one chunk, a heavy one keeps its own, and all still load', async () => {
  const root = await mkdtemp(join(tmpdir(), 'cli-proxy-gather-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    plugins: [gather(root, Object.keys(files), ['src/cli/heavy.ts'])],
  });
  const built = await readdir(join(root, 'dist'));
  expect(built.filter((name) => name.startsWith('heavy'))).toHaveLength(1);
  expect(built.filter((name) => /^(a|b|shared)/.test(name))).toEqual([]);
  const { run } = await import(join(root, 'dist', 'main.mjs'));
  expect(await run()).toEqual(['a shared', 'b shared', 'heavy']);
});
