import { access, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
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
  return failure('invalid', words().private.damaged(path));
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

/** Read, change, write, while no other process does. A damaged file is set aside first, never overwritten. */
export async function editPrivateFile<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  change: (value: T | undefined) => Outcome<T>,
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
      if (found.kind === 'damaged') return await setAside(path);
      const changed = change(found.kind === 'read' ? found.value : undefined);
      return changed.ok ? await writePrivateFile(path, changed.value, indent) : changed;
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

/**
 * Under the lock. The change is refused once, so that the user knows before a new file is started.
 */
async function setAside(path: string): Promise<Failure> {
  let aside = `${path}.damaged`;
  for (let count = 2; await exists(aside); count++) aside = `${path}.damaged-${count}`;
  await rename(path, aside);
  return failure('failed', words().private.movedAside(path, basename(aside)));
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
