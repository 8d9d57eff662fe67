import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseJson } from '../../../base/json/parse-json.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { spokenLanguage } from '../../../base/text/language.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { EmbeddedServer } from '../../../session/ports.ts';
import { words } from '../effects/words.ts';

interface StartEmbeddedOptions {
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
/** A server that does not report its clients is busy. */
const trafficTimeout = 1_000;

/**
 * Starts `serve` as a child. The local password is sent over a pipe (C1: never argv, never the environment);
 * while that pipe is open the child lives, so that it ends with a console that was killed.
 */
export async function startEmbedded(
  options: StartEmbeddedOptions,
): Promise<Outcome<EmbeddedServer & { readonly pid: number | undefined }>> {
  const args = [options.program, 'serve', '--config', options.configPath, '--password-fd', '3', '--json'];
  if (!options.keep) args.push('--exit-with-parent');
  const { CLI_PROXY_PASSWORD: _, ...own } = options.env;
  const env = { ...own, CLI_PROXY_LANG: spokenLanguage() };
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
    // A line that would be truncated is dropped whole.
    lastWords = all.length <= 4_000 ? all : all.slice(all.indexOf('\n', all.length - 4_000) + 1);
  });
  // A child that could not be made has an `error` and no `exit`.
  const exited = new Promise<undefined>((resolve) => {
    child.once('exit', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
  const events = readEvents(stdout);
  const ready = await Promise.race([
    events.next('listening').then((event) => event?.url),
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
    if (options.signal?.aborted) return failure('cancelled', words().servers.cancelled);
    return failure('failed', sentenceOf(lastWords) ?? words().servers.notStarted);
  }
  const release = () => {
    for (const end of [child, stdout, stderr, pipe]) (end as unknown as { unref?: () => void }).unref?.();
  };
  let kept = options.keep;
  if (kept) release();
  return success({
    url: ready,
    pid: child.pid,
    password: new Secret(options.password),
    exited,
    lastWords: () => sentenceOf(lastWords),
    async traffic() {
      if (kept) return undefined;
      pipe.write('traffic?\n');
      const event = await Promise.race([events.next('traffic'), exited, timeout(trafficTimeout)]);
      return event && { running: event.running ?? 0, lastRequestAt: event.lastRequestAt };
    },
    async keep() {
      kept = true;
      // Read before the pipe's end is seen, as it is one stream.
      await new Promise<void>((resolve) => pipe.write('keep\n', () => resolve()));
      release();
    },
    stop: async () => {
      if (kept) release();
      else await stop();
    },
  });
}

interface ServeEvent {
  readonly event?: string;
  readonly url?: string;
  readonly running?: number;
  readonly lastRequestAt?: number;
}

/** What `serve --json` says on stdout, a line each. */
function readEvents(stdout: Readable) {
  const lines = createInterface({ input: stdout });
  return {
    /** The next of that kind; undefined when stdout ends first. */
    next: (kind: string) =>
      new Promise<ServeEvent | undefined>((resolve) => {
        const hear = (line: string) => {
          const event = parseJson(line) as ServeEvent | undefined;
          if (event?.event !== kind) return;
          lines.off('line', hear);
          resolve(event);
        };
        lines.on('line', hear);
        lines.once('close', () => resolve(undefined));
      }),
  };
}

/** The last line of stderr that is a sentence for people, not a log event. */
function sentenceOf(words: string): string | undefined {
  const lines = words.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '' && !line.startsWith('{'))?.replace(/^cli-proxy: /, '');
}

function timeout(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
