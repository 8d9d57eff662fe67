import { createHash } from 'node:crypto';
import { PassThrough, Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Input, Io, Output } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../helpers/workspace.ts';
import { checkAnswer } from './check-answer.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What went to the terminal itself, such as OSC 52. */
  readonly terminal: string;
  /** The JSON document on stdout. */
  readonly json: () => Record<string, unknown>;
}

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  /** Answers typed on a terminal, in their order; makes stdin and stderr one. */
  readonly typed?: readonly string[];
  readonly cwd?: string;
  readonly io?: Partial<Io>;
}

export async function cliWorkspace(options?: WorkspaceOptions): Promise<Workspace> {
  const place = await openWorkspace(options);
  onTestFinished(() => place.dispose());
  return place;
}

/** A command line in this process, on the workspace's own home. */
export async function cli(
  place: Workspace,
  argv: readonly string[],
  options: CliOptions = {},
): Promise<CliRun> {
  const [stdout, stderr] = [collector(), collector()];
  let terminal = '';
  const io: Io = {
    ...ioOf(place, options),
    stdout: stdout.stream,
    stderr: options.typed ? Object.assign(stderr.stream, { isTTY: true }) : stderr.stream,
    writeTerminal(text) {
      terminal += text;
      return true;
    },
    ...options.io,
  };
  const code = await main(argv, io);
  const printed = stdout.text();
  checkAnswer(argv, printed);
  return { code, stdout: printed, stderr: stderr.text(), terminal, json: () => JSON.parse(printed) };
}

export function ioOf(place: Workspace, { env = {}, stdin = '', typed, cwd }: CliOptions = {}): Io {
  let drawn = 0;
  return {
    stdin: typed
      ? typist(typed)
      : (Readable.from(stdin === '' ? [] : [stdin], { objectMode: false }) as Input),
    stdout: collector().stream,
    stderr: collector().stream,
    env: { ...place.env, CLI_PROXY_CONFIG: place.configPath, ...env },
    cwd: cwd ?? place.home,
    home: place.home,
    user: 'tester',
    now: Date.now,
    randomBytes(count) {
      drawn += 1;
      return createHash('sha256').update(`${place.home} ${drawn}`).digest().subarray(0, count);
    },
    program: 'not used',
    writeTerminal: () => false,
    onStopSignal: () => () => {},
  };
}

/** Types the next answer whenever somebody begins to listen. */
function typist(answers: readonly string[]): Input {
  const left = [...answers];
  const stream = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  stream.on('resume', () => {
    const next = left.shift();
    if (next !== undefined) setImmediate(() => stream.write(`${next}\r`));
  });
  return stream;
}

export function collector(): { stream: Output; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
