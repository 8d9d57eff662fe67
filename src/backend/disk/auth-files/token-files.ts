import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { acquireFileLock, type LockAttempt } from '../../../base/files/file-lock.ts';
import { ensureFolder } from '../../../base/files/private-folder.ts';
import { editJson, type JsonEdit } from '../../../base/json/edit-json.ts';
import { valueAt } from '../../../base/json/value-at.ts';
import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import { fileFailure } from '../../../config/file/file-failure.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import { type Fields, fieldsOf } from '../../../providers/json-fields.ts';
import { shownName } from '../../auth-files/names.ts';
import { parseFields } from '../../auth-files/read-auth-file.ts';
import { words } from '../../auth-files/words.ts';
import type { TokenFile, TokenFiles, TokenMembers } from '../../backend.ts';
import type { AuthDir, AuthDirPlace } from './auth-dir.ts';
import { entryAt, entryNamed, textOf } from './read-entry.ts';
import { cannotRead, createEntry, rewriteEntry, underLock } from './write-entry.ts';

/** ms that one waits for another process that renews the same account; a provider may be slow. */
const waitMs = 120_000;

/**
 * Auth files with their tokens. What `list` has read is kept as long as the list itself has that file as it
 * is.
 */
export function createTokenFiles(dir: AuthDir): TokenFiles {
  const kept = new WeakMap<object, TokenMembers>();

  return {
    async list() {
      const [place, listed] = [await dir.place(), await dir.look()];
      if (!place.ok) return place;
      if (!listed.ok) return listed;
      const files: TokenFile[] = [];
      for (const item of listed.value) {
        const { name, broken } = item.file;
        if (broken !== undefined) continue;
        const read = kept.get(item) ?? readMembers(place.value, name);
        if (!read) continue;
        kept.set(item, read);
        files.push({ name, file: read });
      }
      return success(files);
    },
    async change(name, task, signal) {
      const place = await dir.place();
      if (!place.ok) return place;
      const done = await alone(place.value, name, async () => {
        if (signal?.aborted) return failure('cancelled', words().tokens.stopped);
        return changed(place.value, name, task);
      });
      await dir.look();
      return done;
    },
    async note(name, learned) {
      const place = await dir.place();
      if (!place.ok) return place;
      const listed = await dir.look();
      const known = listed.ok ? listed.value.find(({ file }) => file.name === name) : undefined;
      const noted = await place.value.accountFacts.note(name, known?.credential, learned);
      await dir.look();
      return noted;
    },
  };
}

async function changed(
  place: AuthDirPlace,
  name: string,
  task: Parameters<TokenFiles['change']>[1],
): Promise<Outcome<void>> {
  const before = await membersOf(place, name);
  if (!before.ok && before.kind !== 'conflict') return before;
  const after = await task(before.ok ? before.value : undefined);
  if (!after.ok) return after;
  const wanted = after.value;
  if (wanted === undefined) return success(undefined);
  if (!before.ok) {
    const text = `${JSON.stringify(wanted, null, 2)}\n`;
    return underLock(place.folder, () => createEntry(place.folder, name, text, false));
  }
  const edits = differences(before.value, wanted);
  return underLock(place.folder, () =>
    rewriteEntry(place.folder, name, (text) => {
      const now = parseFields(text);
      if (typeof now === 'string') return cannotRead(name);
      // Otherwise the tokens of one account would come into a file that is another's by now.
      const same = edits.every(({ path }) =>
        isDeepStrictEqual(valueAt(now, path), valueAt(before.value, path)),
      );
      return same ? success(editJson(text, edits)) : changedSince(name);
    }),
  );
}

const changedSince = (name: string): Failure => failure('conflict', words().tokens.changed(shownName(name)));

/** Of a name that was listed just now: the folder need not be read for each of a thousand. */
function readMembers({ folder }: AuthDirPlace, name: string): TokenMembers | undefined {
  const entry = entryAt(folder, name);
  const text = entry && textOf(entry);
  const fields = text?.ok ? parseFields(text.value) : undefined;
  return typeof fields === 'object' ? fields : undefined;
}

/** `conflict`: there is no such file. */
async function membersOf({ folder }: AuthDirPlace, name: string): Promise<Outcome<TokenMembers>> {
  const entry = await entryNamed(folder, name);
  if (!entry.ok) return entry;
  const text = textOf(entry.value);
  if (!text.ok) return text;
  const fields = parseFields(text.value);
  return typeof fields === 'string' ? cannotRead(name) : success(fields);
}

/** Only what the task has changed, so that a note that was set since stays. */
function differences(before: Fields, after: Fields, path: readonly string[] = []): JsonEdit[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name): JsonEdit[] => {
    const here = [...path, name];
    const [old, fresh] = [before[name], after[name]];
    if (isDeepStrictEqual(old, fresh)) return [];
    const [one, other] = [fieldsOf(old), fieldsOf(fresh)];
    return one && other ? differences(one, other, here) : [{ path: here, value: fresh }];
  });
}

/** One task an account, over all processes: two that renew at once would use up one refresh token twice. */
async function alone<T>(
  { folder }: AuthDirPlace,
  name: string,
  task: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const locks = join(folder, '.console', 'locks');
  const path = join(locks, `${fingerprint(name)}.lock`);
  const lock = await acquire(locks, path);
  if ('kind' in lock) return lock;
  if (!lock.ok) return failure('failed', words().tokens.renewing(shownName(name), lock.holder));
  try {
    return await task();
  } finally {
    await lock.release();
  }
}

async function acquire(folder: string, path: string): Promise<LockAttempt | Failure> {
  try {
    await ensureFolder(folder);
    return await acquireFileLock(path, { waitMs });
  } catch (error) {
    return fileFailure(error, 'lock', path);
  }
}
