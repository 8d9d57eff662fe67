import { formatDuration } from '../../../base/text/duration.ts';
import { toJson } from '../../../base/text/terminal-text.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Notice } from '../../../server/notices.ts';
import { withoutPasswords } from '../../io.ts';

/** ms */
const timeoutMs = 30_000;

/** Runs the user's command with the notice as JSON on stdin. Its output is discarded. */
export async function runNotice(
  [program = '', ...args]: readonly string[],
  notice: Notice,
): Promise<Outcome<void>> {
  const { execa } = await import('execa');
  const ended = await execa(program, args, {
    input: `${toJson(notice)}\n`,
    stdout: 'ignore',
    stderr: 'ignore',
    env: withoutPasswords,
    timeout: timeoutMs,
    reject: false,
  });
  if (!ended.failed) return success(undefined);
  const { timedOut, exitCode, signal, code } = ended;
  if (timedOut) return failure('failed', `${program} did not end within ${formatDuration(timeoutMs)}.`);
  if (exitCode !== undefined) return failure('failed', `${program} exited with ${exitCode}.`);
  return failure('failed', `${program} could not be run: ${signal ?? code ?? 'unknown error'}.`);
}
