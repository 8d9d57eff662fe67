import { readFileSync, renameSync, rmSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../../backend/backend.ts';
import { ensureFolder } from '../../../base/files/private-folder.ts';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import { serverStateFolder } from '../../../config/console-folder/state-folder.ts';
import { errorCode, fileFailure } from '../../../config/file/file-failure.ts';
import { authDirOf } from '../../../config/file/paths.ts';
import { noConfigText } from '../../../config/file/read-config-file.ts';
import { parseConfig } from '../../../config/parse/parse-config.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { EditedByHand } from '../../../operations/operation.ts';
import { type Io, withoutPasswords } from '../../io.ts';
import { askYes, canAsk } from './ask.ts';
import { words } from './words.ts';

/** Opens the file in the user's editor and waits; tests give their own. The value is the exit code. */
type RunEditor = (command: string, path: string) => Promise<number>;

/**
 * config.yaml as a private copy in $VISUAL or $EDITOR. What is not saved is kept: after an error that is not
 * fixed, when the file was changed in the meantime, and when the terminal is lost. Every other copy is
 * removed.
 * @param console the folder where copies of config.yaml are anyway, as backups
 */
export async function editByHand(
  backend: Backend,
  console: string,
  io: Io,
  runEditor: RunEditor = runWithExeca,
): Promise<Outcome<EditedByHand>> {
  const editor = io.env.VISUAL || io.env.EDITOR || (canAsk(io) ? 'vi' : undefined);
  if (!editor) return failure('invalid', words().editor.none);
  const before = await backend.readConfigText();
  if (!before.ok) return before;
  const edits = join(console, 'edit');
  const name = `${process.pid}-${Buffer.from(io.randomBytes(4)).toString('hex')}`;
  const folder = join(edits, name);
  const copy = join(folder, 'config.yaml');
  const place = keptAs(console, name);
  let editing = false;
  const clear = (): void => {
    if (saveChanged(copy, before.value.text, place)) io.stderr.write(`${words().editor.kept(place)}\n`);
    rmSync(folder, { recursive: true, force: true });
  };
  const forget = clearOnSignals(clear, () => editing);
  try {
    await ensureFolder(folder);
    await removeLeft(console, edits, before.value.text, io);
    await writeFile(copy, before.value.text, { mode: 0o600, flag: 'wx' });
    for (;;) {
      editing = true;
      const code = await runEditor(editor, copy);
      editing = false;
      const saved = await readRegularFile(copy).catch(() => undefined);
      if (!saved) return failure('failed', words().editor.notSaved(words().editor.deleted(editor)));
      const text = saved.bytes.toString('utf8');
      if (code !== 0) {
        const why = failure('failed', words().editor.notSaved(words().editor.exited(editor, code)));
        return text === before.value.text ? why : await kept(why);
      }
      if (text === before.value.text) return success({ kind: 'unchanged' });
      const { revision } = before.value;
      const written = noConfigText(saved.bytes) ?? (await backend.writeConfigText(text, { revision }));
      if (written.ok) return success({ kind: 'saved' });
      const again =
        written.kind === 'invalid' &&
        canAsk(io) &&
        (await askYes(io, words().editor.again(placeOf(written) + written.message)));
      if (!again) return await kept({ ...written, message: placeOf(written) + written.message });
    }
  } catch (error) {
    return fileFailure(error, 'create a copy to edit in', console);
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }

  async function kept(why: Failure): Promise<Outcome<EditedByHand>> {
    await rename(copy, place);
    return success({ kind: 'kept', copy: place, why });
  }
}

/** Beside the config where that lies on this machine. @param configPath of that one */
export async function editFolder(backend: Backend, configPath: string | undefined, io: Io): Promise<string> {
  if (configPath === undefined) return serverStateFolder(backend.place, io);
  const text = await backend.readConfigText();
  const parsed = text.ok ? parseConfig(text.value.text) : text;
  return join(authDirOf(parsed.ok ? parsed.value.config : {}, io.home, configPath), '.console');
}

const keptAs = (console: string, name: string): string => join(console, `config.yaml.edited-${name}`);

/** Of a process that was killed; `text` is that of config.yaml. */
async function removeLeft(console: string, edits: string, text: string, io: Io): Promise<void> {
  for (const name of await readdir(edits)) {
    if (runs(Number.parseInt(name, 10))) continue;
    const place = keptAs(console, name);
    if (saveChanged(join(edits, name, 'config.yaml'), text, place))
      io.stderr.write(`${words().editor.left(place)}\n`);
    await rm(join(edits, name), { recursive: true, force: true });
  }
}

/** At once, as a signal leaves no time. false: there is nothing of the user's in it. */
function saveChanged(copy: string, text: string, place: string): boolean {
  try {
    const edited = readFileSync(copy, 'utf8');
    if (edited === text || edited.trim() === '') return false;
    renameSync(copy, place);
    return true;
  } catch {
    return false;
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Ctrl-C is the editor's while it runs; whatever else ends this clears up. */
function clearOnSignals(clear: () => void, editing: () => boolean): () => void {
  const end = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
    if (signal === 'SIGINT' && editing()) return;
    clear();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end);
  };
}

function placeOf({ line, column, message }: Pick<Failure, 'message' | 'line' | 'column'>): string {
  return line === undefined || /\bline \d|第 \d+ 行/i.test(message)
    ? ''
    : words().editor.place(line, column ?? 1);
}

/** Through a shell; the value is the exit code. */
export async function runWithExeca(command: string, path: string): Promise<number> {
  const { execa } = await import('execa');
  const usual = { stdio: 'inherit', reject: false, env: withoutPasswords } as const;
  // through a shell, as EDITOR may carry options ("code --wait"); the path is an argument of its own
  const run =
    process.platform === 'win32'
      ? execa(`${command} "${path}"`, { shell: true, ...usual })
      : execa('/bin/sh', ['-c', `${command} "$1"`, 'sh', path], { ...usual });
  return (await run).exitCode ?? 1;
}
