import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorLogsIn, readRequestLogIn } from '../../base/files/request-log-files.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../auth-files/words.ts';
import { type BackendLogs, type LogPage, noSuchLog } from '../backend-logs.ts';

/** Bytes that are read for one page. */
const maxBytes = 8 * 1024 * 1024;
const newline = 0x0a;

interface LogFile {
  readonly path: string;
  readonly inode: number;
  readonly size: number;
  readonly at: number;
}

/** The log files that a server wrote on this machine. @param folderOf asked each time, as the config may change */
export function diskLogs(folderOf: () => Promise<Outcome<string>>): Omit<BackendLogs, 'refreshMs'> {
  return {
    async read({ cursor, limit }) {
      const folder = await folderOf();
      if (!folder.ok) return folder;
      const files = await mainLogs(folder.value);
      if (files.length === 0) return failure('unsupported', noFiles(folder.value));
      try {
        return success((await linesSince(files, cursor)) ?? (await lastLines(files, limit, cursor)));
      } catch (error) {
        return unreadable(folder.value, error);
      }
    },
    async errorLogs() {
      const folder = await folderOf();
      return folder.ok ? success(await errorLogsIn(folder.value)) : folder;
    },
    async requestLog(id) {
      const folder = await folderOf();
      if (!folder.ok) return folder;
      try {
        const text = await readRequestLogIn(folder.value, id);
        return text === undefined ? failure('invalid', noSuchLog(id)) : success(text);
      } catch (error) {
        return unreadable(folder.value, error);
      }
    },
  };
}

const nameOf = (path: string): string => path.replace(/^.*[\\/]/, '');

const unreadable = (folder: string, error: unknown) =>
  failure('failed', words().logs.unread(folder, (error as NodeJS.ErrnoException).code));

const noFiles = (folder: string): string => words().logs.none(folder);

/** The log and its older parts, oldest first. */
async function mainLogs(folder: string): Promise<LogFile[]> {
  const found = await filesOf(folder, (name) => /^main(-[\w.-]+)?\.log$/.test(name));
  return found.sort(
    (a, b) => Number(nameOf(a.path) === 'main.log') - Number(nameOf(b.path) === 'main.log') || a.at - b.at,
  );
}

async function filesOf(folder: string, wanted: (name: string) => boolean): Promise<LogFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.filter(wanted).map(async (name) => {
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => undefined);
      return stats?.isFile() ? [{ path, inode: stats.ino, size: stats.size, at: stats.mtimeMs }] : [];
    }),
  );
  return files.flat();
}

/** What was written behind the place; undefined: it is not there any longer. */
async function linesSince(
  files: readonly LogFile[],
  cursor: string | undefined,
): Promise<LogPage | undefined> {
  const [inode, offset] = cursor?.split(':').map(Number) ?? [];
  const first = files.findIndex((file) => file.inode === inode);
  if (offset === undefined || first < 0 || offset > (files[first]?.size ?? 0)) return undefined;
  const lines: string[] = [];
  let next = cursor ?? '';
  let left = maxBytes;
  for (const [at, file] of files.slice(first).entries()) {
    const from = at === 0 ? offset : 0;
    const read = await completeLines(file, from, Math.min(file.size, from + left));
    lines.push(...read.lines);
    next = `${file.inode}:${read.end}`;
    left -= read.end - from;
    if (read.end < file.size) break;
  }
  return { lines, cursor: next, reset: false };
}

async function lastLines(
  files: readonly LogFile[],
  limit: number,
  cursor: string | undefined,
): Promise<LogPage> {
  let lines: string[] = [];
  let next: string | undefined;
  let left = maxBytes;
  for (const file of files.toReversed()) {
    const from = Math.max(0, file.size - left);
    const read = await completeLines(file, from, file.size);
    next ??= `${file.inode}:${read.end}`;
    // The first one of a part is not whole.
    lines = [...(from > 0 ? read.lines.slice(1) : read.lines), ...lines];
    left -= file.size - from;
    if (lines.length >= limit || left <= 0) break;
  }
  return { lines: lines.slice(-limit), cursor: next ?? '', reset: cursor !== undefined };
}

/** Up to the last line end; a line that is being written comes with the next page. */
async function completeLines(
  file: LogFile,
  from: number,
  to: number,
): Promise<{ lines: string[]; end: number }> {
  if (to <= from) return { lines: [], end: from };
  const handle = await open(file.path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
    const end = buffer.lastIndexOf(newline, bytesRead - 1);
    if (end < 0) return { lines: [], end: to - from >= maxBytes ? to : from };
    return { lines: buffer.toString('utf8', 0, end).split('\n'), end: from + end + 1 };
  } finally {
    await handle.close();
  }
}
