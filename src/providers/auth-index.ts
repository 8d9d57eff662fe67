import { type Fingerprint, fingerprint } from '../base/secrets/fingerprint.ts';
import type { Config } from '../contract/config.ts';
import { providerEntriesOf } from './provider-keys.ts';

/** By entry, or key of an entry: 16 hex digits that stay while key and base URL do. */
export function authIndexesOf(config: Config): Map<unknown, Fingerprint> {
  return new Map(
    providerEntriesOf(config).map(({ row, item, keyItem }) => [keyItem ?? item, fingerprint(row.id)]),
  );
}
