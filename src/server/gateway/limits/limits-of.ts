import type { Fingerprint } from '../../../base/secrets/fingerprint.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import type { KeyLimits } from '../../../contract/key-limits.ts';
import type { InForce } from '../../in-force.ts';
import type { LimitSource } from './key-limits.ts';

/** The limits of the client keys in force; a change of them acts on the next request. */
export function limitsOf(inForce: InForce, tokensSince: LimitSource['tokensSince']): LimitSource {
  let keys: readonly ClientKey[] | undefined;
  let limits = new Map<Fingerprint, KeyLimits>();
  return {
    of(key) {
      if (keys !== inForce.state.clientKeys) {
        keys = inForce.state.clientKeys;
        limits = new Map(
          keys.flatMap(({ fingerprint, record }) => (record?.limits ? [[fingerprint, record.limits]] : [])),
        );
      }
      return limits.get(key);
    },
    ...(tokensSince ? { tokensSince } : {}),
    kept: () => inForce.state.config['usage-statistics-enabled'] !== false,
  };
}
