import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type BuiltFile, buildProgram } from '../../scripts/build.ts';
import { workspace } from '../helpers/journey.ts';
import { startPublicServer } from '../helpers/public-server/start-public-server.ts';
import { openTerminal } from '../helpers/terminal.ts';
import { type StartStep, stepsIn, watchLoading } from '../helpers/watch-loading.ts';
import { localPassword } from '../helpers/workspace.ts';

// The time to the first data is the time to the first request, and then what is loaded while the answer comes. A
// module that somebody imports at the wrong place does not show in a figure on a busy machine, but it shows here.

let folder = '';
let built: ReadonlyMap<string, BuiltFile> = new Map();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-proxy-start-'));
  built = await buildProgram({ outputFolder: join(folder, 'dist') });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return () => rm(folder, { recursive: true, force: true });
});

type Kind = 'ours' | 'v6' | 'v7';
const isFirstRequest = (kind: Kind) => (step: StartStep) =>
  'request' in step && step.request === `/v0/management/${kind === 'ours' ? 'console/state' : 'config'}`;

/** Starts a console of that build with a password, up to its first data. */
async function start(kind: Kind): Promise<StartStep[]> {
  const place = await workspace({ keys: 2 });
  const env: Record<string, string> = { CLI_PROXY_PASSWORD: localPassword };
  const args: string[] = [];
  if (kind === 'ours') await place.startServe();
  else {
    const server = await startPublicServer({
      kind,
      clientKeys: ['fake-client-key-0001', 'fake-client-key-0002'],
    });
    onTestFinished(() => server.close());
    env.CLI_PROXY_PASSWORD = server.secret;
    args.push('--url', server.url, '--usage-feed', 'off');
  }
  const log = join(place.home, 'steps');
  const program = [...watchLoading(log), join(folder, 'dist/cli-proxy.js')];
  const words = ['tui', ...(kind === 'ours' ? ['--config', place.configPath] : args)];
  const terminal = openTerminal({
    command: process.execPath,
    args: [...program, ...words],
    cwd: place.home,
    env: { ...place.env, ...env },
  });
  onTestFinished(() => terminal.dispose());
  await terminal.waitFor(/Keys +2\b|2 keys/);
  return stepsIn(log);
}

const modulesOf = (steps: readonly StartStep[]) =>
  steps.flatMap((step) => ('module' in step ? [step.module] : []));
const filesOf = (modules: readonly string[]) => [...new Set(modules)].filter((name) => built.has(name));
const bytesOf = (modules: readonly string[]) =>
  filesOf(modules).reduce((sum, name) => sum + (built.get(name)?.bytes ?? 0), 0);
const sourcesOf = (modules: readonly string[]) =>
  filesOf(modules).flatMap((name) => built.get(name)?.sources ?? []);

/** What the time to the first request may cost. v6 says who it is in an answer that needs understanding. */
const allowed = {
  ours: { files: 4, kilobytes: 64, packages: /^$/ },
  v7: { files: 4, kilobytes: 64, packages: /^$/ },
  v6: { files: 6, kilobytes: 104, packages: /\/valibot\// },
};

test.each([
  ['--help', 14],
  ['keys list --help', 18],
  ['keys list', 34],
])('the command %s loads nothing of the console, and few files', async (words, files) => {
  const place = await workspace({ keys: 2 });
  const log = join(place.home, 'steps');
  const run = openTerminal({
    command: process.execPath,
    args: [...watchLoading(log), join(folder, 'dist/cli-proxy.js'), ...words.split(' ')],
    cwd: place.home,
    env: place.env,
  });
  onTestFinished(() => run.dispose());
  await run.exit;
  const modules = modulesOf(await stepsIn(log));
  expect(
    sourcesOf(modules).filter((path) =>
      /^src\/(tui\/(components|features|frame)|server)\/|\/(ink|react)\//.test(path),
    ),
  ).toEqual([]);
  expect(filesOf(modules).length).toBeLessThanOrEqual(files);
});

describe.each(['ours', 'v7', 'v6'] as const)('a console that starts on a server (%s)', (kind) => {
  test('asks for its first data before it has loaded a package, a screen, or a parser', async () => {
    const steps = await start(kind);
    const before = modulesOf(steps.slice(0, steps.findIndex(isFirstRequest(kind))));
    const sources = sourcesOf(before);
    expect(sources).toContain('src/cli/compose/run-console.ts');
    const { files, kilobytes, packages } = allowed[kind];
    expect(sources.filter((path) => /node_modules/.test(path) && !packages.test(path))).toEqual([]);
    expect(sources.filter((path) => /^src\/(tui|server|watch|providers|oauth)\//.test(path))).toEqual([]);
    expect(filesOf(before).length).toBeLessThanOrEqual(files);
    expect(bytesOf(before) / 1024).toBeLessThanOrEqual(kilobytes);
  });

  test('has loaded nothing that its first screen does not need, and in few files', async () => {
    const modules = modulesOf(await start(kind));
    const late = /\/(ioredis|ws|libsql|yaml|execa|bcryptjs|undici)\/|^src\/server\/|\.zh-CN\.ts$/;
    expect(sourcesOf(modules).filter((path) => late.test(path))).toEqual([]);
    // Each is a millisecond; scripts/gather.ts keeps what several need together.
    expect(filesOf(modules).length).toBeLessThanOrEqual(12);
  });
});
