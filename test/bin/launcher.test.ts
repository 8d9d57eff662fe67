import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectFolder } from '../helpers/source-imports.ts';

/** bin/ in a folder of its own, where nothing was built. */
async function launcherAlone(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-bin-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(projectFolder, 'bin'), join(folder, 'bin'), { recursive: true });
  return join(folder, 'bin', 'cli-proxy');
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('an unbuilt program says in one sentence how to build it', async () => {
  const { status, stderr } = run(await launcherAlone());
  expect(status).toBe(1);
  expect(stderr).toMatch(/^cli-proxy is not built yet: run npm run build in .*\.\n$/);
});

test('too few files that may be open are said in one sentence', async () => {
  const launcher = await launcherAlone();
  const dist = join(dirname(dirname(launcher)), 'dist');
  await mkdir(dist);
  await writeFile(join(dist, 'cli-proxy.js'), "throw Object.assign(new Error('no'), { code: 'EMFILE' });");
  const { status, stderr } = run(launcher);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Too many files are open for cli-proxy to start; allow more .*\n$/);
});

test.each(['18.20.4', '20.18.3', '8.0.0'])(
  'Node %s is told in one sentence that it is too old',
  async (version) => {
    const launcher = await launcherAlone();
    const old = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
    const { status, stderr } = run('-e', `${old}; require(${JSON.stringify(launcher)})`);
    expect(status).toBe(1);
    expect(stderr).toBe(`cli-proxy needs Node 20.19 or newer; this is Node ${version}.\n`);
  },
);

test.each(['20.19.0', '22.0.0', '24.1.0'])('Node %s is new enough', async (version) => {
  const launcher = await launcherAlone();
  const other = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  expect(run('-e', `${other}; require(${JSON.stringify(launcher)})`).stderr).toContain('not built yet');
});
