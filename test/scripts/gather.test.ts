import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { gather } from '../../scripts/gather.ts';

const load = (path: string) => `(await import('${path}'))`;
const files = {
  'src/cli/main.ts': `export const run = async () => [${load('./begin.ts')}.begin, ${load('./a.ts')}.a, ${load('./b.ts')}.b, ${load('../heavy.ts')}.heavy, ${load('../screens.ts')}.screens];`,
  'src/cli/begin.ts':
    "import { one } from './one.ts'; import { two } from './two.ts'; export const begin = 'begin' + one + two;",
  'src/cli/one.ts': 'export const one = 1;',
  'src/cli/two.ts': 'export const two = 2;',
  'src/cli/a.ts':
    "import { one } from './one.ts'; import { shared } from './shared.ts'; export const a = 'a ' + shared + one;",
  'src/cli/b.ts':
    "import { shared } from './shared.ts'; import { three } from '../three.ts'; export const b = 'b ' + shared + three;",
  'src/cli/shared.ts': "export const shared = 'shared';",
  'src/heavy.ts':
    "import { two } from './cli/two.ts'; import { four } from './four.ts'; export const heavy = async () => 'heavy' + two + four + (await import('./far.ts')).far;",
  'src/screens.ts':
    "import { three } from './three.ts'; import { four } from './four.ts'; import { five } from './five.ts'; export const screens = three + four + five;",
  'src/three.ts': 'export const three = 3;',
  'src/four.ts': 'export const four = 4;',
  'src/five.ts': 'export const five = 5;',
  'src/far.ts': "import { two } from './cli/two.ts'; export const far = 'far' + two;",
};

let folder = '';
/** The sources in each file that was built. */
let built: readonly (readonly string[])[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-proxy-gather-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const groups = { tiers: [['src/cli/begin.ts']], next: [['src/screens.ts']], apart: [['src/heavy.ts']] };
  const inCli = (_: string, from: readonly string[]) => from.some((file) => file.startsWith('src/cli/'));
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: join(folder, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    metafile: true,
    plugins: [gather(folder, Object.keys(files), inCli, groups)],
  });
  built = Object.values(metafile.outputs).map(({ inputs }) => Object.keys(inputs));
  return () => rm(folder, { recursive: true, force: true });
});

const besides = (source: string) =>
  built
    .filter((sources) => sources.includes(source))
    .map((it) => it.filter((path) => path.startsWith('src/')).sort());

test('small modules share one chunk, a heavy one keeps its own', () => {
  expect(besides('src/cli/shared.ts')).toEqual([['src/cli/a.ts', 'src/cli/b.ts', 'src/cli/shared.ts']]);
  expect(besides('src/heavy.ts')).toEqual([['src/heavy.ts']]);
});

test('what begins lies in one chunk with all that it needs, whoever else needs a part of it', () => {
  expect(besides('src/cli/begin.ts')).toEqual([['src/cli/begin.ts', 'src/cli/one.ts', 'src/cli/two.ts']]);
  expect(besides('src/far.ts')).toEqual([['src/far.ts']]);
});

test('what the screens share with one or the other is one chunk, and their own another', () => {
  expect(besides('src/three.ts')).toEqual([['src/four.ts', 'src/three.ts']]);
  expect(besides('src/screens.ts')).toEqual([['src/five.ts', 'src/screens.ts']]);
});

test('and all still load', async () => {
  const { run } = await import(join(folder, 'dist', 'main.mjs'));
  const [begin, a, b, heavy, screens] = await run();
  expect([begin, a, b, screens]).toEqual(['begin12', 'a shared1', 'b shared3', 12]);
  expect(await heavy()).toBe('heavy24far2');
});
