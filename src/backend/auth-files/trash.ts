import { randomBytes } from 'node:crypto';
import {
  chmod,
  copyFile,
  constants as fs,
  link,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, syncFolder } from '../../base/files/atomic-write.ts';
import { ensureFolder } from '../../base/files/private-folder.ts';
import { readSmallFile } from '../../base/files/read-regular-file.ts';
import { revokedEnding } from '../../config/console-folder/old-names.ts';
import { errorCode, type FileAct, fileFailure } from '../../config/file/file-failure.ts';
import type { Revocation } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { goneFile, isAuthFileName } from './names.ts';
import { words } from './words.ts';

/** ms after which a revoked file is deleted, when the next one is revoked. */
const keptFor = 30 * 86_400_000;
const tokenPattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})-[0-9a-f]{8}$/;

/**
 * Revoked auth files, so that a revocation can be undone: `<console>/trash/<token>/<name>.revoked`, for the
 * owner alone.
 */
export interface Trash {
  /** A place for what is revoked together; made with the first file. */
  begin(): { readonly token: string; readonly folder: string };
  /** Moves a file there. */
  move(folder: string, name: string, path: string): Promise<Outcome<void>>;
  /** Keeps the text of a file that is elsewhere. */
  keep(folder: string, name: string, text: string): Promise<Outcome<void>>;
  /** Newest first. */
  list(): Promise<Outcome<Revocation[]>>;
  /** The names behind a token, and their folder. */
  open(token: string): Promise<Outcome<{ folder: string; names: string[] }>>;
  /** The text of a file that is restored elsewhere. */
  read(folder: string, name: string): Promise<Outcome<string>>;
  /** Restores a file, unless another has its name. */
  putBack(folder: string, name: string, path: string): Promise<Outcome<void>>;
  /** Forgets a file that is back elsewhere. */
  drop(folder: string, name: string): Promise<void>;
  /** Removes what has been there for 30 days. */
  sweep(): Promise<void>;
}

/** @param console the console's folder of this server @param now ms since the epoch */
export function openTrash(console: string, now: () => number): Trash {
  const root = join(console, 'trash');

  const attempt = async (
    task: () => Promise<unknown>,
    act: FileAct,
    path: string,
  ): Promise<Outcome<void>> => {
    try {
      await task();
      return success(undefined);
    } catch (error) {
      return fileFailure(error, act, path);
    }
  };
  const forget = async (folder: string, name: string): Promise<void> => {
    await unlink(placeOf(folder, name)).catch(() => {});
    await rmdir(folder).catch(() => {});
  };

  return {
    begin() {
      const stamp = new Date(now()).toISOString().replace(/[-:.Z]/g, '');
      const token = `${stamp}-${randomBytes(4).toString('hex')}`;
      return { token, folder: join(root, token) };
    },
    async move(folder, name, path) {
      try {
        await ensureFolder(folder);
        await rename(path, placeOf(folder, name));
        // As keep() makes it, whatever the file had.
        await chmod(placeOf(folder, name), 0o600).catch(() => {});
        await syncFolder(folder);
        return success(undefined);
      } catch (error) {
        await rmdir(folder).catch(() => {});
        return errorCode(error) === 'ENOENT' ? goneFile(name) : fileFailure(error, 'move away', path);
      }
    },
    keep: (folder, name, text) =>
      attempt(
        async () => {
          await ensureFolder(folder);
          await atomicWrite(placeOf(folder, name), text);
        },
        'keep a copy in',
        folder,
      ),
    async list() {
      try {
        const tokens = (await readdir(root)).filter((token) => tokenPattern.test(token)).sort();
        const found = await Promise.all(tokens.reverse().map(async (token) => revocation(root, token)));
        return success(found.filter(({ names }) => names.length > 0));
      } catch (error) {
        return errorCode(error) === 'ENOENT' ? success([]) : fileFailure(error, 'read', root);
      }
    },
    async open(token) {
      const { names } = tokenPattern.test(token) ? await revocation(root, token) : { names: [] };
      if (names.length > 0) return success({ folder: join(root, token), names });
      return failure('conflict', words().notKept);
    },
    async read(folder, name) {
      try {
        return success(readSmallFile(placeOf(folder, name)).toString('utf8'));
      } catch (error) {
        return fileFailure(error, 'read', placeOf(folder, name));
      }
    },
    async putBack(folder, name, path) {
      const from = placeOf(folder, name);
      const placed = await attempt(() => publish(from, path), 'restore', path);
      if (placed.ok) await forget(folder, name);
      return placed;
    },
    drop: forget,
    async sweep() {
      const tokens = await readdir(root).catch(() => []);
      const old = tokens.filter((token) => tokenPattern.test(token) && instantOf(token) < now() - keptFor);
      for (const token of old) await rm(join(root, token), { recursive: true, force: true }).catch(() => {});
    },
  };
}

const placeOf = (folder: string, name: string): string => join(folder, `${name}${revokedEnding}`);

/** Never overwrites a file added since (EEXIST); some file systems have no hard links. */
async function publish(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // A crash has kept it from being forgotten here.
    if (await isSameFile(from, to)) return;
    await copyFile(from, to, fs.COPYFILE_EXCL);
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [here, there] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return here !== undefined && here.ino === there?.ino && here.dev === there.dev;
}

async function revocation(root: string, token: string): Promise<Revocation> {
  const kept = await readdir(join(root, token)).catch(() => []);
  const names = kept.flatMap((name) =>
    name.endsWith(revokedEnding) ? name.slice(0, -revokedEnding.length) : [],
  );
  return { token, at: instantOf(token), names: names.filter(isAuthFileName).sort() };
}

function instantOf(token: string): number {
  const [, year, month, day, hour, minute, second, ms] = (tokenPattern.exec(token) ?? []).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, ms);
}
