import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { atomicWrite } from '../../base/files/atomic-write.ts';
import { revisionOf } from '../../base/files/revision.ts';

interface JournalPlace {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
}

export interface Journal {
  readonly old: Buffer;
  readonly intended: Buffer;
}

const journalSchema = v.object({
  version: v.literal(1),
  path: v.string(),
  old: v.string(),
  intended: v.string(),
  /** SHA-256 of the intended bytes: a damaged journal repairs nothing. */
  hash: v.string(),
});

export const journalPath = (place: JournalPlace) => join(place.folder, `${place.name}.journal`);

/** On disk, flushed, before the first byte of the file changes in place. */
export async function writeJournal(place: JournalPlace, old: Buffer, intended: Buffer): Promise<void> {
  const entry = {
    version: 1,
    path: place.path,
    old: old.toString('base64'),
    intended: intended.toString('base64'),
    hash: revisionOf(intended),
  };
  await atomicWrite(journalPath(place), JSON.stringify(entry));
}

/** undefined if no write was under way, or its journal is of no use. */
export async function readJournal(place: JournalPlace): Promise<Journal | undefined> {
  const text = await readFile(journalPath(place), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const entry = v.safeParse(v.pipe(v.string(), v.parseJson(), journalSchema), text);
  if (!entry.success) return undefined;
  const intended = Buffer.from(entry.output.intended, 'base64');
  if (revisionOf(intended) !== entry.output.hash) return undefined;
  return { old: Buffer.from(entry.output.old, 'base64'), intended };
}

export async function clearJournal(place: JournalPlace): Promise<void> {
  await unlink(journalPath(place)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
