import { type Fingerprint, fingerprint } from '../base/secrets/fingerprint.ts';
import { isSampleKey } from '../base/secrets/sample-keys.ts';
import { Secret } from '../base/secrets/secret.ts';
import type { ClientKey, KeyActivity, KeyRecord } from '../contract/client-key.ts';
import type { Config } from '../contract/config.ts';

/** Counts of one server, as `console/state` carries them. */
export interface Activity {
  /** By fingerprint; a key that is not in it has not been used since `countedSince`. */
  readonly activity: Readonly<Record<string, KeyActivity>>;
  /** ms since the epoch. */
  readonly countedSince: number;
}

/** Shorter keys are weak (A4). */
const shortest = 32;
const unused = Array.from({ length: 24 }, () => 0);

/**
 * `api-keys` in the order of the file, each with all that is known of it. The old key of a rotation retires also where
 * the new one is no longer listed, as a key that was refused must not come back; but not if every key would retire.
 */
export function clientKeysOf(
  config: Config,
  records: readonly KeyRecord[],
  counts: Activity | undefined,
  fingerprintOf: (key: string) => Fingerprint = fingerprint,
): ClientKey[] {
  const recordOf = new Map(records.map((record) => [record.fingerprint, record]));
  const seen = new Map<Fingerprint, number>();
  const keys = config['api-keys'] ?? [];
  const prints = keys.map(fingerprintOf);
  const listed = new Set(prints);
  const someStay = prints.some((print) => !recordOf.get(print)?.retiring);
  const recordsOf = (stored: KeyRecord | undefined): Pick<ClientKey, 'record' | 'stored'> => {
    if (someStay || !stored?.retiring || listed.has(stored.retiring.replacedBy)) return { record: stored };
    const { retiring: _, ...record } = stored;
    return { record, stored };
  };
  return keys.map((key, place) => {
    const print = prints[place] as Fingerprint;
    const times = (seen.get(print) ?? 0) + 1;
    seen.set(print, times);
    return {
      id: times === 1 ? print : `${print}#${times}`,
      fingerprint: print,
      key: new Secret(key),
      ...recordsOf(recordOf.get(print)),
      activity: activityOf(print, counts),
      duplicate: times > 1,
      sample: isSampleKey(key),
      weak: [...key].length < shortest,
    };
  });
}

function activityOf(print: Fingerprint, counts: Activity | undefined): KeyActivity | undefined {
  if (!counts) return undefined;
  return (
    counts.activity[print] ?? { countedSince: counts.countedSince, lastHour: 0, today: 0, hours: unused }
  );
}

/** A fingerprint function that remembers the keys of the last list: 2,000 digests cost 5 ms on each load. */
export function rememberFingerprints(): (key: string) => Fingerprint {
  let young = new Map<string, Fingerprint>();
  let old = new Map<string, Fingerprint>();
  return (key) => {
    let print = young.get(key);
    if (print === undefined) {
      print = old.get(key) ?? fingerprint(key);
      young.set(key, print);
    }
    if (young.size > 10_000) {
      old = young;
      young = new Map();
    }
    return print;
  };
}
