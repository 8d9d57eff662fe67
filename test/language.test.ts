import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder, readSources } from './helpers/source-imports.ts';

/** Words and phrases that the project does not use, each with what it says instead. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/\bstands? (in|behind|beside|alone|last|there)\b/i, 'is in, is set in, is stored in'],
  [/\blies? (in|beside|below|under)\b/i, 'is in, is stored in'],
  [/nothing was done/i, 'No changes made.'],
  [/\b(no|any) more\b(?! (than|of|requests))/i, 'no longer'],
  [/\b(nobody|anybody|whoever|everybody)\b/i, 'clients, requests, no client; or passive'],
  [/\b(tells|told)\b/i, 'reports, reported'],
  [/\b(rests|resting)\b/i, 'is cooling down'],
  [/\b(takes?|taken|took) (it |them )?(away|back)\b/i, 'removes, undoes'],
  [/\bmeanwhile\b/i, 'in the meantime'],
  [/\baccount files?\b/i, 'auth file'],
  [/\btried out\b/i, 'tested'],
  [/\bfares?\b/i, 'status, health'],
  [/\bgo(es)? along\b/i, 'is removed with it'],
  [/\bfor good\b/i, 'forever'],
];

test('sources and documents use the words of the glossary', async () => {
  const folder = join(projectFolder, 'docs');
  const pages = (await readdir(folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  const named = [
    ...pages,
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
    'config.example.yaml',
  ];
  const documents = await Promise.all(
    named.map(async (path) => ({ path, text: await readFile(join(projectFolder, path), 'utf8') })),
  );
  const found = [...(await readSources('src')), ...documents].flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, at) =>
        instead
          .filter(([words]) => words.test(line))
          .map(([, better]) => `${path}:${at + 1}: ${line.trim()} (${better})`),
      ),
  );
  expect(found).toEqual([]);
});
