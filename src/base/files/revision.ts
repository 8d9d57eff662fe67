import { createHash } from 'node:crypto';

declare const brand: unique symbol;
/** Names the bytes of a file: the hex SHA-256 of what was read. */
export type Revision = string & { readonly [brand]: 'revision' };

export function revisionOf(bytes: string | Uint8Array): Revision {
  return createHash('sha256').update(bytes).digest('hex') as Revision;
}
