import { type Outcome, success } from '../contract/outcome.ts';
import type { Access } from './database.ts';
import type { PriceOf } from './prices.ts';
import { openReader, type UsageReader } from './reader.ts';
import { openUsageFile, type UsageFile } from './usage-file.ts';
import { openWords, type Words } from './words.ts';
import { openRecordWriter, type RecordWriter } from './write-records.ts';

/** A file that is open, and what reads and writes it. */
export interface OpenedParts {
  readonly file: UsageFile;
  readonly words: Words;
  readonly writer: RecordWriter;
  readonly reader: UsageReader;
}

/** @param say gets a sentence when a damaged file was set aside */
export async function openParts(
  options: {
    readonly folder: string;
    readonly now: () => number;
    readonly priceOf: PriceOf;
    readonly say: (sentence: string) => void;
  },
  access?: Access,
): Promise<Outcome<OpenedParts>> {
  const { folder, now, priceOf, say } = options;
  const file = await openUsageFile(folder, say, access);
  if (!file.ok) return file;
  const { database } = file.value;
  const words = openWords(database, now);
  const writer = openRecordWriter(database, words, priceOf);
  return success({ file: file.value, words, writer, reader: openReader(database, words, now) });
}
