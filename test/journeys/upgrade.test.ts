import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { workspace } from '../helpers/journey.ts';
import { openTerminal, program, type TerminalOptions } from '../helpers/terminal.ts';
import { until } from '../helpers/until.ts';
import { stepsIn, watchLoading } from '../helpers/watch-loading.ts';
import { localPassword, type Workspace } from '../helpers/workspace.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';
import { completion } from '../server/gateway/gateway-world.ts';

// npm replaces the folder of the program while it runs.

interface Installed {
  run(place: Workspace, words: readonly string[], options?: TerminalOptions): ReturnType<typeof openTerminal>;
  readonly dist: string;
  upgrade(): Promise<void>;
}

async function install(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-installed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const root = dirname(dirname(program));
  for (const part of ['bin', 'dist']) await cp(join(root, part), join(folder, part), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const dist = join(folder, 'dist');
  return {
    dist,
    run(place, words, { args = [], ...options } = {}) {
      const terminal = openTerminal({
        command: process.execPath,
        args: [...args, join(folder, 'bin/cli-proxy'), ...words, '--config', place.configPath],
        cwd: place.home,
        env: { ...place.env, CLI_PROXY_PASSWORD: localPassword },
        ...options,
      });
      onTestFinished(() => terminal.dispose());
      return terminal;
    },
    upgrade: () => rm(dist, { recursive: true }),
  };
}

test('a server that runs during an upgrade translates its first request after it', async () => {
  const upstream = await fakeUpstream(({ json }) => json(200, completion));
  const entry = {
    name: 'up',
    'base-url': `${upstream.url}/v1`,
    'api-key-entries': [{ 'api-key': 'fake-upstream-key-000001' }],
    models: [{ name: 'good' }],
  };
  const place = await workspace({ more: `\nopenai-compatibility: [${JSON.stringify(entry)}]\n` });
  const installed = await install();
  await installed.run(place, ['serve']).waitFor('listening on');
  await installed.upgrade();
  const answer = await fetch(`${place.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': place.keys[0]?.key ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'good', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }),
  });
  expect(await answer.json()).toMatchObject({ type: 'message', role: 'assistant' });
});

test('a console that runs during an upgrade opens screens and forms that it has not shown yet', async () => {
  const place = await workspace({ keys: 2 });
  await place.startServe();
  const installed = await install();
  const log = join(place.home, 'debug.log');
  const env = { ...place.env, CLI_PROXY_PASSWORD: localPassword, CLI_PROXY_DEBUG: log };
  const terminal = installed.run(place, ['tui'], { env });
  await terminal.waitFor('● live');
  await until(async () => expect(await readFile(log, 'utf8')).toContain('parts of the console are loaded'));
  await installed.upgrade();
  terminal.press('8');
  await terminal.waitFor(/No problems found|findings?|warnings?/);
  terminal.press('4');
  terminal.press('l');
  await terminal.waitFor('Codex');
});

test('a program whose files are gone ends with a sentence and no stack', async () => {
  const place = await workspace({ keys: 2 });
  const installed = await install();
  const log = join(place.home, 'steps');
  await installed.run(place, ['--version'], { args: watchLoading(log) }).exit;
  const needed = new Set((await stepsIn(log)).map((step) => ('module' in step ? step.module : '')));
  for (const file of await readdir(installed.dist)) {
    if (!needed.has(file)) await rm(join(installed.dist, file));
  }
  const run = installed.run(place, ['keys', 'list']);
  await run.exit;
  expect(run.screen().replaceAll('\n', '').trim()).toMatch(
    /^A part of cli-proxy is missing \([\w-]+\.js\)\. If it was upgraded while it ran, start it again; otherwise install it again\.$/,
  );
});
