import { resolve } from 'node:path';
import { whileRaced } from '../../base/async/while-raced.ts';
import { acquireFileLock } from '../../base/files/file-lock.ts';
import { ensureFolder } from '../../base/files/private-folder.ts';
import type { Revision } from '../../base/files/revision.ts';
import { asProcess, spokenLanguage } from '../../base/text/language.ts';
import type { ConfigEdit, ConfigVersion } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { areMade, editText } from '../edit/apply-edits.ts';
import { type ParsedConfig, parseConfig } from '../parse/parse-config.ts';
import { words } from '../words.ts';
import { backupNameOf, readVersion, versionsOf } from './backup-files.ts';
import { fileFailure } from './file-failure.ts';
import { type ConfigRead, readConfigFile } from './read-config-file.ts';
import { isLeftOver, lockPath, type Recovered, recoverWrite } from './recover-write.ts';
import { sealBackups } from './seal-backups.ts';
import { conflict, type WritePlace, writeConfig } from './write-config.ts';

export type { ConfigRead } from './read-config-file.ts';

export interface ConfigFileOptions {
  readonly path: string;
  /** Where backups, the journal and the lock live; asked at each write, as `auth-dir` may change. */
  readonly backupFolder: () => string;
  /** true: a foreign server runs on this file and would lose its watch by a rename. */
  readonly inPlace?: () => boolean;
  /** ms since the epoch; names the backups. */
  readonly now?: () => number;
}

/** config.yaml on disk. Every write keeps a backup, is validated first and read back afterwards. */
export interface ConfigFile {
  readonly path: string;
  /** A missing or unreadable file is the failure; a broken one is in `parsed`. */
  read(): Promise<Outcome<ConfigRead>>;
  /** With `expected`, another revision on disk is a `conflict` and nothing is written. */
  write(text: string, expected?: Revision): Promise<Outcome<{ revision: Revision }>>;
  /** All edits or none; without `expected` they apply to the text that is there. */
  edit(edits: readonly ConfigEdit[], expected?: Revision): Promise<Outcome<{ revision: Revision }>>;
  /**
   * Completes a write that a crash cut in half, and clears away what it left: once at the start, before
   * anything is believed. Where nothing was left nothing is written, so that a full disk keeps no server from
   * starting.
   */
  recover(): Promise<Outcome<Recovered>>;
  /** The texts that were replaced, newest first. */
  versions(): Promise<Outcome<readonly ConfigVersion[]>>;
  readVersion(id: string): Promise<Outcome<string>>;
}

export function openConfigFile(options: ConfigFileOptions): ConfigFile {
  const path = resolve(options.path);
  const now = options.now ?? Date.now;
  let last: ConfigRead | undefined;

  const read = async (): Promise<Outcome<ConfigRead>> => {
    const found = await readConfigFile(path, last);
    // A reason in the language of one client is not kept for the others.
    const isForAll = spokenLanguage() === asProcess(spokenLanguage);
    if (found.ok && (found.value.parsed.ok || isForAll)) last = found.value;
    return found;
  };

  const placeOf = async (folder: string): Promise<WritePlace> => ({
    path,
    folder,
    name: await backupNameOf(path),
    inPlace: options.inPlace?.() ?? false,
    now,
  });

  /** Runs while no other process of ours writes this file, and when none has left a write half done. */
  const locked = async <T>(
    act: (place: WritePlace, recovered: Recovered) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> => {
    const folder = options.backupFolder();
    try {
      await ensureFolder(folder);
      const place = await placeOf(folder);
      const lock = await acquireFileLock(lockPath(folder));
      if (!lock.ok) {
        return failure('failed', words().beingWritten(path, lock.holder));
      }
      try {
        const recovered = await recoverWrite(place);
        return recovered.ok ? await act(place, recovered.value) : recovered;
      } finally {
        await lock.release();
      }
    } catch (error) {
      return fileFailure(error, 'use the folder for backups', folder);
    }
  };

  const put = async (place: WritePlace, from: ConfigRead | undefined, text: string, parsed: ParsedConfig) => {
    const written = await writeConfig(place, from?.revision, text);
    if (written.ok) last = { text, revision: written.value.revision, parsed: success(parsed) };
    if (written.ok) await sealBackups(place, parsed);
    return written;
  };

  return {
    path,
    read,
    async write(text, expected) {
      const parsed = parseConfig(text);
      if (!parsed.ok) return parsed;
      return locked(async (place) => {
        const present = await read();
        if (!present.ok && expected !== undefined) return present;
        const from = present.ok ? present.value : undefined;
        if (expected !== undefined && from?.revision !== expected) return changed(path);
        const written = await put(place, from, text, parsed.value);
        if (!written.ok) return written;
        return written.value.overtaken ? conflict(path) : success({ revision: written.value.revision });
      });
    },
    async edit(edits, expected) {
      return locked((place) =>
        whileRaced(async (isLast): Promise<Outcome<{ revision: Revision }>> => {
          const present = await read();
          if (!present.ok) return present;
          if (expected !== undefined && present.value.revision !== expected) return changed(path);
          if (present.value.lossy) return present.value.lossy;
          const edited = editText(present.value.text, edits);
          if (!edited.ok) return edited;
          if (edited.value.text === present.value.text) return success({ revision: present.value.revision });
          // Another program may write between our reading and writing: then it is made again on that one's
          // text.
          if (expected === undefined) isLast(present.value.revision);
          const written = await put(place, present.value, edited.value.text, edited.value.parsed);
          if (!written.ok) return written;
          const { revision, overtaken } = written.value;
          if (!overtaken) return success({ revision });
          // What came behind ours was written on top of it, or in place of it.
          const now = await read();
          return now.ok && areMade(now.value.text, edits) ? success({ revision }) : conflict(path);
        }),
      );
    },
    versions: async () => versionsOf({ folder: options.backupFolder(), name: await backupNameOf(path) }),
    readVersion: async (id) =>
      readVersion({ folder: options.backupFolder(), name: await backupNameOf(path) }, id),
    async recover() {
      if (!(await isLeftOver(await placeOf(options.backupFolder())))) return success({ did: 'nothing' });
      const done = await locked(async (_, recovered) => success(recovered));
      if (done.ok) return done;
      // The reader of the file reports what is broken; the journal stays for the next start.
      return success({
        did: 'nothing',
        note: words().recover.notRemoved(done.message),
      });
    },
  };
}

const changed = (path: string) => failure('conflict', words().modified(path));
