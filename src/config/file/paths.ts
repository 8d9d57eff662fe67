import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Config } from '../../contract/config.ts';

const defaultAuthDir = '~/.cli-proxy-api';

/** `~` and `~/x` to the home folder; `~name` and everything else stays as it is. */
export function expandHome(path: string, home: string): string {
  if (path === '~') return home;
  return /^~[\\/]/.test(path) ? join(home, path.slice(2)) : path;
}

/** Absolute `auth-dir` (E1); a relative one counts from the folder of config.yaml, or from the working folder. */
export function authDirOf(config: Pick<Config, 'auth-dir'>, home: string, configPath?: string): string {
  const path = expandHome(config['auth-dir']?.trim() || defaultAuthDir, home);
  if (isAbsolute(path)) return path;
  return configPath === undefined ? resolve(path) : resolve(dirname(configPath), path);
}

interface LogFolderOptions {
  readonly home: string;
  readonly configPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Where a server puts its log files, as the public server does: `logs` below WRITABLE_PATH, else a folder `logs` that
 * is beside config.yaml, else `logs` in auth-dir.
 */
export function logFolderOf(config: Pick<Config, 'auth-dir'>, options: LogFolderOptions): string {
  const { home, configPath, env } = options;
  const writable = (env.WRITABLE_PATH ?? env.writable_path)?.trim();
  if (writable) return resolve(writable, 'logs');
  const beside = join(dirname(configPath), 'logs');
  const isFolder = statSync(beside, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? beside : join(authDirOf(config, home, configPath), 'logs');
}
