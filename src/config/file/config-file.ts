import { existsSync } from 'node:fs';
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
import { backupNameOf, keepBackup, keptSince, readVersion, versionsOf } from './backup-files.ts';
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
  /** Keeps the last valid text that was read when another program is seen to have replaced it. */
  readonly keepReplaced?: boolean;
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
  /** Before `last` was read or written: a backup of it is younger. */
  let lastAt = 0;
  const moment = () => (options.keepReplaced ? now() : 0);
  /** A valid text that another program has replaced and that is not yet kept. */
  let replaced: { readonly text: string; readonly at: number } | undefined;

  const readNow = async (): Promise<Outcome<ConfigRead>> => {
    const [at, before] = [moment(), last];
    const found = await readConfigFile(path, last);
    if (found.ok && found.value === before) return found;
    // A reason in the language of one client is not kept for the others.
    const isForAll = spokenLanguage() === asProcess(spokenLanguage);
    if (found.ok && !found.value.parsed.ok && !isForAll) return found;
    const isGone = found.ok || !existsSync(path);
    // Not if a write of ours was faster, which has kept it.
    if (options.keepReplaced && isGone && before?.parsed.ok && before === last)
      replaced = { text: before.text, at: lastAt };
    if (!found.ok) return found;
    last = found.value;
    lastAt = at;
    return found;
  };

  /** Before anything is written. A writer of ours has kept it already. */
  const keepReplaced = async (place: WritePlace): Promise<void> => {
    if (!replaced) return;
    const bytes = Buffer.from(replaced.text, 'utf8');
    if (!(await keptSince(place, bytes, replaced.at))) await keepBackup(place, bytes);
    replaced = undefined;
    if (last?.parsed.ok) await sealBackups(place, last.parsed.value);
  };

  const read = async (): Promise<Outcome<ConfigRead>> => {
    const found = await readNow();
    // If it cannot be kept now, the next look tries again.
    if (replaced) await locked(async (place) => success(await keepReplaced(place)));
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
    await keepReplaced(place);
    const at = moment();
    const written = await writeConfig(place, from?.revision, text);
    if (written.ok) {
      last = { text, revision: written.value.revision, parsed: success(parsed) };
      lastAt = at;
      await sealBackups(place, parsed);
    }
    return written;
  };

  return {
    path,
    read,
    async write(text, expected) {
      const parsed = parseConfig(text);
      if (!parsed.ok) return parsed;
      return locked(async (place) => {
        const present = await readNow();
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
          const present = await readNow();
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
          const now = await readNow();
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
