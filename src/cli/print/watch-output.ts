import type { Io } from '../io.ts';
import { printFailure } from './print-answer.ts';

/**
 * What becomes of the output. A full disk or a reader that has gone must not end a server, and a reader that has seen
 * enough (`cli-proxy keys list | head -1`) is no fault; but a secret that is shown once and did not arrive is one.
 */
export function watchOutput(io: Pick<Io, 'stdout' | 'stderr'>) {
  let lost: string | undefined;
  let once = false;
  io.stderr.on('error', () => {});
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    lost ??= error.code ?? error.name;
  });
  return {
    /** The answer holds what no other command can show again. */
    showOnce() {
      once = true;
    },
    /** The exit code, once all that was written is out. */
    async settle(code: number): Promise<number> {
      await new Promise<void>((resolve) => io.stdout.write('', () => resolve()));
      const gone = lost === 'EPIPE' || lost === 'ERR_STREAM_DESTROYED';
      if (code !== 0 || lost === undefined || (gone && !once)) return code;
      const why = gone
        ? 'nobody took it'
        : lost === 'ENOSPC'
          ? 'the disk is full'
          : `the system says ${lost}`;
      const message = `The output could not be written: ${why}${once ? '; what was made is in force: show a key by cli-proxy keys reveal, rotate a secret again' : ''}.`;
      return printFailure(io, { ok: false, kind: 'failed', message }, false);
    },
  };
}
