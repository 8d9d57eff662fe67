import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';

/** What a key is called in a sentence: its label, else its mask. */
export function nameOf(key: ClientKey): string {
  return key.record?.label ?? key.key.mask;
}

/** The key that was named on the screen, as the list has it now; gone: `conflict`. */
export function keyOf(keys: readonly ClientKey[], wanted: Fingerprint): Outcome<ClientKey> {
  const found = keys.find((key) => key.fingerprint === wanted);
  return found ? success(found) : gone(`the key with fingerprint ${wanted}`);
}

export function gone(what: string): Failure {
  return failure('conflict', `The list changed: ${what} is no longer there, nothing was done.`);
}
