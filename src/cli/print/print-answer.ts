import { stripControl, stripControlInLines, toJson } from '../../base/text/terminal-text.ts';
import type { Format } from '../args/common-options.ts';
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
  to.write(`${cleanText(text)}\n`);

const cleanText = (text: string | readonly string[]): string =>
  typeof text === 'string' ? stripControlInLines(text) : text.map(stripControl).join('\n');

/** A prompt of one or more lines, before its answer. */
export const printQuestion = (to: Output, text: string): boolean => to.write(`${stripControlInLines(text)} `);

/** One JSON document on one line. */
export const printJson = (to: Output, value: unknown): boolean => to.write(`${toJson(value)}\n`);

interface Printing {
  readonly format: Format;
  /** No explanations. */
  readonly quiet?: boolean;
  /** Shows a text that is longer than the terminal; false: there is no pager. */
  readonly page?: (text: string) => Promise<boolean>;
}

/** Prints and gives the exit code. */
export async function printAnswer(
  io: Pick<Io, 'stdout' | 'stderr'>,
  answer: Answer,
  { format, quiet, page }: Printing,
): Promise<number> {
  const { stdout, stderr, json, exact, once } = answer;
  if (stderr?.length && !quiet) printText(io.stderr, [stderr].flat());
  if (format !== 'table' && json) await printDocument(io.stdout, { ok: true, ...json }, format, answer.csv);
  else if (stdout?.length && (format === 'table' || !json)) {
    const text = cleanText(stdout);
    if (exact && !io.stdout.isTTY) io.stdout.write(`${[stdout].flat().join('\n')}\n`);
    else if (once || !(await page?.(text))) io.stdout.write(`${text}\n`);
  }
  return answer.code ?? 0;
}

async function printDocument(
  to: Output,
  document: Readonly<Record<string, unknown>>,
  format: Format,
  csv?: string,
): Promise<void> {
  if (format === 'json') printJson(to, document);
  else {
    const { asYaml, documentAsCsv } = await import('./other-formats.ts');
    const text = format === 'yaml' ? asYaml(document) : `${csv ?? documentAsCsv(document)}\n`;
    if (text.trim() !== '') to.write(text);
  }
}

/** One sentence on stderr, and with --json or -o yaml a document on stdout as well. */
export async function printFailure(
  io: Pick<Io, 'stdout' | 'stderr'>,
  failed: CommandFailure,
  format: Format,
): Promise<number> {
  const { kind, message, line, column, attemptsLeft, lockedOutUntil } = failed;
  const attempts = attemptsLeft === 1 ? '1 attempt' : `${attemptsLeft} attempts`;
  const warning = attemptsLeft
    ? ` At most ${attempts} left before this address is locked out for 30 minutes.`
    : '';
  printLine(io.stderr, `cli-proxy: ${message}${warning}`);
  if (format === 'json' || format === 'yaml') {
    const until = lockedOutUntil === undefined ? undefined : new Date(lockedOutUntil).toISOString();
    const error = { kind, message, line, column, attemptsLeft, lockedOutUntil: until };
    await printDocument(io.stdout, { ok: false, error }, format);
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
      // A stream that has failed never calls back.
      if (lost === undefined) await new Promise<void>((resolve) => io.stdout.write('', () => resolve()));
      const gone = lost === 'EPIPE' || lost === 'ERR_STREAM_DESTROYED';
      if (code !== 0 || lost === undefined || (gone && !once)) return code;
      const why = gone ? 'the reader closed the pipe' : lost === 'ENOSPC' ? 'the disk is full' : `${lost}`;
      const message = `The output could not be written: ${why}${once ? '; the change is active. Show a key with cli-proxy keys reveal, or rotate a secret again' : ''}.`;
      return printFailure(io, { ok: false, kind: 'failed', message }, 'table');
    },
  };
}
