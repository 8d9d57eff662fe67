import { spawnSync } from 'node:child_process';

/**
 * `npm run test:node 24 [-- WORDS FOR VITEST]`: `npm test` on another Node, which npm fetches as the package `node`.
 */
const [version = '', ...words] = process.argv.slice(2);
if (!/^\d+(\.\d+)*$/.test(version)) {
  console.error('Missing argument: a version of Node, such as 24.');
  process.exit(2);
}
const command = [
  'exec',
  '--yes',
  `--package=node@${version}`,
  '--',
  'node',
  '--import',
  'tsx',
  'scripts/test.ts',
];
const { status } = spawnSync('npm', [...command, ...words], { stdio: 'inherit' });
process.exitCode = status ?? 1;
