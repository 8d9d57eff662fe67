import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { readableStack } from '../../src/base/readable-stack.ts';

test('frames of a minified file are said in the file they were written in, and the message is left out', async () => {
  const root = await mkdtemp(join(tmpdir(), 'cli-proxy-stack-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'rotate.ts'), '\n\nexport const rotate = (key: string) => key.trim();\n');
  const options = { bundle: true, minify: true, format: 'esm', sourcemap: 'linked' } as const;
  const { outputFiles } = await build({
    ...options,
    entryPoints: [join(root, 'rotate.ts')],
    outdir: join(root, 'dist'),
    write: false,
  });
  await mkdir(join(root, 'dist'));
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
  const built = outputFiles.find(({ path }) => path.endsWith('.js'));
  const column = (built?.text.indexOf('.trim') ?? -1) + 1;
  const error = new TypeError('fake-secret-in-a-message');
  const url = pathToFileURL(built?.path ?? '').href;
  error.stack = `TypeError: fake-secret-in-a-message\n    at a (${url}:1:${column})\n    at node:internal/x:1:2`;
  expect(readableStack(error)).toBe('TypeError at a (rotate.ts:3:40) at node:internal/x:1:2');
});

test('without a map a frame stays as it is, and what is no error has no stack', () => {
  const error = new Error('hidden');
  error.stack = 'Error: hidden\n    at b (file:///nowhere/at-all.js:1:5)';
  expect(readableStack(error)).toBe('Error at b (file:///nowhere/at-all.js:1:5)');
  expect(readableStack('fake-secret')).toBe('a thrown string');
});
