import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { type Groups, gather } from './gather.ts';
import { inkCaches } from './ink-caches.ts';
import { inkTableAsEsm } from './ink-table-esm.ts';
import { manPage } from './man-page.ts';
import { quickStart } from './quick-start.ts';
import { reachedFrom } from './static-imports.ts';
import { packageFoldersOf, thirdPartyNotices } from './third-party.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'dist');
const noticesFile = 'THIRD-PARTY-LICENSES.txt';
const partsFile = 'parts.json';

/**
 * ink-table is CommonJS and requires ink, an ES module with top-level await: bundled as an ES module it
 * works.
 */
const inkTable: Plugin = {
  name: 'ink-table-as-esm',
  setup(context) {
    context.onLoad({ filter: /[\\/]ink-table[\\/]dist[\\/]index\.js$/ }, async ({ path }) => ({
      contents: inkTableAsEsm(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** Ink asks for the developer tools only when DEV=true; they are not installed and not wanted here. */
const noDevtools: Plugin = {
  name: 'no-react-devtools',
  setup(context) {
    context.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'absent' }));
    context.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export default {}' }));
  },
};

export interface BuiltFile {
  readonly bytes: number;
  /** Paths from the root of what is in it. */
  readonly sources: readonly string[];
}

/**
 * Bundles `entry` into dist/ as ES modules for Node 20: a small cli-proxy.js, and one chunk for each thing
 * that is loaded only when used (the console, the server, the file watcher …). Returns each file by its name.
 */
export async function buildProgram(
  options: { entry?: string; outputFolder?: string; minify?: boolean } = {},
): Promise<Map<string, BuiltFile>> {
  const folder = options.outputFolder ?? output;
  const { version, dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const common = {
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: options.minify ?? true,
    // Read only when a stack is to be shown; the sources themselves are not in them.
    sourcemap: 'linked',
    sourcesContent: false,
    // What npm installs beside the program (native: its binary is in node_modules). All else is bundled, so that
    // it is a development dependency.
    external: Object.keys(dependencies),
    // The notices go into a file of their own.
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
    metafile: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  } satisfies BuildOptions;
  // Built by itself: chunks that it shared with the program would be more files for that to read.
  const thread = await build({ ...common, entryPoints: ['src/usage/usage-thread.ts'] });
  const result = await build({
    ...common,
    entryPoints: { 'cli-proxy': options.entry ?? 'src/cli/entry.ts' },
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
      __VERSION__: JSON.stringify(version),
    },
    plugins: [inkTable, inkCaches, noDevtools, quickStart, gather(root, sources, isGathered, groups)],
  });
  await mkdir(folder, { recursive: true });
  const parts = JSON.stringify({
    console: partsOf(result.metafile, 'src/cli/compose/server/run-serve.ts'),
    server: partsOf(result.metafile, 'src/tui/start-console.tsx'),
  });
  await writeFile(join(folder, partsFile), parts);
  // Chunks before the entry that names them: a program that starts in between finds all its parts.
  const files = [...thread.outputFiles, ...result.outputFiles];
  files.sort((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)));
  for (const file of files) {
    const text = thread.outputFiles.includes(file) ? file.text : loadedOnce(file.text);
    await writeFile(file.path, isScript(file.path) ? escaped(text) : file.contents);
  }
  const written = new Map<string, BuiltFile>();
  const outputs = { ...thread.metafile.outputs, ...result.metafile.outputs };
  for (const [path, { bytes, inputs }] of Object.entries(outputs)) {
    written.set(basename(path), { bytes, sources: Object.keys(inputs) });
  }
  const inside = [...written.values()].flatMap(({ sources }) => sources);
  await writeFile(join(folder, noticesFile), await thirdPartyNotices(root, packageFoldersOf(inside)));
  await removeStale(folder, written);
  return written;
}

/**
 * Chunks that src/base/load-parts.ts loads: all that is reached without the commands, the other's, the texts of the
 * other language, and databases, which take 25 MiB and are loaded with the connection that needs them.
 */
function partsOf({ outputs }: Metafile, others: string): string[] {
  const without = [
    'src/cli/commands/index.ts',
    'node_modules/ioredis/built/index.js',
    'src/usage/usage-engine.ts',
    'src/usage/database/postgres-place.ts',
    'src/usage/database/copy-to-shared.ts',
    'node_modules/ink/build/devtools.js',
    'src/operations/words.zh-CN.ts',
    others,
  ];
  const isIn = ([, { entryPoint = '', inputs }]: [string, Metafile['outputs'][string]]) =>
    !without.some((file) => file === entryPoint || file in inputs);
  const kept = new Map(Object.entries(outputs).filter(isIn));
  const needs = new Map(
    [...kept].map(([path, { imports }]) => [path, imports.map((it) => it.path).filter((it) => kept.has(it))]),
  );
  const entries = [...kept.keys()].filter(isEntry);
  return [...reachedFrom(entries, needs)].filter((path) => !isEntry(path)).map((path) => basename(path));
}

/**
 * A console or server that runs since before this build may still load a part of it: those of the last day
 * stay.
 */
async function removeStale(folder: string, written: ReadonlyMap<string, unknown>): Promise<void> {
  const yesterday = Date.now() - 24 * 60 * 60 * 1000;
  for (const name of await readdir(folder)) {
    if (written.has(name) || [noticesFile, partsFile].includes(name)) continue;
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < yesterday) await rm(path, { recursive: true });
  }
}

const sources = await sourcesOf('src');

export const groups: Groups = {
  tiers: [
    // All that the console needs until its first request has left; commands begin with it too.
    [
      'src/cli/main.ts',
      'src/cli/commands/tui.ts',
      'src/cli/compose/create-services.ts',
      'src/cli/compose/open-console.ts',
    ],
    // What reads an answer, loaded during the request; for v6 also what identifies the server.
    [
      'src/backend/management/detect-server.ts',
      'src/contract/routes.ts',
      'src/contract/config.ts',
      'src/backend/usage-of.ts',
      'src/backend/management/authenticated-connection.ts',
      'src/backend/management/explain-answer.ts',
      'src/backend/management/feed.ts',
      'src/backend/public/read-config.ts',
    ],
  ],
  next: [
    // Names of acts and keys, which few commands need: those load the whole console for it.
    ['src/tui/start-console.tsx', 'src/tui/all-acts.ts', 'src/tui/rebind.ts', 'src/tui/features/index.ts'],
    ['src/backend/management/management-backend.ts'],
    ['src/backend/public/client/connect-public.ts', 'src/cli/compose/public-place.ts'],
  ],
  // Beside those that packages make (execa, ws, bcryptjs).
  apart: [
    ['src/cli/compose/server/run-serve.ts'],
    ['src/cli/compose/open-disk.ts'],
    ['src/cli/compose/outside/exchange-outside.ts'],
    ['src/cli/compose/facts/find-facts.ts'],
    ['src/operations/health/index.ts'],
    sources.filter((file) => file.endsWith('.zh-CN.ts')),
  ],
};
/** A command is a chunk of its own, so that it loads no other; what starts and connects things is one. */
const isGathered = (target: string, from: readonly string[]) =>
  from.some((file) => file.startsWith('src/cli/')) && !/^src\/cli\/(commands|args)\//.test(target);

async function sourcesOf(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(folder, name));
}

const isScript = (path: string) => path.endsWith('.js');

/**
 * esbuild leaves patterns as they are, and one `…` makes Node keep the text of a whole chunk in two bytes a
 * character, 1 MiB more, and read it more slowly.
 */
const escaped = (text: string): string =>
  text.replace(/[^\0-\x7F]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A function of src/cli/entry.ts; its name is as long as `import`, so the source maps hold. */
const loadedOnce = (text: string): string => text.replace(/\bimport(?=\("\.\/chunk-)/g, '$$part_');

const isEntry = (path: string): boolean => basename(path) === 'cli-proxy.js';

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // What is packed has no parts of earlier builds in it.
  if (process.argv.includes('--empty')) await rm(output, { recursive: true, force: true });
  const started = performance.now();
  const files = await buildProgram();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await mkdir(join(root, 'man'), { recursive: true });
  await writeFile(join(root, 'man', 'cli-proxy.1'), await manPage(version));
  const kilobytes = [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `dist/: ${files.size} files with their source maps, ${kilobytes.toFixed(0)} KiB, in ${seconds} s`,
  );
}
