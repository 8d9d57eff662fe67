import { randomBytes } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isHere, isRunning, parseHolder, thisHolder } from './lock-holder.ts';

export interface FileLockOptions {
  /** How long to wait for another holder, ms; default 5,000. */
  readonly waitMs?: number;
  /** Age after which the lock of a holder that cannot be looked at (other host) counts as left behind, ms. */
  readonly staleMs?: number;
}

export type LockAttempt =
  | { readonly ok: true; readonly release: () => Promise<void> }
  /** `holder`: words for a sentence, such as `process 4711`. */
  | { readonly ok: false; readonly holder: string };

/** Locks of this process, so that waiting among ourselves is in order and costs no polling. */
const queues = new Map<string, Promise<unknown>>();
const held = new Map<string, string>();

/**
 * Makes `path` as a lock file that names its holder; two processes never hold it at once. A lock whose process
 * is gone is taken over at once. Throws the file system's error when the folder cannot be written.
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

async function take(path: string, options: FileLockOptions): Promise<LockAttempt> {
  const content = JSON.stringify(thisHolder(randomBytes(8).toString('hex')));
  const deadline = performance.now() + (options.waitMs ?? 5_000);
  for (;;) {
    if (await create(path, content)) {
      held.set(path, content);
      return { ok: true, release: () => release(path, content) };
    }
    const left = await leftBehind(path, options.staleMs ?? 30_000);
    if (left === true && (await clear(path, options.staleMs ?? 30_000))) continue;
    if (performance.now() >= deadline) return { ok: false, holder: await holderWords(path) };
    await sleep(5 + Math.random() * 15);
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function release(path: string, content: string): Promise<void> {
  held.delete(path);
  // Somebody may have taken it over while we were stopped: then it is not ours to remove.
  if ((await readFile(path, 'utf8').catch(() => '')) === content) await unlink(path).catch(() => {});
}

/**
 * Only one process at a time may clear a left lock, and it looks again first: otherwise a second one could
 * remove the fresh lock of the first.
 */
async function clear(path: string, staleMs: number): Promise<boolean> {
  const guard = `${path}.clearing`;
  if (!(await create(guard, ''))) {
    const age = await ageOf(guard);
    if (age !== undefined && age > staleMs) await unlink(guard).catch(() => {});
    return false;
  }
  try {
    if ((await leftBehind(path, staleMs)) !== true) return true;
    await unlink(path).catch(() => {});
    return true;
  } finally {
    await unlink(guard).catch(() => {});
  }
}

/** true: its holder is gone; undefined: the lock itself is. */
async function leftBehind(path: string, staleMs: number): Promise<boolean | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const age = await ageOf(path);
  if (text === undefined || age === undefined) return undefined;
  const holder = parseHolder(text);
  // Empty or cut: being written just now, or by a process that died in the act.
  if (!holder) return age > 2_000;
  return isHere(holder) ? !isRunning(holder) : age > staleMs;
}

async function ageOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && Date.now() - found.mtimeMs;
}

async function holderWords(path: string): Promise<string> {
  const holder = parseHolder(await readFile(path, 'utf8').catch(() => ''));
  if (!holder) return 'another process';
  return isHere(holder) ? `process ${holder.pid}` : 'a process on another machine';
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
