import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { success } from '../../contract/outcome.ts';
import { removeEverywhere } from '../amp/amp-mappings.ts';
import type { Operation } from '../operation.ts';
import { changeKeys } from './change-keys.ts';
import { nameOf } from './name-key.ts';
import { rotationOf, unretire } from './rotation-pair.ts';

export interface RollBackRotationInput {
  /** Of the old key or of the new one. */
  readonly fingerprint: Fingerprint;
}

export interface RollBackRotationResult {
  /** The new key; null: it was gone already. */
  readonly removed: Fingerprint | null;
  readonly remaining: Fingerprint;
}

/** A8: the new key goes, and the old one has no deadline any more. */
export const rollBackRotation: Operation<RollBackRotationInput, RollBackRotationResult> = {
  id: 'roll-back-rotation',
  title: 'rolling a rotation back',
  run(context, input) {
    return changeKeys(context, (state) => {
      const pair = rotationOf(state.clientKeys, input.fingerprint);
      if (!pair.ok) return pair;
      const { old, replacement } = pair.value;
      const name = nameOf(old);
      return success({
        recordsFirst: [unretire(old)],
        edits: replacement ? removeEverywhere(state.config, replacement.key.reveal()) : [],
        recordsLast: replacement ? [{ op: 'forget', fingerprint: replacement.fingerprint }] : [],
        result: { removed: replacement?.fingerprint ?? null, remaining: old.fingerprint },
        message: `Rolled the rotation of ${name} back: the old key stays, without a deadline.`,
        fingerprints: [old.fingerprint, ...(replacement ? [replacement.fingerprint] : [])],
        undone: `The rotation of ${name} is running again.`,
      });
    });
  },
};
