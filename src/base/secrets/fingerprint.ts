import { createHash } from 'node:crypto';

declare const brand: unique symbol;
/** 16 hex digits that name a key without giving it away: the start of its SHA-256. */
export type Fingerprint = string & { readonly [brand]: 'fingerprint' };

export function fingerprint(key: string): Fingerprint {
  return createHash('sha256').update(key, 'utf8').digest('hex').slice(0, 16) as Fingerprint;
}
