import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Secret } from '../../base/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { EmbeddedServer } from '../../session/ports.ts';

export interface StartEmbeddedOptions {
  /** The program to run with `serve`: the path of bin/cli-proxy. */
  readonly program: string;
  readonly configPath: string;
  /** Outlives the console. */
  readonly keep: boolean;
  readonly password: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Room for a cold start on a slow disk and for hashing a new secret. */
const startTimeout = 15_000;
const stopTimeout = 5_000;

/**
 * Starts `serve` as a child. The local password goes over a pipe (C1: never argv, never the environment); while
 * that pipe is open the child lives, so that it ends with a console that was killed.
 */
export async function startEmbedded(options: StartEmbeddedOptions): Promise<Outcome<EmbeddedServer>> {
  const args = [options.program, 'serve', '--config', options.configPath, '--password-fd', '3', '--json'];
  if (!options.keep) args.push('--exit-with-parent');
  const { CLI_PROXY_PASSWORD: _, ...env } = options.env;
  const child = spawn(process.execPath, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal is for the console, which then stops its server in order.
    detached: true,
  });
  const [, stdout, stderr, pipe] = child.stdio as unknown as [null, Readable, Readable, Writable];
  pipe.on('error', () => {});
  pipe.write(`${options.password}\n`);
  let lastWords = '';
  stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const all = lastWords + chunk;
    // A line that the cut would tear goes whole.
    lastWords = all.length <= 4_000 ? all : all.slice(all.indexOf('\n', all.length - 4_000) + 1);
  });
  // A child that could not be made has an `error` and no `exit`.
  const exited = new Promise<undefined>((resolve) => {
    child.once('exit', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
  const ready = await Promise.race([
    listening(stdout),
    exited,
    timeout(startTimeout),
    options.signal ? once(options.signal, 'abort').then(() => undefined) : new Promise<never>(() => {}),
  ]);
  const stop = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await Promise.race([exited, timeout(stopTimeout)]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  };
  if (!ready) {
    await stop();
    if (options.signal?.aborted) return failure('cancelled', 'Starting the embedded server was cancelled.');
    return failure('failed', sentenceOf(lastWords) ?? 'The embedded server did not start.');
  }
  stdout.resume();
  const release = () => {
    for (const end of [child, stdout, stderr, pipe]) (end as unknown as { unref?: () => void }).unref?.();
  };
  if (options.keep) release();
  return success({
    url: ready,
    password: new Secret(options.password),
    exited,
    lastWords: () => sentenceOf(lastWords),
    stop: async () => {
      if (options.keep) release();
      else await stop();
    },
  });
}

/** The URL of the ready line; undefined when stdout ends first. */
async function listening(stdout: Readable): Promise<string | undefined> {
  const lines = createInterface({ input: stdout });
  try {
    for await (const line of lines) {
      const event = readEvent(line);
      if (event?.event === 'listening' && event.url) return event.url;
    }
    return undefined;
  } finally {
    lines.close();
  }
}

function readEvent(line: string): { event?: string; url?: string; line?: string } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The last line of stderr that is a sentence for people, not a log event. */
function sentenceOf(words: string): string | undefined {
  const lines = words.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '' && !line.startsWith('{'));
}

function timeout(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
