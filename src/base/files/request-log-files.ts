import { lstat, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from './private-folder.ts';
import { readRegularText } from './read-regular-file.ts';

/**
 * The stored text of one request: `v1-messages-2026-11-21T081047-ID.log`, with `error-` before it if it failed, as the
 * public server names them.
 */
const requestLog = /^[\w.-]+-\d{4}-\d\d-\d\dT\d{6}-[\w-]+\.log$/;

/** Whether a server wrote this file as an older part of its log, or as the log of one request. */
const isOlderLog = (name: string): boolean => /^main-[\w.-]+\.log$/.test(name) || requestLog.test(name);

export interface LogFile {
  readonly name: string;
  readonly bytes: number;
  /** ms since the epoch. */
  readonly at: number;
}

/** Logs of a folder, the oldest first; only regular files. Empty if the folder cannot be read. */
export async function logFilesIn(folder: string, wanted: (name: string) => boolean): Promise<LogFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.filter(wanted).map(async (name) => {
      const found = await lstat(join(folder, name)).catch(() => undefined);
      return found?.isFile() ? [{ name, bytes: found.size, at: found.mtimeMs }] : [];
    }),
  );
  return files.flat().sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
}

const isErrorLog = (name: string): boolean => name.startsWith('error-') && requestLog.test(name);

/** Newest first. */
export const errorLogsIn = async (folder: string): Promise<LogFile[]> =>
  (await logFilesIn(folder, isErrorLog)).reverse();

/** By the id of the request, or the name of its error log; undefined if there is none. Throws if it cannot be read. */
export async function readRequestLogIn(folder: string, id: string): Promise<string | undefined> {
  const wanted = (name: string): boolean =>
    id.endsWith('.log')
      ? name === id && isErrorLog(name)
      : requestLog.test(name) && name.endsWith(`-${id}.log`);
  const [file] = /^[\w.-]+$/.test(id) ? await logFilesIn(folder, wanted) : [];
  return file && readRegularText(join(folder, file.name));
}

/** A new file (0600) in the folder (0700), which is made where it is missing. */
export async function writeRequestLogIn(folder: string, name: string, text: string): Promise<void> {
  await ensureFolder(folder);
  const handle = await open(join(folder, name), 'wx', 0o600);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/** Removes the oldest error logs. @param most how many stay */
export async function keepErrorLogs(folder: string, most: number): Promise<void> {
  for (const { name } of (await errorLogsIn(folder)).slice(most)) await unlink(join(folder, name));
}

/** Removes the oldest logs of the folder while all of them and `current` have more bytes than this. */
export async function keepLogBytes(folder: string, most: number, current: number): Promise<void> {
  const older = await logFilesIn(folder, isOlderLog);
  let sum = older.reduce((all, { bytes }) => all + bytes, current);
  for (const { name, bytes } of older) {
    if (sum <= most) return;
    await unlink(join(folder, name));
    sum -= bytes;
  }
}
