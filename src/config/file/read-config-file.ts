import { isUtf8 } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRegularFile } from '../../base/files/read-regular-file.ts';
import { type Revision, revisionOf } from '../../base/files/revision.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { type ParsedConfig, parseConfig } from '../parse/parse-config.ts';
import { words } from '../words.ts';
import { fileFailure } from './file-failure.ts';

export interface ConfigRead {
  readonly text: string;
  readonly revision: Revision;
  readonly parsed: Outcome<ParsedConfig>;
  /** Why `text` does not represent the bytes, which are not UTF-8: it must not be written back. */
  readonly lossy?: Failure;
}

/** Between two looks at a file that may be half-written, ms; and how young it must be for that. */
const pause = 10;

/**
 * Reads and parses the file. Other writers cut a file and then fill it (recorded contract), so an empty,
 * broken or just-changed file is looked at again for up to 100 ms before it is believed. `last` saves parsing
 * the same bytes.
 */
export async function readConfigFile(
  path: string,
  last?: ConfigRead,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<Outcome<ConfigRead>> {
  let leftMs = 100;
  try {
    let seen = await readOnce(path);
    for (;;) {
      const revision = revisionOf(seen.bytes);
      if (last?.revision === revision) return success(last);
      const found = interpret(seen.bytes, revision);
      const doubtful = !found.parsed.ok || seen.settling;
      if (!doubtful || leftMs <= 0) return success(found);
      await wait(pause);
      leftMs -= pause;
      const again = await readOnce(path);
      if (again.bytes.equals(seen.bytes) && again.bytes.length > 0) return success(found);
      seen = again;
    }
  } catch (error) {
    return fileFailure(error, 'read', path);
  }
}

async function readOnce(path: string): Promise<{ bytes: Buffer; settling: boolean }> {
  const { bytes, stats } = await readRegularFile(path);
  const { size, mtimeMs } = stats;
  return { bytes, settling: size !== bytes.length || Math.abs(Date.now() - mtimeMs) < pause };
}

function interpret(bytes: Buffer, revision: Revision): ConfigRead {
  const text = bytes.toString('utf8');
  const bad = noConfigText(bytes);
  if (!bad) return { text, revision, parsed: parseConfig(text) };
  return { text, revision, parsed: bad, ...(bytes.length > 0 && { lossy: bad }) };
}

/** Why bytes are no text of a config at all; undefined if they are a text. */
export function noConfigText(bytes: Buffer): Failure | undefined {
  if (bytes.length === 0) {
    const message = words().read.empty;
    return failure('invalid', message, { line: 1, column: 1 });
  }
  if (isUtf16(bytes)) {
    const message = words().read.utf16;
    return failure('invalid', message, { line: 1, column: 1 });
  }
  if (isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  const before = text.slice(0, text.indexOf('\ufffd'));
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const sentence = words().read.notUtf8(line, column);
  return failure('invalid', sentence, { line, column });
}

/** By its mark, or because every other byte of the beginning is none. */
function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) return true;
  const start = bytes.subarray(0, Math.min(64, bytes.length & ~1));
  const empty = (from: number): boolean =>
    start.length > 3 && start.every((byte, at) => at % 2 !== from || byte === 0);
  return empty(0) !== empty(1);
}
