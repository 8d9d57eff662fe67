import { stripControl, stripControlInLines, toJson } from '../../base/text/terminal-text.ts';
import type { Answer, CommandFailure } from '../command-outcome.ts';
import { exitCodes } from '../command-outcome.ts';
import type { Io, Output } from '../io.ts';

/**
 * One line of text; whatever of it came from outside cannot break it or reach the terminal as more than text
 * (N10).
 */
export const printLine = (to: Output, text: string): boolean => to.write(`${stripControl(text)}\n`);

/** A text of several lines, or a list of lines that none of their words can break. */
export const printText = (to: Output, text: string | readonly string[]): boolean =>
  to.write(`${typeof text === 'string' ? stripControlInLines(text) : text.map(stripControl).join('\n')}\n`);

/** A prompt of one or more lines, before its answer. */
export const printQuestion = (to: Output, text: string): boolean => to.write(`${stripControlInLines(text)} `);

/** One JSON document on one line. */
export const printJson = (to: Output, value: unknown): boolean => to.write(`${toJson(value)}\n`);

/** Prints and gives the exit code. */
export function printAnswer(io: Pick<Io, 'stdout' | 'stderr'>, answer: Answer, json: boolean): number {
  if (answer.stderr?.length) printText(io.stderr, [answer.stderr].flat());
  if (json && answer.json) printJson(io.stdout, { ok: true, ...answer.json });
  else if (!json && answer.exact && !io.stdout.isTTY)
    io.stdout.write(`${[answer.stdout].flat().join('\n')}\n`);
  else if (!json && answer.stdout?.length) printText(io.stdout, answer.stdout);
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
  printLine(io.stderr, `cli-proxy: ${message}${warning}`);
  if (json) {
    const until = lockedOutUntil === undefined ? undefined : new Date(lockedOutUntil).toISOString();
    const error = { kind, message, line, column, attemptsLeft, lockedOutUntil: until };
    printJson(io.stdout, { ok: false, error });
  }
  return exitCodes[kind];
}

/**
 * Handles errors of the output. A full disk or a closed reader must not end a server, and a reader that has
 * read enough (`cli-proxy keys list | head -1`) is no error; but a secret that is shown once and was not
 * written is one.
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
      const why = gone ? 'the reader closed the pipe' : lost === 'ENOSPC' ? 'the disk is full' : `${lost}`;
      const message = `The output could not be written: ${why}${once ? '; the change is active. Show a key with cli-proxy keys reveal, or rotate a secret again' : ''}.`;
      return printFailure(io, { ok: false, kind: 'failed', message }, false);
    },
  };
}
