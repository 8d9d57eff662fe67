import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The holder of a lock, as written in the lock file. */
interface LockHolder {
  readonly pid: number;
  /** Host and process namespace: only there does the process id mean anything. */
  readonly place: string;
  /** Distinguishes a process from a later one with the same id. */
  readonly started: string;
  /** Distinguishes two locks of one process. */
  readonly token: string;
}

export function thisHolder(token: string): LockHolder {
  return { pid: process.pid, place, started: startOf(process.pid), token };
}

/** undefined if the text is truncated, or not one of ours. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder>;
    return typeof value.pid === 'number' && typeof value.place === 'string'
      ? (value as LockHolder)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this process can see if the holder is alive. */
export function isHere(holder: LockHolder): boolean {
  return holder.place === place;
}

/** undefined if a process has this id, but the system does not report whether it is the same one. */
export function isRunning({ pid, started }: LockHolder): boolean | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const found = startOf(pid);
  return found === '' || started === '' ? undefined : found === started;
}

/** Clock ticks since boot at which the process began (Linux); elsewhere empty. */
function startOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    // Killed, but its parent has not looked yet.
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

const place = `${hostname()} ${namespaceOf()}`;

function namespaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
