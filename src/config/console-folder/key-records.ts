import * as v from 'valibot';
import { type KeyRecord, type KeyRecordEdit, keyRecordSchema } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';

/** key-records.data. Loose at every level: what a later version adds is kept. */
export const recordsSchema = v.looseObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  keys: v.record(v.string(), v.looseObject({})),
});
type RecordsFile = v.InferOutput<typeof recordsSchema>;

const emptyRecords: RecordsFile = { version: 1, keys: {} };

const newer = () => failure('unsupported', words().newerRecords);

/** Records this version understands; one that it does not is left out here and kept in the file. */
export function recordsOf(file: RecordsFile = emptyRecords): Outcome<KeyRecord[]> {
  if (file.version > 1) return newer();
  const records = Object.entries(file.keys).flatMap(([fingerprint, fields]) => {
    const record = v.safeParse(keyRecordSchema, { ...fields, fingerprint });
    return record.success ? [record.output] : [];
  });
  return success(records);
}

/** `put` replaces the whole record, which the writer has read with all its fields, unknown ones too. */
export function applyRecordEdits(
  edits: readonly KeyRecordEdit[],
  file: RecordsFile = emptyRecords,
): Outcome<RecordsFile> {
  if (file.version > 1) return newer();
  const keys = { ...file.keys };
  for (const edit of edits) {
    if (edit.op === 'put') {
      const { fingerprint, ...fields } = edit.record;
      keys[fingerprint] = fields;
    } else delete keys[edit.fingerprint];
  }
  return success({ ...file, keys });
}
