import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { keyOf, nameOf } from './name-key.ts';

export interface RevealClientKeyInput {
  readonly fingerprint: Fingerprint;
}

/** A6: showing a key again is an act of its own, with a line in the audit log. */
export const revealClientKey: Operation<RevealClientKeyInput, Secret> = {
  id: 'reveal-client-key',
  title: 'revealing a client key',
  async run({ backend, signal }, input) {
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const found = keyOf(loaded.value.clientKeys, input.fingerprint);
    if (!found.ok) return found;
    const { key, fingerprint } = found.value;
    return success({
      result: key,
      message: `This is the key of ${nameOf(found.value)}.`,
      fingerprints: [fingerprint],
    });
  },
};
