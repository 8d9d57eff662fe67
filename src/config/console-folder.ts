import { join } from 'node:path';
import type { AuditEntry } from '../contract/audit.ts';
import type { KeyRecord, KeyRecordEdit } from '../contract/client-key.ts';
import type { Outcome } from '../contract/outcome.ts';
import { appendAuditLine, readAuditLines } from './audit-file.ts';
import { applyRecordEdits, recordsOf, recordsSchema } from './key-records.ts';
import { editPrivateFile, readPrivateFile, writePrivateFile } from './private-file.ts';

/** What is known beside config.yaml (A5): `<auth-dir>/.console`, 0700, its files 0600, made by the first write. */
export interface ConsoleFolder {
  readonly path: string;
  /** The folder of the auth files it stands in; absent: it is kept elsewhere. */
  readonly authDir?: string;
  /** For a watcher. */
  readonly keyRecordsPath: string;
  readKeyRecords(): Promise<Outcome<KeyRecord[]>>;
  /** All edits or none, and never on top of another process's. */
  editKeyRecords(edits: readonly KeyRecordEdit[]): Promise<Outcome<void>>;
  /** undefined: nothing has been written yet. */
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
  const keyRecordsPath = join(path, 'key-records.json');
  const activityPath = join(path, 'activity.json');
  const auditPath = join(path, 'audit.jsonl');
  return {
    path,
    keyRecordsPath,
    async readKeyRecords() {
      const found = await readPrivateFile(keyRecordsPath, recordsSchema);
      return found.ok ? recordsOf(found.value) : found;
    },
    editKeyRecords: (edits) =>
      editPrivateFile(keyRecordsPath, recordsSchema, (file) => applyRecordEdits(edits, file)),
    readActivity: () => readPrivateFile(activityPath),
    writeActivity: (data) => writePrivateFile(activityPath, data),
    appendAudit: (entry) => appendAuditLine(auditPath, entry),
    readAudit: (limit) => readAuditLines(auditPath, limit),
  };
}
