import { statSync } from 'node:fs';
import { chmod, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../base/files/private-folder.ts';
import { type Failure, failure, type Outcome, success } from '../contract/outcome.ts';
import { type Access, type Connection, openDatabase } from './database.ts';

export interface UsageFile {
  readonly path: string;
  readonly database: Connection;
  /** false: the file was removed or replaced, so what is written is lost. */
  readonly inPlace: () => boolean;
}

/** `usage.db` in the console's folder (0700), readable by its owner only. A damaged one is set aside and said. */
export async function openUsageFile(
  folder: string,
  tell: (sentence: string) => void,
  access: Access = 'write',
): Promise<Outcome<UsageFile>> {
  const path = join(folder, 'usage.db');
  try {
    await ensureFolder(folder);
  } catch (error) {
    return failure(
      'failed',
      `${folder} could not be created, so usage is not recorded: ${planted[codeOf(error)] ?? codeOf(error)}.`,
    );
  }
  let opened = await openDatabase(path, access);
  if (!opened.ok && opened.kind === 'conflict') {
    const aside = await setAside(path);
    if (typeof aside !== 'string') return aside;
    tell(`${path} was damaged: it was set aside as ${aside}, and a new one was begun.`);
    opened = await openDatabase(path, 'write beside a log');
  }
  if (!opened.ok) return opened;
  for (const name of parts(path)) await chmod(name, 0o600).catch(() => undefined);
  return success(fileAt(path, opened.value));
}

const planted: Record<string, string> = {
  ELINKED: 'it is a symbolic link; remove it',
  EFOREIGN: 'it belongs to another user; remove it',
};

function fileAt(path: string, database: Connection): UsageFile {
  const opened = identityOf(path);
  return {
    path,
    database,
    inPlace: () => opened === 'unknown' || [opened, 'unknown'].includes(identityOf(path)),
  };
}

/** Identifies the file, to distinguish a new one from the open one. */
function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? 'none' : 'unknown';
  }
}

/** The file as it is, for reading; undefined: there is none yet. Nothing is made and nothing set aside. */
export async function openUsageFileToRead(folder: string): Promise<Outcome<UsageFile | undefined>> {
  const path = join(folder, 'usage.db');
  if (!(await exists(path))) return success(undefined);
  const opened = await openDatabase(path, 'read');
  if (opened.ok) return success(fileAt(path, opened.value));
  if (opened.kind !== 'conflict') return opened;
  return failure('invalid', `${path} is damaged; the server sets it aside when it starts.`);
}

/** Its log goes with it: SQLite would otherwise play it into the new file. @returns the new name */
export async function setAside(path: string): Promise<string | Failure> {
  let aside = `${path}.damaged`;
  for (let count = 2; await exists(aside); count++) aside = `${path}.damaged-${count}`;
  try {
    await rename(path, aside);
    for (const end of ['-wal', '-shm']) await rename(path + end, aside + end).catch(() => undefined);
    return aside;
  } catch (error) {
    return failure(
      'failed',
      `${path} is damaged and could not be set aside, so usage is not kept: ${codeOf(error)}.`,
    );
  }
}

const parts = (path: string) => [path, `${path}-wal`, `${path}-shm`];

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

const codeOf = (error: unknown) => String((error as NodeJS.ErrnoException).code ?? 'unknown reason');
