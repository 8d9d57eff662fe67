import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Backend } from '../../backend/backend.ts';
import { createDiskBackend } from '../../backend/disk/create-disk-backend.ts';
import { hashSecret } from '../../base/secrets/bcrypt.ts';
import { type ConsoleFolder, openConsoleFolder } from '../../config/console-folder/console-folder.ts';
import { backupNameOf, versionsOf } from '../../config/file/backup-files.ts';
import { type ConfigFile, openConfigFile } from '../../config/file/config-file.ts';
import { authDirOf, logFolderOf } from '../../config/file/paths.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { watchEntries } from '../../watch/watch-entries.ts';
import { watchFiles } from '../../watch/watch-files.ts';
import type { Io } from '../io.ts';

interface OpenDiskOptions {
  /** A foreign server runs on the file and would lose its watch by a rename. */
  readonly inPlace?: boolean;
  /** false for the server, which writes the activity itself. */
  readonly activity?: boolean;
  /** Completes a write that a crash cut in half, and keeps what other programs replace: for the server and for writing commands. */
  readonly recover?: boolean;
}

export interface OpenedDisk {
  readonly backend: Backend;
  readonly file: ConfigFile;
  /** Of the `auth-dir` in force. */
  readonly folder: () => ConsoleFolder;
  /** What the user should know of a write that was cut short: one sentence. */
  readonly note?: string;
}

/** config.yaml and the console's folder beside it, wired to the real files. */
export async function openDisk(
  path: string,
  { home, now, env }: Pick<Io, 'home' | 'now' | 'env'>,
  { inPlace = false, activity, recover = false }: OpenDiskOptions,
): Promise<Outcome<OpenedDisk>> {
  const usageDatabase = env.CLI_PROXY_USAGE_DATABASE;
  let authDir = authDirOf({}, home, path);
  const file = openConfigFile({
    path,
    backupFolder: () => join(authDir, '.console', 'backups'),
    inPlace: () => inPlace,
    keepReplaced: recover,
    now,
  });
  const folders = new Map<string, ConsoleFolder>();
  const folder = (config?: Config): ConsoleFolder => {
    if (config) authDir = authDirOf(config, home, path);
    const known = folders.get(authDir) ?? openConsoleFolder(authDir);
    folders.set(authDir, known);
    return known;
  };
  const read = await file.read();
  if (!read.ok) return read;
  const { parsed, text } = read.value;
  // Before the first look for a journal, which may have the name that it had before.
  const settled = await folder(
    parsed.ok ? parsed.value.config : { 'auth-dir': await formerAuthDir(text, path, home) },
  ).settle();
  const recovered = recover ? await file.recover() : undefined;
  if (recovered?.ok === false) return recovered;
  const backend = createDiskBackend({
    file,
    folder,
    watch: watchFiles,
    watchEntries,
    async signIn(store, config) {
      const { openLocalSignIn } = await import('../../oauth/flow/local-sign-in.ts');
      return openLocalSignIn({
        store,
        config,
        now,
        randomBytes,
        after,
        fetch: (url, init) => fetch(url, init),
      });
    },
    async revokeTokens(members, config) {
      const { revokeTokens } = await import('../../oauth/tokens/revoke-tokens.ts');
      return revokeTokens(members, config, (url, init) => fetch(url, init));
    },
    logFolder: (config) => logFolderOf(config, { home, configPath: path, env }),
    now,
    usageDatabase,
    hash: hashSecret,
    ...(activity === undefined ? {} : { activity }),
  });
  const notes = [settled.ok ? settled.value : settled.message, recovered?.value.note];
  const note = notes.filter((sentence) => sentence !== undefined).join('\n');
  return success({ backend, file, folder, ...(note === '' ? {} : { note }) });
}

/**
 * Of a broken file, as the journal to repair it from and its versions are in that folder: what it says, else the folder
 * with versions of it, which is the default one or beside it.
 */
async function formerAuthDir(text: string, path: string, home: string): Promise<string | undefined> {
  const said = authDirLine(text);
  const beside = await readdir(dirname(path)).catch((): string[] => []);
  const name = await backupNameOf(path);
  for (const authDir of [said, undefined, ...beside]) {
    const folder = join(authDirOf({ 'auth-dir': authDir }, home, path), '.console', 'backups');
    const versions = await versionsOf({ folder, name });
    if (versions.ok && versions.value.length > 0) return authDir;
  }
  return said;
}

function authDirLine(text: string): string | undefined {
  const [, value] = /^auth-dir:[ \t]*(.*?)[ \t]*(?:#.*)?$/m.exec(text) ?? [];
  return value?.replace(/^(["'])(.*)\1$/, '$2') || undefined;
}

/** A timer that keeps no process alive. */
function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
