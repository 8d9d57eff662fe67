import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

export interface Started {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** A process that prints its port in its first line. */
export async function startPrinting(command: string, args: readonly string[]): Promise<Started> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, url: `http://127.0.0.1:${Number(String(line))}`, stop: () => end(child) };
}

/**
 * The server of a workspace with its log in a file, as a service has it: reading it here would take processor time
 * from what is measured.
 */
export async function startServer(
  program: string,
  { configPath, url, env }: { configPath: string; url: string; env: Readonly<Record<string, string>> },
  folder: string,
): Promise<Started> {
  const log = await open(join(folder, 'server.log'), 'w');
  const args = ['serve', '--config', configPath];
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', log.fd, log.fd] });
  const answers = () =>
    fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await answers())) if (child.exitCode !== null) throw new Error('the server did not start');
  return {
    pid: child.pid ?? 0,
    url,
    async stop() {
      await end(child);
      await log.close();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGINT');
  await ended;
}
