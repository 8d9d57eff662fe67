import { hash } from 'node:crypto';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { type ClientKey, stopsAt } from '../../contract/client-key.ts';

export type KeyVerdict =
  | { readonly kind: 'good'; readonly fingerprint: Fingerprint }
  | { readonly kind: 'sample' | 'unknown' }
  /** `at`: ms since the epoch. */
  | { readonly kind: 'expired' | 'retired'; readonly at: number };

interface Row {
  readonly key: ClientKey;
  readonly stopsAt: number;
}

/**
 * The client keys in force, found by digest: the time of a lookup reveals nothing about a key (A3). Keys that were used
 * before are found in a Map, by the engine's seeded hash of the whole key, and only keys with the same hash are
 * compared: a guess with another hash is not compared with anything.
 */
export interface ClientKeyTable {
  /** No entry in `api-keys`: every client is admitted (A2). */
  readonly empty: boolean;
  /** @param now ms since the epoch: expiry and deadline apply at their exact time (A7, A8) */
  judge(presented: string, now: number): KeyVerdict;
  /** Whether it is in `api-keys`, valid or not. */
  has(text: string): boolean;
  /** Label, or mask, of the key with this fingerprint; undefined if it is not in `api-keys`. */
  nameOf(fingerprint: string): string | undefined;
}

export function clientKeyTable(keys: readonly ClientKey[]): ClientKeyTable {
  const rows = new Map<string, Row>();
  /** Valid keys that were used before, by the key itself, as a digest takes a fiftieth of the time of a request. */
  const met = new Map<string, Row>();
  let names: Map<string, string | Secret> | undefined;
  for (const key of keys) {
    const plain = key.key.reveal();
    if (plain === '') continue;
    rows.set(digestOf(plain), { key, stopsAt: stopsAt(key.record) });
  }
  return {
    empty: keys.length === 0,
    has: (text) => met.has(text) || rows.has(digestOf(text)),
    nameOf(fingerprint) {
      names ??= new Map(
        keys.map(({ fingerprint: print, key, record }) => [print, record?.label?.trim() || key]),
      );
      return names.get(fingerprint)?.toString();
    },
    judge(presented, now) {
      const row = met.get(presented) ?? rows.get(digestOf(presented));
      if (!row) return { kind: 'unknown' };
      met.set(presented, row);
      if (row.key.sample) return { kind: 'sample' };
      if (row.stopsAt > now) return { kind: 'good', fingerprint: row.key.fingerprint };
      const retired = Date.parse(row.key.record?.retiring?.deadline ?? '') === row.stopsAt;
      return { kind: retired ? 'retired' : 'expired', at: row.stopsAt };
    },
  };
}

/** Only digests are compared: an attacker cannot control how far the digest of a guess matches one in the table. */
function digestOf(key: string): string {
  return hash('sha256', key, 'base64');
}
