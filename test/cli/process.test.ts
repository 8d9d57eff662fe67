import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askWithKey, statusOf } from '../helpers/ask-server.ts';
import { localPassword, type Workspace } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';

const entry = fileURLToPath(new URL('../../src/cli/entry.ts', import.meta.url));

/** The program from its source, as a process of its own; fd 3 is a pipe. */
function start(place: Workspace, args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), entry, ...args], {
    cwd: place.home,
    env: { ...place.env, PATH: process.env.PATH ?? '', CLI_PROXY_CONFIG: place.configPath },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [, stdout, stderr, pipe] = child.stdio as unknown as [null, Readable, Readable, Writable];
  let errors = '';
  stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return { child, stdout, pipe, errors: () => errors, exit: once(child, 'close') };
}

async function firstLine(stdout: Readable): Promise<string> {
  const lines = createInterface({ input: stdout });
  const [line] = await once(lines, 'line');
  lines.close();
  stdout.resume();
  return String(line);
}

describe('config edit', () => {
  test.each([
    ['SIGHUP', ''],
    ['SIGTERM', ''],
    ['SIGHUP', 'debug: true\n'],
    ['SIGKILL', 'debug: true\n'],
  ] as const)(
    "%s takes the copy along, keeps what was edited (%j), and Ctrl-C is the editor's",
    async (signal, saved) => {
      const place = await cliWorkspace();
      const editor = join(place.home, 'editor.sh');
      // It tells where its copy is, and ends when it is told to.
      const script =
        '#!/bin/sh\ntrap "" INT\necho "$1" > "$HOME/copy.part"; mv "$HOME/copy.part" "$HOME/copy"\n';
      await writeFile(editor, `${script}while [ ! -e "$HOME/done" ]; do sleep 0.05; done\n`);
      await chmod(editor, 0o755);
      const child = spawn(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), entry, 'config', 'edit'],
        {
          env: {
            ...place.env,
            PATH: process.env.PATH ?? '',
            CLI_PROXY_CONFIG: place.configPath,
            EDITOR: editor,
          },
          stdio: 'ignore',
        },
      );
      onTestFinished(async () => {
        await writeFile(join(place.home, 'done'), '').catch(() => {});
        child.kill('SIGKILL');
      });
      const exit = once(child, 'close');
      const copyOf = () => readFile(join(place.home, 'copy'), 'utf8').catch(() => '');
      await expect.poll(copyOf, { timeout: 15_000 }).toMatch(/config\.yaml\n/);
      const copy = (await copyOf()).trim();
      expect(await readFile(copy, 'utf8')).toBe(await place.readConfig());
      if (saved !== '') await appendFile(copy, saved);
      child.kill('SIGINT');
      child.kill(signal);
      expect((await exit)[0]).toBe({ SIGHUP: 129, SIGTERM: 143, SIGKILL: null }[signal]);
      const edits = dirname(dirname(copy));
      if (signal === 'SIGKILL') {
        // The next one finds what was left.
        expect(await cli(place, ['config', 'edit'], { env: { EDITOR: 'true' } })).toMatchObject({
          code: 0,
          stderr: expect.stringContaining('earlier, interrupted edit is saved in'),
        });
      }
      expect(await readdir(edits)).toEqual([]);
      const kept = (await readdir(dirname(edits))).filter((name) => name.includes('edited'));
      const texts = await Promise.all(kept.map((name) => readFile(join(dirname(edits), name), 'utf8')));
      expect(texts).toEqual(saved === '' ? [] : [(await place.readConfig()) + saved]);
    },
  );
});

test('the certificate is checked whatever the environment says', async () => {
  const pem = (name: string) => readFile(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
  let asked = 0;
  const server = createServer(
    { cert: await pem('self-signed'), key: await pem('self-signed-key') },
    (_, answer) => {
      asked += 1;
      answer.end('{}');
    },
  ).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const place = await cliWorkspace();
  const env = { ...place.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', CLI_PROXY_PASSWORD: 'fake-password' };
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { exit, errors } = start({ ...place, env }, ['keys', 'list', '--url', url]);
  expect((await exit)[0]).toBe(4);
  expect(errors()).toMatch(/certificate/);
  expect(asked).toBe(0);
});

describe('the process', () => {
  test('serve takes the local password from a pipe and ends with the parent', async () => {
    const place = await cliWorkspace();
    const args = ['serve', '--json', '--password-fd', '3', '--exit-with-parent'];
    const { stdout, pipe, exit, errors } = start(place, args);
    pipe.write(`${localPassword}\n`);
    const ready = JSON.parse(await firstLine(stdout));
    expect(ready).toMatchObject({ event: 'listening', url: place.url });
    const headers = { authorization: `Bearer ${localPassword}` };
    expect(await statusOf(`${place.url}/v0/management/config`, headers)).toBe(200);
    pipe.end();
    expect((await exit)[0]).toBe(0);
    expect(errors()).not.toContain(localPassword);
    expect(await statusOf(`${place.url}/healthz`)).toBe(0);
  });

  test('over that pipe it says whom it serves, and goes on without the parent when it is told to', async () => {
    const place = await cliWorkspace();
    const args = ['serve', '--json', '--password-fd', '3', '--exit-with-parent'];
    const { child, stdout, pipe, exit } = start(place, args);
    const lines = createInterface({ input: stdout });
    const next = async () => JSON.parse(String((await once(lines, 'line'))[0]));
    pipe.write(`${localPassword}\n`);
    expect(await next()).toMatchObject({ event: 'listening' });
    pipe.write('traffic?\n');
    expect(await next()).toEqual({ event: 'traffic', running: 0 });
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(200);
    pipe.write('traffic?\n');
    expect(await next()).toEqual({ event: 'traffic', running: 0, lastRequestAt: expect.any(Number) });
    pipe.end('keep\n');
    await once(pipe, 'close');
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(200);
    child.kill('SIGTERM');
    expect((await exit)[0]).toBe(0);
  });

  test.each([
    ['en', 'is not closed'],
    ['zh-CN', '没有闭合'],
  ])('a start that fails ends the process, although that pipe is open (%s)', async (language, said) => {
    const place = await cliWorkspace({ more: 'broken: [' });
    const env = { ...place.env, CLI_PROXY_LANG: language };
    const args = ['serve', '--password-fd', '3', '--exit-with-parent'];
    const { pipe, exit, errors } = start({ ...place, env }, args);
    pipe.write(`${localPassword}\n`);
    expect((await exit)[0]).toBe(1);
    expect(errors()).toContain(said);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s stops serve in order', async (signal) => {
    const place = await cliWorkspace();
    const { child, stdout, exit } = start(place, ['serve']);
    expect(await firstLine(stdout)).toBe(`listening on ${place.url}`);
    child.kill(signal);
    expect(await exit).toEqual([0, null]);
  });

  test('SIGUSR1 opens no debugger', async () => {
    const place = await cliWorkspace();
    const { child, stdout, exit, errors } = start(place, ['serve']);
    await firstLine(stdout);
    child.kill('SIGUSR1');
    await statusOf(`${place.url}/healthz`);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(errors()).not.toMatch(/debugger/i);
  });

  test('a reader that goes away leaves no stack trace', async () => {
    const place = await cliWorkspace({ keys: 2000 });
    const { stdout, exit, errors } = start(place, ['keys', 'list']);
    await once(stdout, 'readable');
    stdout.destroy();
    expect((await exit)[0]).toBe(0);
    expect(errors()).toBe('');
  });
});
