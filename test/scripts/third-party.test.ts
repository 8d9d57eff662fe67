import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageFoldersOf, thirdPartyNotices } from '../../scripts/third-party.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the packages of a bundle are told from its sources, also nested and scoped ones', () => {
  const sources = [
    'src/cli/main.ts',
    'node_modules/ws/lib/sender.js',
    'node_modules/ws/lib/receiver.js',
    'node_modules/@scope/one/index.js',
    'node_modules/ink/node_modules/string-width/index.js',
    'absent:react-devtools-core',
  ];
  expect(packageFoldersOf(sources)).toEqual([
    'node_modules/@scope/one',
    'node_modules/ink/node_modules/string-width',
    'node_modules/ws',
  ]);
});

test('each has its name, version and the whole text of its license', async () => {
  const notices = await thirdPartyNotices(root, [
    'node_modules/ws',
    'node_modules/yaml',
    'node_modules/prom-client',
  ]);
  for (const name of ['ws', 'yaml', 'prom-client'])
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+`, 'm'));
  expect(notices).toContain(read('node_modules/ws/LICENSE').trim());
  expect(notices).toContain(read('node_modules/yaml/LICENSE').trim());
});

test('what is packed is built first, into an empty folder, and every link of README leads to a file that is packed', () => {
  const { scripts, files } = JSON.parse(read('package.json')) as {
    scripts: Record<string, string>;
    files: string[];
  };
  expect(scripts.prepack).toBe('npm run build -- --empty');
  const links = [...read('README.md').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path ?? '');
  expect(links.filter((path) => !files.includes(path.split('/')[0] ?? ''))).toEqual([]);
});
