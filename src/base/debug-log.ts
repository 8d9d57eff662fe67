import { closeSync, constants, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/**
 * The program's own log, off unless asked for (`--debug`, CLI_PROXY_DEBUG): requests to the server, changes
 * of files, operations, errors with their whole stack. No message holds a key, token or password: paths are
 * logged without queries, operations without their input.
 */
let write: ((line: string) => void) | undefined;

/** @param message is only built when the log is on */
export function debugLog(area: string, message: () => string): void {
  write?.(`${new Date().toISOString()} ${area} ${message().replaceAll('\n', '\n  ')}\n`);
}

interface DebugLogOptions {
  readonly flag: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Where the log goes: CLI_PROXY_DEBUG names a file, or is `1`; `--debug` alone and `1` mean
 * `$XDG_STATE_HOME/cli-proxy/debug.log` (else `~/.local/state`). undefined if it is off.
 */
export function debugLogPath({ flag, env, home }: DebugLogOptions): string | undefined {
  const named = env.CLI_PROXY_DEBUG ?? '';
  if (!flag && (named === '' || named === '0')) return undefined;
  if (named !== '' && !/^(0|1|true)$/.test(named)) return named;
  const state = env.XDG_STATE_HOME;
  const root = state && isAbsolute(state) ? state : join(home, '.local', 'state');
  return join(root, 'cli-proxy', 'debug.log');
}

/** A log of this many bytes becomes `debug.log.1` at the next start. */
const longest = 8 * 1024 * 1024;

/** Opens the log (0600) and appends to it from now on. Throws the file system's error. Returns: close it. */
export function openDebugLog(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > longest) renameSync(path, `${path}.1`);
  const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
  write = (line) => {
    try {
      writeSync(file, line);
    } catch {
      // A full disk must not end the program whose log this is.
    }
  };
  return () => {
    write = undefined;
    closeSync(file);
  };
}
