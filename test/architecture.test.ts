import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { groups } from '../scripts/build.ts';
import {
  importsOf,
  projectFolder,
  readSources,
  type SourceFile,
  type SourceImport,
} from './helpers/source-imports.ts';

/** What each room may import besides itself (docs/architecture.md). `types`: only what is gone when it runs. */
const rooms: Record<string, { code: readonly string[]; types?: readonly string[] }> = {
  base: { code: [] },
  contract: { code: ['base'] },
  config: { code: ['base', 'contract'] },
  watch: { code: ['base', 'contract'] },
  usage: { code: ['base', 'contract'] },
  providers: { code: ['base', 'contract'] },
  store: { code: ['base', 'contract'] },
  backend: { code: ['base', 'contract', 'config', 'providers', 'usage'], types: ['watch'] },
  oauth: { code: ['base', 'contract', 'providers'] },
  operations: { code: ['base', 'contract', 'oauth', 'providers'], types: ['backend/backend.ts', 'config'] },
  session: { code: ['base', 'contract', 'operations', 'store'], types: ['backend/backend.ts'] },
  server: { code: ['base', 'contract', 'oauth', 'usage', 'providers'], types: ['backend/backend.ts'] },
  tui: { code: ['base', 'contract', 'store', 'operations', 'providers'], types: ['session'] },
  // The commands are words around operations; only compose builds and starts things.
  cli: {
    code: ['base', 'contract', 'operations'],
    types: ['backend/backend.ts', 'config', 'session', 'store'],
  },
  'cli/compose': {
    code: [
      'base',
      'contract',
      'config',
      'watch',
      'usage',
      'store',
      'backend',
      'oauth',
      'providers',
      'operations',
      'session',
      'server',
      'tui',
      'cli',
    ],
  },
};

/** Where a package may be imported; the start of a path from src/. */
const packages: Record<string, readonly string[]> = {
  valibot: [''],
  yaml: ['config/', 'cli/print/'],
  diff: ['config/'],
  chokidar: ['watch/'],
  ws: ['server/', 'backend/management/'],
  execa: ['cli/'],
  ioredis: ['backend/'],
  libsql: ['usage/'],
  kysely: ['usage/'],
  pg: ['usage/'],
  socks: ['server/gateway/'],
  fzstd: ['server/gateway/'],
  undici: ['server/gateway/', 'cli/compose/outside/'],
  oauth4webapi: ['oauth/'],
  uqr: ['cli/', 'tui/'],
  'prom-client': ['server/'],
  pino: ['server/log/'],
  ink: ['tui/'],
  react: ['tui/'],
  'ink-table': ['tui/'],
  'string-width': ['tui/', 'base/'],
  bcryptjs: ['base/secrets/bcrypt.ts'],
};

/** Packages that stand in package.json before the code that imports them; whoever brings it takes them out here. */
const announced: readonly string[] = [];

/** The console talks to the world through its session alone. */
const closedToTheConsole = /^node:(fs|http|https|http2|net|tls|dgram|child_process|worker_threads)(\/|$)/;

const sources = await readSources('src');
const uses = sources.flatMap((file) => file.imports.map((use) => ({ file, use })));

const roomOf = (path: string) => {
  const [, first = '', second = ''] = path.split('/');
  return `${first}/${second}` in rooms ? `${first}/${second}` : first;
};
const within = (path: string, place: string) => path === `src/${place}` || path.startsWith(`src/${place}/`);
const told = (file: SourceFile, use: SourceImport) => `${file.path} imports ${use.from}`;

describe('the rooms', () => {
  test('the table names every room that there is', () => {
    const strangers = sources.map((file) => roomOf(file.path)).filter((room) => !(room in rooms));
    expect(strangers.filter((room) => room !== '')).toEqual([]);
  });

  test('a room imports only what the table lets it', () => {
    const wrong = uses.filter(
      ({ file, use }) => use.path !== undefined && !isAllowed(file, use.path, use.typeOnly),
    );
    expect(wrong.map(({ file, use }) => told(file, use))).toEqual([]);
  });

  function isAllowed(file: SourceFile, target: string, typeOnly: boolean): boolean {
    const room = roomOf(file.path);
    const { code = [], types = [] } = rooms[room] ?? {};
    const own = dirname(file.path) === 'src' || within(target, room);
    return own || [...code, ...(typeOnly ? types : [])].some((place) => within(target, place));
  }

  test('an import names a file that exists, with its ending', () => {
    const paths = new Set(sources.map((file) => file.path));
    const wrong = uses.filter(({ use }) => use.path !== undefined && !paths.has(use.path));
    expect(wrong.map(({ file, use }) => told(file, use))).toEqual([]);
  });

  test('a package is imported only in its room', () => {
    const outside = uses.filter(({ use }) => use.path === undefined && !isBuiltin(use.from));
    const wrong = outside.filter(({ file, use }) => {
      const places = packages[packageOf(use.from)] ?? [];
      return !places.some((place) => file.path.startsWith(`src/${place}`));
    });
    expect(wrong.map(({ file, use }) => told(file, use))).toEqual([]);
  });

  test('the console opens no file, socket or process', () => {
    const wrong = uses.filter(
      ({ file, use }) => within(file.path, 'tui') && closedToTheConsole.test(use.from),
    );
    expect(wrong.map(({ file, use }) => told(file, use))).toEqual([]);
  });

  test('the seams that screens and operations stand on hold no I/O', () => {
    const pure = sources.filter((file) => ['store', 'contract'].includes(roomOf(file.path)));
    const wrong = pure.flatMap((file) =>
      file.imports.filter((use) => closedToTheConsole.test(use.from)).map((use) => told(file, use)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the files', () => {
  test('no file imports itself through others, types included', () => {
    const next = new Map(sources.map((file) => [file.path, file.imports.flatMap(({ path }) => path ?? [])]));
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
        return;
      }
      state.set(path, 'open');
      for (const target of next.get(path) ?? []) visit(target, [...way, path]);
      state.set(path, 'done');
    };
    for (const path of next.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  test('a folder holds at most 20 files', () => {
    const counts = new Map<string, number>();
    for (const { path } of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 20)).toEqual([]);
  });

  test('the documents name only files that exist', async () => {
    const known = new Set(sources.map(({ path }) => path));
    const folder = join(projectFolder, 'docs');
    const names = (await readdir(folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name));
    const missing: string[] = [];
    for (const name of [...names, 'README.md', 'CONTRIBUTING.md', 'SECURITY.md']) {
      const text = await readFile(join(projectFolder, name), 'utf8');
      for (const [path] of text.matchAll(/src\/[\w/.-]+\.tsx?/g))
        if (!known.has(path)) missing.push(`${name}: ${path}`);
    }
    expect(missing).toEqual([]);
  });
});

describe('many of a kind', () => {
  const kinds = [
    { folder: 'src/operations', record: /^export const \w+: (Operation|Inquiry)</m },
    { folder: 'src/cli/commands', record: /^export const \w+: Command\b/m },
  ];

  test.each(kinds)('each file of $folder with a record is listed in its index', ({ folder, record }) => {
    const members = sources.filter(
      (file) =>
        within(file.path, folder.slice(4)) &&
        !basename(file.path).startsWith('index.') &&
        record.test(file.text),
    );
    const indexes = sources.filter(
      (file) => within(file.path, folder.slice('src/'.length)) && basename(file.path) === 'index.ts',
    );
    const listed = indexes.flatMap((index) => index.imports.map((use) => use.path));
    expect(members.length).toBeGreaterThan(0);
    expect(members.map((file) => file.path).filter((path) => !listed.includes(path))).toEqual([]);
  });
});

describe('the screens', () => {
  test('each is listed in features/index.ts', () => {
    const index = sources.find(({ path }) => path === 'src/tui/features/index.ts');
    const listed = index?.imports.map(({ path }) => path) ?? [];
    const members = sources.filter(({ text }) => /^export const \w+: Feature\b/m.test(text));
    expect(members.length).toBeGreaterThan(0);
    expect(members.map(({ path }) => path).filter((path) => !listed.includes(path))).toEqual([]);
  });
});

describe('the source text', () => {
  test('no file is longer than 400 lines', () => {
    const long = sources.filter((file) => file.text.split('\n').length > 401);
    expect(long.map((file) => `${file.path}: ${file.text.split('\n').length - 1} lines`)).toEqual([]);
  });

  test('what is built into one chunk is there', () => {
    const { tiers, next, apart } = groups;
    const paths = new Set(sources.map(({ path }) => path));
    expect([...tiers, ...next, ...apart].flat().filter((path) => !paths.has(path))).toEqual([]);
  });

  test('what is exported is used by another file', async () => {
    const texts = [...sources, ...(await readSources('test')), ...(await readSources('scripts'))];
    const words = texts.map(({ path, text }) => ({ path, words: new Set(text.match(/\w+/g)) }));
    const unused = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:async )?(?:const|function|class|type|interface) (\w+)/gm)]
        .map(([, name = '']) => name)
        .filter((name) => !words.some((other) => other.path !== path && other.words.has(name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(unused).toEqual([]);
  });

  test('files are named in kebab case, and translations after their language', () => {
    const named = sources.filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]{2}-[A-Z]{2})?\.(tsx?|json)$/.test(basename(file.path)),
    );
    expect(named.map((file) => file.path)).toEqual([]);
  });

  test('no test is skipped or run alone', async () => {
    const wrong = (await readSources('test')).filter((file) =>
      /\b(test|describe|it)\.(only|skip|todo)\b/.test(file.text),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

describe('the words', () => {
  test('no file names a place of the machine it was written on', async () => {
    const texts = [...sources, ...(await readSources('test')), ...(await readSources('scripts'))];
    const place = /["'`\s(](\/(Users|work)\/[a-z]|(\.\.\/)+shared\b)/;
    expect(texts.filter((file) => place.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});

describe('the packages', () => {
  const read = async (name: string) => readFile(join(projectFolder, name), 'utf8');
  const manifest = async () =>
    JSON.parse(await read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;

  test('the lock file names no registry, so that every one serves it', async () => {
    expect(await read('package-lock.json')).not.toContain('"resolved"');
  });

  test('every package that may be imported is imported, and npm installs it', async () => {
    const { dependencies, devDependencies } = await manifest();
    const imported = new Set(uses.map(({ use }) => packageOf(use.from)));
    expect(Object.keys(packages).filter((name) => !imported.has(name))).toEqual(announced);
    expect(Object.keys({ ...dependencies, ...devDependencies })).toEqual(
      expect.arrayContaining(Object.keys(packages)),
    );
  });

  test('only what cannot be bundled is installed with the program', async () => {
    expect(Object.keys((await manifest()).dependencies)).toEqual(['libsql']);
  });
});

describe('the reader of imports', () => {
  test('sees static, dynamic, re-exported and type-only imports', () => {
    const text = `
import a, { type B } from './a.ts';
import type { C } from 'c';
import { type D, type E } from 'd';
import 'bare';
export { f } from '../f.ts';
const late = await import('late');
type Late = typeof import('types');
const old = require("old");
import {
  long,
} from 'long';
`;
    const seen = importsOf(text, 'src/x/y.ts').map(
      ({ from, path, typeOnly }) => `${path ?? from}${typeOnly ? ' (type)' : ''}`,
    );
    expect(seen.sort()).toEqual(
      [
        'bare',
        'c (type)',
        'd (type)',
        'late',
        'long',
        'old',
        'src/f.ts',
        'src/x/a.ts',
        'types (type)',
      ].sort(),
    );
  });
});

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') && builtinModules.includes(name.slice('node:'.length));
}
