import { access, constants, copyFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { atomicWrite, removeLeftTempFiles } from '../../base/files/atomic-write.ts';
import { acquireFileLock } from '../../base/files/file-lock.ts';
import { ensureFolder, refusePlanted } from '../../base/files/private-folder.ts';
import { readRegularFile } from '../../base/files/read-regular-file.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';
import { errorCode, fileFailure } from './file-failure.ts';

/**
 * JSON from a file of ours; undefined if it is not there yet. A damaged file is reported and stays untouched.
 */
export async function readPrivateFile<T = unknown>(
  path: string,
  schema: v.GenericSchema<unknown, T> = v.unknown() as never,
): Promise<Outcome<T | undefined>> {
  const found = await load(path, schema);
  if (found.kind === 'read') return success(found.value);
  if (found.kind === 'none') return success(undefined);
  if (found.kind === 'error') return found.failure;
  return damaged(path);
}

/** Replaces the whole file, readable by its owner only. @param indent 0: on one line, for what is long and of a program */
export async function writePrivateFile(path: string, data: unknown, indent = 2): Promise<Outcome<void>> {
  try {
    await ensureFolder(dirname(path));
    await atomicWrite(path, `${JSON.stringify(data, null, indent)}\n`);
    return success(undefined);
  } catch (error) {
    return fileFailure(error, 'write', path);
  }
}

export const damaged = (path: string) => failure('invalid', words().private.damaged(path));

/**
 * Read, change, write, while no other process does.
 * @param change undefined: there is no file yet, or it is damaged: then a copy of it is kept
 */
export async function editPrivateFile<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  change: (value: T | undefined, isDamaged: boolean) => Outcome<T>,
  indent?: number,
): Promise<Outcome<void>> {
  try {
    await ensureFolder(dirname(path));
    const lock = await acquireFileLock(`${path}.lock`);
    if (!lock.ok) return failure('failed', words().private.beingWritten(path, lock.holder));
    try {
      await removeLeftTempFiles(path);
      const found = await load(path, schema);
      if (found.kind === 'error') return found.failure;
      const isDamaged = found.kind === 'damaged';
      const changed = change(found.kind === 'read' ? found.value : undefined, isDamaged);
      if (!changed.ok) return changed;
      if (isDamaged) await keepCopy(path);
      return await writePrivateFile(path, changed.value, indent);
    } finally {
      await lock.release();
    }
  } catch (error) {
    return fileFailure(error, 'write', path);
  }
}

type Loaded<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'error'; readonly failure: Failure };

async function load<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<Loaded<T>> {
  try {
    await refusePlanted(path);
    const text = (await readRegularFile(path)).bytes.toString('utf8');
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    return parsed.success ? { kind: 'read', value: parsed.output as T } : { kind: 'damaged' };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'none' };
    return { kind: 'error', failure: fileFailure(error, 'read', path) };
  }
}

/** Under the lock. The file stays where it is until the new one takes its place: one that is missing says nothing. */
async function keepCopy(path: string): Promise<void> {
  let copy = `${path}.damaged`;
  for (let count = 2; await exists(copy); count++) copy = `${path}.damaged-${count}`;
  await copyFile(path, copy, constants.COPYFILE_EXCL);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
