import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** How a snippet of each kind is run by somebody who has just pasted it. */
interface Way {
  readonly file: string;
  readonly command: readonly [string, ...string[]];
  /** Fails where the machine cannot run it. */
  readonly probe: readonly [string, ...string[]];
}

const node = process.execPath;
export const ways = {
  curl: { file: 'call.sh', command: ['sh', 'call.sh'], probe: ['curl', '--version'] },
  python: { file: 'hello.py', command: ['python3', 'hello.py'], probe: ['python3', '-c', 'import openai'] },
  'python-requests': {
    file: 'hello.py',
    command: ['python3', 'hello.py'],
    probe: ['python3', '-c', 'import requests'],
  },
  javascript: { file: 'hello.mjs', command: [node, 'hello.mjs'], probe: [node, '--version'] },
  'javascript-fetch': { file: 'hello.mjs', command: [node, 'hello.mjs'], probe: [node, '--version'] },
  go: { file: 'main.go', command: ['go', 'run', 'main.go'], probe: ['go', 'version'] },
  websocket: { file: 'hello.mjs', command: [node, 'hello.mjs'], probe: [node, '--version'] },
} as const satisfies Record<string, Way>;
export type Runnable = keyof typeof ways;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Undefined: it can be run here. */
export async function whyNot(kind: Runnable): Promise<string | undefined> {
  const { probe } = ways[kind];
  const { code } = await run(probe, tmpdir(), {});
  return code === 0 ? undefined : `this machine has not what "${probe.join(' ')}" asks for`;
}

/** In a folder of its own, with the packages of this project at hand. */
export async function runSnippet(kind: Runnable, text: string, env: Record<string, string>): Promise<Ended> {
  const { file, command } = ways[kind];
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-snippet-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, file), text);
  return run(command, folder, env);
}

/** A shell's answer to a text that is pasted into it, with what follows. */
export const inShell = (text: string, then: string, env: Record<string, string>): Promise<Ended> =>
  run(['sh', '-c', `${text}\n${then}`], tmpdir(), env);

function run(
  command: readonly [string, ...string[]],
  cwd: string,
  env: Record<string, string>,
): Promise<Ended> {
  const [file, ...args] = command;
  const { PATH = '', HOME = '' } = process.env;
  // Go keeps what it has compiled between runs, wherever it may.
  const caches = { GOCACHE: join(tmpdir(), 'cli-proxy-go-cache'), GOFLAGS: '-mod=mod', GO111MODULE: 'off' };
  return new Promise((done) => {
    const options = { cwd, env: { PATH, HOME, ...caches, ...env }, timeout: 90_000 };
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, stdout, stderr });
    });
  });
}
