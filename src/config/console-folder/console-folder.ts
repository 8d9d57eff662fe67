import { join } from 'node:path';
import type * as v from 'valibot';
import type { AuditEntry } from '../../contract/audit.ts';
import type { KeyRecord, KeyRecordEdit } from '../../contract/client-key.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { editPrivateFile, readPrivateFile, writePrivateFile } from '../file/private-file.ts';
import { appendAuditLine, readAuditLines } from './audit-file.ts';
import { applyRecordEdits, recordsOf, recordsSchema } from './key-records.ts';
import { consoleFiles, leaveOldNames, oldNameOf } from './old-names.ts';

/**
 * What is known beside config.yaml (A5): `<auth-dir>/.console`, 0700, its files 0600, made by the first
 * write.
 */
export interface ConsoleFolder {
  readonly path: string;
  /** The folder of the auth files if it is in one; absent if it is elsewhere. */
  readonly authDir?: string;
  /** For a watcher. */
  readonly keyRecordsPath: string;
  readonly activityPath: string;
  /**
   * Gives what an older version left here the names of now; all else here waits for it. The value is what the
   * user should know of it, for as long as this program runs.
   */
  settle(): Promise<Outcome<string | undefined>>;
  readKeyRecords(): Promise<Outcome<KeyRecord[]>>;
  /** All edits or none, and never on top of another process's. */
  editKeyRecords(edits: readonly KeyRecordEdit[]): Promise<Outcome<void>>;
  /** undefined if nothing has been written yet. */
  readActivity(): Promise<Outcome<unknown>>;
  writeActivity(data: unknown): Promise<Outcome<void>>;
  appendAudit(entry: AuditEntry): Promise<Outcome<void>>;
  /** Newest last, at most `limit`. */
  readAudit(limit: number): Promise<Outcome<AuditEntry[]>>;
}

/** @param authDir absolute, with `~` expanded (authDirOf) */
export function openConsoleFolder(authDir: string): ConsoleFolder {
  return { ...consoleFolderAt(join(authDir, '.console')), authDir };
}

/** The same at a path of its own: for a server on another machine. */
export function consoleFolderAt(path: string): ConsoleFolder {
  const keyRecordsPath = join(path, consoleFiles.keyRecords);
  const activityPath = join(path, consoleFiles.activity);
  const auditPath = join(path, 'audit.jsonl');
  let settled: Promise<Outcome<string | undefined>> | undefined;
  const settle = () => {
    settled ??= leaveOldNames(path).then((done) => {
      // The obstacle may be gone next time.
      if (!done.ok) settled = undefined;
      return done;
    });
    return settled;
  };
  const read = async <T = unknown>(at: string, schema?: v.GenericSchema<unknown, T>) => {
    const done = await settle();
    const found = await readPrivateFile(at, schema);
    // On a disk that is read-only for us.
    return done.ok || !found.ok || found.value !== undefined ? found : readPrivateFile(oldNameOf(at), schema);
  };
  const written = async (task: () => Promise<Outcome<void>>): Promise<Outcome<void>> => {
    const done = await settle();
    return done.ok ? task() : done;
  };
  return {
    path,
    keyRecordsPath,
    activityPath,
    settle,
    async readKeyRecords() {
      const found = await read(keyRecordsPath, recordsSchema);
      return found.ok ? recordsOf(found.value) : found;
    },
    editKeyRecords: (edits) =>
      written(() => editPrivateFile(keyRecordsPath, recordsSchema, (file) => applyRecordEdits(edits, file))),
    readActivity: () => read(activityPath),
    writeActivity: (data) => written(() => writePrivateFile(activityPath, data)),
    appendAudit: (entry) => appendAuditLine(auditPath, entry),
    readAudit: (limit) => readAuditLines(auditPath, limit),
  };
}
