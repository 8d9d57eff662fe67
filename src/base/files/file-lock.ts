import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { type FileHandle, link, lstat, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue } from '../text/language.ts';
import { removeLeftTempFiles, tempFor, withoutLinks } from './atomic-write.ts';
import { isHere, isRunning, parseHolder, thisHolder } from './lock-holder.ts';

interface FileLockOptions {
  /** How long to wait for another holder, ms; default 5,000. */
  readonly waitMs?: number;
  /**
   * A holder that cannot be examined (another host or container, a lock without a holder, a system that does
   * not distinguish a process from a later one with its id) is gone when its lock was unchanged for this long
   * while we watched, ms; default 2,000. The file's time is ignored, as clocks may differ.
   */
  readonly quietMs?: number;
}

export type LockAttempt =
  | { readonly ok: true; readonly release: () => Promise<void> }
  /** `holder`: words for a sentence, such as `process 4711 (lock /x/config.lock)`. */
  | { readonly ok: false; readonly holder: string };

/** A living holder touches its lock this often, ms. */
const beatMs = 400;

/** Locks of this process, so that waiting among ourselves is in order and costs no polling. */
const queues = new Map<string, Promise<unknown>>();
const held = new Map<string, string>();

/**
 * Makes `path` as a lock file that names its holder; two processes never hold it at once. It appears whole,
 * and one whose process is gone is taken over at once. Throws the file system's error when the folder cannot
 * be written.
 */
export async function acquireFileLock(path: string, options: FileLockOptions = {}): Promise<LockAttempt> {
  const before = queues.get(path) ?? Promise.resolve();
  let free = () => {};
  const mine = new Promise<void>((resolve) => {
    free = resolve;
  });
  const tail = before.then(() => mine);
  queues.set(path, tail);
  const leave = () => {
    free();
    if (queues.get(path) === tail) queues.delete(path);
  };
  await before;
  try {
    const attempt = await take(path, options);
    if (!attempt.ok) leave();
    return attempt.ok ? { ok: true, release: () => attempt.release().finally(leave) } : attempt;
  } catch (error) {
    leave();
    throw error;
  }
}

async function take(
  path: string,
  { waitMs = 5_000, quietMs = 2_000 }: FileLockOptions,
): Promise<LockAttempt> {
  const content = JSON.stringify(thisHolder(randomBytes(8).toString('hex')));
  const deadline = performance.now() + waitMs;
  const watched: Watched = { quietMs, seen: new Map() };
  for (;;) {
    const handle = (await publish(path, content)) ?? (await takeOver(path, content, watched));
    if (handle) {
      held.set(path, content);
      await tidy(path);
      const beat = setInterval(() => void handle.utimes(new Date(), new Date()).catch(() => {}), beatMs);
      beat.unref();
      return {
        ok: true,
        async release() {
          clearInterval(beat);
          await handle.close();
          await release(path, content);
        },
      };
    }
    if (performance.now() >= deadline) return { ok: false, holder: await holderWords(path) };
    await sleep(5 + Math.random() * 15);
  }
}

async function release(path: string, content: string): Promise<void> {
  held.delete(path);
  // Another process may have taken it over while we were stopped: then it is not ours to remove.
  if ((await readFile(path, 'utf8').catch(() => '')) === content) await unlink(path).catch(() => {});
}

/** Gives a finished file the name of the lock; undefined: the lock is held. */
async function publish(path: string, content: string): Promise<FileHandle | undefined> {
  // Do not write files while waiting for another holder.
  if (await markOf(path)) return undefined;
  return withFile(path, content, async (temp) => {
    try {
      await link(temp, path);
      await unlink(temp).catch(() => {});
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // Removed by a process that took it for a dead holder's.
      if (code === 'EEXIST' || code === 'ENOENT') return false;
      if (!withoutLinks.has(code)) throw error;
    }
    // Where a file cannot have two names: claim the name first, then put the file in its place.
    const own = await open(path, 'wx', 0o600).catch(() => undefined);
    if (!own) return false;
    await own.close();
    await rename(temp, path);
    return true;
  });
}

/**
 * Replaces a lock whose holder has ended with ours, by one rename. A second lock, named after the exact file to be
 * replaced, decides which process may do so: one that comes later finds another file there and stops. If that process
 * is killed in between, its lock is taken over in the same way.
 */
async function takeOver(path: string, content: string, watched: Watched): Promise<FileHandle | undefined> {
  const gone = await leftBehind(path, watched);
  if (!gone) return undefined;
  const claim = `${path}.${createHash('sha256').update(gone).digest('hex').slice(0, 12)}`;
  const claimed = (await publish(claim, content)) ?? (await takeOver(claim, content, watched));
  if (!claimed) return undefined;
  try {
    const found = await markOf(path);
    if (found?.mark !== gone) return undefined;
    // No file can take the place of a folder; it is moved out of the way, with what it holds.
    if (found.folder) {
      await rename(path, `${path}.aside-${randomBytes(4).toString('hex')}`);
      return await publish(path, content);
    }
    return await withFile(path, content, (temp) => rename(temp, path).then(() => true));
  } finally {
    await claimed.close();
    await unlink(claim).catch(() => {});
  }
}

/**
 * A file with `content` beside `path`; undefined, and nothing is left of it, when `act` is false or throws.
 */
async function withFile(
  path: string,
  content: string,
  act: (temp: string) => Promise<boolean>,
): Promise<FileHandle | undefined> {
  const temp = tempFor(path);
  const handle = await open(temp, 'wx', 0o600);
  let done = false;
  try {
    await handle.writeFile(content);
    done = await act(temp);
  } finally {
    if (!done) {
      await handle.close();
      await unlink(temp).catch(() => {});
    }
  }
  return done ? handle : undefined;
}

/** Under the lock: what those left who were killed while they took it. A living one's file is made again. */
async function tidy(path: string): Promise<void> {
  await removeLeftTempFiles(path, true);
  const start = `${basename(path)}.`;
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    const claim = name.startsWith(start) && /^[0-9a-f]{12}(?![^.])/.test(name.slice(start.length));
    if (claim) await unlink(join(dirname(path), name)).catch(() => {});
  }
}

interface Watched {
  readonly quietMs: number;
  /** What stood at which path, and since when without a change. */
  readonly seen: Map<string, { readonly mark: string; readonly since: number }>;
}

/** The mark of a lock whose holder is gone; undefined if it lives, may live, or the lock is away. */
async function leftBehind(path: string, { seen, quietMs }: Watched): Promise<string | undefined> {
  const found = await markOf(path);
  if (!found) return undefined;
  const holder = parseHolder(found.content);
  const runs = holder && isHere(holder) ? isRunning(holder) : undefined;
  if (runs !== undefined) return runs ? undefined : found.mark;
  const before = seen.get(path);
  if (before?.mark !== found.mark) seen.set(path, { mark: found.mark, since: performance.now() });
  else if (performance.now() - before.since >= quietMs) return found.mark;
  return undefined;
}

/** Identifies a lock, and whether its holder still touches it; undefined if there is none. */
async function markOf(path: string) {
  const stats = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!stats) return undefined;
  const content = stats.isFile() ? await readFile(path, 'utf8').catch(() => '') : '';
  return { mark: `${stats.ino} ${stats.mtimeNs} ${content}`, content, folder: stats.isDirectory() };
}

const words = catalogue(
  {
    process: (pid: number) => `process ${pid}`,
    elsewhere: 'a process on another machine',
    another: 'another process',
    lock: (who: string, path: string) => `${who} (lock ${path})`,
  },
  async () => ({
    zhCN: {
      process: (pid: number) => `进程 ${pid}`,
      elsewhere: '另一台机器上的进程',
      another: '另一个进程',
      lock: (who: string, path: string) => `${who}（锁 ${path}）`,
    },
  }),
);

async function holderWords(path: string): Promise<string> {
  const holder = parseHolder((await markOf(path))?.content ?? '');
  const { process, elsewhere, another, lock } = words();
  const who = holder && (isHere(holder) ? process(holder.pid) : elsewhere);
  return lock(who ?? another, path);
}

process.once('exit', () => {
  for (const [path, content] of held) {
    try {
      if (readFileSync(path, 'utf8') === content) unlinkSync(path);
    } catch {
      // Gone already.
    }
  }
});
