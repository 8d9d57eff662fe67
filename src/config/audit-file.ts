import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { type AuditEntry, auditEntrySchema } from '../contract/audit.ts';
import { type Outcome, success } from '../contract/outcome.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import { ensureFolder } from './private-folder.ts';

/**
 * One JSON line per act, only ever added to. The line goes out in one write, so lines of several processes do
 * not mix; it starts a line of its own even behind one that a crash cut short.
 */
export async function appendAuditLine(path: string, entry: AuditEntry): Promise<Outcome<void>> {
  try {
    await ensureFolder(dirname(path));
    const handle = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600);
    try {
      const { size } = await handle.stat();
      const last = size === 0 ? '\n' : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString();
      await handle.writeFile(`${last === '\n' ? '' : '\n'}${JSON.stringify(entry)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return success(undefined);
  } catch (error) {
    return fileFailure(error, 'write', path);
  }
}

/** The last `limit` entries, newest last; a torn or foreign line is passed over. Reads only the end of a long log. */
export async function readAuditLines(path: string, limit: number): Promise<Outcome<AuditEntry[]>> {
  try {
    const handle = await open(path, 'r');
    try {
      let { size: start } = await handle.stat();
      let tail = Buffer.alloc(0);
      let entries: AuditEntry[] = [];
      while (start > 0 && entries.length < limit) {
        const length = Math.min(start, Math.max(64 * 1024, tail.length));
        const chunk = Buffer.alloc(length);
        start -= length;
        await handle.read(chunk, 0, length, start);
        tail = Buffer.concat([chunk, tail]);
        // The first line of a part from the middle may lack its start.
        const lines = tail
          .toString('utf8')
          .split('\n')
          .slice(start > 0 ? 1 : 0);
        entries = lines.flatMap(entryOf).slice(-limit);
      }
      return success(limit > 0 ? entries : []);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return success([]);
    return fileFailure(error, 'read', path);
  }
}

const lineSchema = v.pipe(v.string(), v.parseJson(), auditEntrySchema);

function entryOf(line: string): AuditEntry[] {
  if (line.trim() === '') return [];
  const entry = v.safeParse(lineSchema, line);
  return entry.success ? [entry.output] : [];
}
