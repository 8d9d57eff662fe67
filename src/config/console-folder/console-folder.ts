import { join } from 'node:path';
import * as v from 'valibot';
import type { AuditEntry } from '../../contract/audit.ts';
import type { KeyRecord, KeyRecordEdit } from '../../contract/client-key.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { mergeQuotas, type Quotas, quotasSchema } from '../../contract/quota/quota.ts';
import { damaged, editPrivateFile, readPrivateFile, writePrivateFile } from '../file/private-file.ts';
import { appendAuditLine, readAuditLines } from './audit-file.ts';
import { applyRecordEdits, recordsOf, recordsSchema } from './key-records.ts';
import { consoleFiles, oldNameOf, renameOldFiles } from './old-names.ts';

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
  /**
   * All edits or none, and never on top of another process's.
   * @param known what a damaged file said before: it is written again. Without it nothing is written then, as an expired
   *   key would work again (A7).
   */
  editKeyRecords(edits: readonly KeyRecordEdit[], known?: readonly KeyRecord[]): Promise<Outcome<void>>;
  /** undefined if nothing has been written yet. */
  readActivity(): Promise<Outcome<unknown>>;
  writeActivity(data: unknown): Promise<Outcome<void>>;
  /** What is known about the quotas of accounts; none if nothing has been written yet. */
  readQuotas(): Promise<Outcome<Quotas>>;
  /** Adds to what is there, as other programs write it too. */
  addQuotas(quotas: Quotas): Promise<Outcome<void>>;
  /** When which notice was sent last; undefined if none was. */
  readNotices(): Promise<Outcome<unknown>>;
  writeNotices(data: unknown): Promise<Outcome<void>>;
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
  const noticesPath = join(path, consoleFiles.notices);
  const quotasPath = join(path, consoleFiles.quotas);
  const auditPath = join(path, 'audit.jsonl');
  let settled: Promise<Outcome<string | undefined>> | undefined;
  const settle = () => {
    settled ??= renameOldFiles(path).then((done) => {
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
    editKeyRecords: (edits, known) =>
      written(() =>
        editPrivateFile(keyRecordsPath, recordsSchema, (file, isDamaged) => {
          if (!isDamaged) return applyRecordEdits(edits, file);
          if (!known) return damaged(keyRecordsPath);
          return applyRecordEdits([...known.map((record) => ({ op: 'put' as const, record })), ...edits]);
        }),
      ),
    readActivity: () => read(activityPath),
    writeActivity: (data) => written(() => writePrivateFile(activityPath, data)),
    async readQuotas() {
      const found = await read(quotasPath, quotaFileSchema);
      return found.ok ? success(found.value?.accounts ?? {}) : found;
    },
    addQuotas: (quotas) =>
      written(() =>
        editPrivateFile(quotasPath, quotaFileSchema, (file) => success(withQuotas(file, quotas)), 0),
      ),
    readNotices: () => read(noticesPath),
    writeNotices: (data) => written(() => writePrivateFile(noticesPath, data)),
    appendAudit: (entry) => appendAuditLine(auditPath, entry),
    readAudit: (limit) => readAuditLines(auditPath, limit),
  };
}

const quotaFileSchema = v.object({ version: v.literal(1), accounts: quotasSchema });
type QuotaFile = v.InferOutput<typeof quotaFileSchema>;

/** ms. Windows are a month at most: what was not heard of for longer is an account that is gone. */
const quotaMs = 40 * 86_400_000;

function withQuotas(file: QuotaFile | undefined, more: Quotas): QuotaFile {
  const accounts = { ...file?.accounts };
  for (const [id, quota] of Object.entries(more)) accounts[id] = mergeQuotas(accounts[id], quota);
  const lastHeard = (id: string) => {
    const { windows = [], askedAt = 0 } = accounts[id] ?? {};
    return Math.max(askedAt, ...windows.map(({ observedAt }) => observedAt));
  };
  const newest = Math.max(0, ...Object.keys(accounts).map(lastHeard));
  const kept = Object.entries(accounts).filter(([id]) => lastHeard(id) > newest - quotaMs);
  return { version: 1, accounts: Object.fromEntries(kept) };
}
