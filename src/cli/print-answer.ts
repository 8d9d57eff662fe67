import { stripControl } from '../base/terminal-text.ts';
import type { Answer, CommandFailure } from './command.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';

/** Prints and gives the exit code. */
export function printAnswer(io: Pick<Io, 'stdout' | 'stderr'>, answer: Answer, json: boolean): number {
  if (answer.stderr) io.stderr.write(`${forTerminal(answer.stderr)}\n`);
  if (json && answer.json) io.stdout.write(`${JSON.stringify({ ok: true, ...answer.json })}\n`);
  else if (!json && answer.stdout !== undefined && answer.stdout !== '')
    io.stdout.write(`${answer.stdout}\n`);
  return answer.code ?? 0;
}

/** One sentence on stderr, and with --json a document on stdout as well. */
export function printFailure(
  io: Pick<Io, 'stdout' | 'stderr'>,
  failed: CommandFailure,
  json: boolean,
): number {
  const { kind, message, line, column, attemptsLeft, lockedOutUntil } = failed;
  const attempts = attemptsLeft === 1 ? '1 attempt' : `${attemptsLeft} attempts`;
  const warning = attemptsLeft
    ? ` At most ${attempts} left before this address is locked out for 30 minutes.`
    : '';
  io.stderr.write(`cli-proxy: ${forTerminal(message)}${warning}\n`);
  if (json) {
    const until = lockedOutUntil === undefined ? undefined : new Date(lockedOutUntil).toISOString();
    const error = { kind, message, line, column, attemptsLeft, lockedOutUntil: until };
    io.stdout.write(`${JSON.stringify({ ok: false, error })}\n`);
  }
  return exitCodes[kind];
}

/** Sentences hold labels and words of a server, which may hold escape sequences. */
function forTerminal(text: string): string {
  return text.split('\n').map(stripControl).join('\n');
}
