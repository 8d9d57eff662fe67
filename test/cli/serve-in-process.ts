import { once } from 'node:events';
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { type CliOptions, ioOf } from './run-cli.ts';

export interface Serving {
  readonly url: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** As SIGTERM does; resolves with the exit code. */
  stop(): Promise<number>;
  /** Resolves when it ends by itself. */
  readonly ended: Promise<number>;
}

/** `cli-proxy serve` in this process, listening; ends with the test. */
export async function serving(
  place: Workspace,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<Serving> {
  let [stdout, stderr, stop] = ['', '', () => {}];
  const heard = new Writable({
    write(chunk, _encoding, done) {
      stdout += chunk;
      done();
      heard.emit('heard');
    },
  });
  const told = new Writable({
    write(chunk, _encoding, done) {
      stderr += chunk;
      done();
    },
  });
  const ended = main(['serve', '--config', place.configPath, ...args], {
    ...ioOf(place, options),
    stdout: heard,
    stderr: told,
    onStopSignal(wanted) {
      stop = wanted;
      return () => {};
    },
    ...options.io,
  });
  await Promise.race([once(heard, 'heard'), ended]);
  const url = /https?:\/\/[^"\s]+/.exec(stdout)?.[0];
  if (!url) throw new Error(`serve did not start: ${stderr}`);
  const stopNow = async () => {
    stop();
    return ended;
  };
  onTestFinished(async () => {
    await stopNow();
  });
  return { url, stdout: () => stdout, stderr: () => stderr, stop: stopNow, ended };
}
