import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../backend/backend.ts';
import { readRegularText } from '../../base/read-regular-file.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { CommandOutcome } from '../command.ts';
import type { Io } from '../io.ts';
import type { EditedByHand } from '../world.ts';
import { askYes, canAsk } from './ask.ts';

/** Opens the file in the user's editor and waits; tests give their own. The value is the exit code. */
export type RunEditor = (command: string, path: string) => Promise<number>;

/**
 * config.yaml as a private copy in $VISUAL or $EDITOR. What does not land is kept: after a mistake that nobody
 * repairs, and when the file was changed meanwhile.
 */
export async function editByHand(
  backend: Backend,
  io: Io,
  runEditor: RunEditor = runWithExeca,
): Promise<CommandOutcome<EditedByHand>> {
  const editor = io.env.VISUAL || io.env.EDITOR || (canAsk(io) ? 'vi' : undefined);
  if (!editor) return failure('invalid', 'No editor is set: set VISUAL or EDITOR.');
  const before = await backend.readConfigText();
  if (!before.ok) return before;
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-edit-'));
  const copy = join(folder, 'config.yaml');
  let keep = false;
  try {
    await writeFile(copy, before.value.text, { mode: 0o600 });
    for (;;) {
      const code = await runEditor(editor, copy);
      const text = await readRegularText(copy).catch(() => undefined);
      if (text === undefined) {
        return failure('failed', `The editor ${editor} left no file behind, nothing was saved.`);
      }
      if (code !== 0) {
        keep = text !== before.value.text;
        const why = failure(
          'failed',
          `The editor ${editor} ended with exit code ${code}, nothing was saved.`,
        );
        return keep ? success({ kind: 'kept', copy, why }) : why;
      }
      if (text === before.value.text) return success({ kind: 'unchanged' });
      const written = await backend.writeConfigText(text, { revision: before.value.revision });
      if (written.ok) return success({ kind: 'saved' });
      const again =
        written.kind === 'invalid' &&
        canAsk(io) &&
        (await askYes(io, `${placeOf(written)}${written.message}\nOpen the editor again?`));
      if (again) continue;
      keep = true;
      return success({
        kind: 'kept',
        copy,
        why: { ...written, message: placeOf(written) + written.message },
      });
    }
  } finally {
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}

function placeOf({ line, column, message }: { line?: number; column?: number; message: string }): string {
  return line === undefined || /\bline \d/i.test(message) ? '' : `Line ${line}, column ${column ?? 1}: `;
}

async function runWithExeca(command: string, path: string): Promise<number> {
  const { execa } = await import('execa');
  // through a shell, as EDITOR may carry options ("code --wait"); the path is an argument of its own
  const run =
    process.platform === 'win32'
      ? execa(`${command} "${path}"`, { shell: true, stdio: 'inherit', reject: false })
      : execa('/bin/sh', ['-c', `${command} "$1"`, 'sh', path], { stdio: 'inherit', reject: false });
  return (await run).exitCode ?? 1;
}
