import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ClientKey, KeyRecord, KeyRecordEdit } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { keyOf, nameOf } from './name-key.ts';

/** The two keys of a running rotation (A8). */
export interface RotationPair {
  readonly old: ClientKey;
  readonly replacement: ClientKey | undefined;
  readonly deadline: number;
}

/** The rotation that a key is the old or the new one of; none: `invalid`. */
export function rotationOf(keys: readonly ClientKey[], wanted: Fingerprint): Outcome<RotationPair> {
  const found = keyOf(keys, wanted);
  if (!found.ok) return found;
  const key = found.value;
  const old = key.record?.retiring
    ? key
    : keys.find((other) => other.record?.retiring?.replacedBy === key.fingerprint);
  const retiring = old?.record?.retiring;
  if (!old || !retiring) {
    return failure('invalid', `No rotation of ${nameOf(key)} is running: nothing was done.`);
  }
  const replacement = keys.find((other) => other.fingerprint === retiring.replacedBy);
  return success({ old, replacement, deadline: Date.parse(retiring.deadline) });
}

/** The old key's record without its retirement. */
export function unretire(old: ClientKey): KeyRecordEdit {
  const { retiring: _, ...rest } = old.record ?? { fingerprint: old.fingerprint };
  return keep(rest);
}

/** The new key's record once the old one is gone. */
export function standAlone(replacement: ClientKey): KeyRecordEdit {
  const { replaces: _, ...rest } = replacement.record ?? { fingerprint: replacement.fingerprint };
  return keep(rest);
}

/** A record that says nothing is none. */
function keep(record: KeyRecord): KeyRecordEdit {
  return Object.keys(record).length > 1
    ? { op: 'put', record }
    : { op: 'forget', fingerprint: record.fingerprint };
}
