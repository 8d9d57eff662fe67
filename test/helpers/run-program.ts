import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { program } from './terminal.ts';

export interface RunningProgram {
  readonly pid: number;
  /** All of stdout and stderr so far. */
  output(): string;
  /** SIGTERM unless said otherwise; resolves when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Shown on stdout when it is ready. */
  readonly ready: RegExp;
}

/** Starts bin/cli-proxy without a terminal and waits until it is ready. */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const child = spawn(program, options.args, {
    env: withPath(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pieces: string[] = [];
  const output = (): string => {
    if (pieces.length > 1) pieces.splice(0, pieces.length, pieces.join(''));
    return pieces[0] ?? '';
  };
  let ready = false;
  const ended = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => fail('20 s went by'), 20_000);
    const fail = (reason: string) => {
      clearTimeout(patience);
      child.kill('SIGKILL');
      reject(new Error(`${reason} before ${options.args[0]} was ready; it said:\n${output()}`));
    };
    const hear = (data: Buffer) => {
      pieces.push(String(data));
      // Looked for no longer than it takes: a server under load says more than can be searched again and again.
      if (ready || !options.ready.test(output())) return;
      ready = true;
      clearTimeout(patience);
      resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('close', () => fail('it ended'));
    child.once('error', (error) => fail(error.message));
  });
  return {
    pid: child.pid ?? 0,
    output,
    stop: (signal) => stop(child, ended, signal),
  };
}

/** One command to its end. */
export async function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(program, args, { env: withPath(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  return { code: code ?? 1, stdout, stderr };
}

async function stop(child: ChildProcess, ended: Promise<unknown>, signal: NodeJS.Signals = 'SIGTERM') {
  child.kill(signal);
  const lastResort = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(lastResort);
}

/** Ends what a console left running, such as a kept server: known by the test's own HOME (Linux). */
export async function endProcessesAtHome(home: string): Promise<void> {
  for (const pid of await processesAtHome(home)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

export async function processesAtHome(home: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(`HOME=${home}`) ? pid : undefined;
    }),
  );
  return found.filter((pid) => pid !== undefined);
}

function withPath(env: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`, LANG: 'C.UTF-8', ...env };
}
