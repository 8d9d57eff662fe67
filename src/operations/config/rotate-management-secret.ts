import { generateKey } from '../../base/secrets/generate-key.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { words } from './words.ts';

interface RotateManagementSecretResult {
  /** To be shown once: only its hash is kept. */
  readonly secret: Secret;
  /** Why it is not known to be in force; undefined: it is. */
  readonly doubt: string | undefined;
}

/**
 * B7: a new management secret, in force at once; this backend stays signed in. Cannot be undone: the old one
 * is known by its hash alone.
 */
export const rotateManagementSecret: Operation<Record<never, never>, RotateManagementSecretResult> = {
  id: 'rotate-management-secret',
  get title() {
    return words().secret.title;
  },
  async run({ backend, randomBytes, signal }) {
    const secret = new Secret(generateKey(randomBytes));
    const stored = await backend.setManagementSecret(secret, signal);
    if (!stored.ok && !stored.maybeInForce) return stored;
    const doubt = stored.ok ? undefined : words().secret.doubt(stored.message);
    return success({
      result: { secret, doubt },
      message: doubt ?? words().secret.rotated,
      fingerprints: [],
    });
  },
};
