import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { failure, success } from '../../contract/outcome.ts';
import { removeEverywhere } from '../amp/amp-mappings.ts';
import type { Operation } from '../operation.ts';
import { changeKeys } from './change-keys.ts';
import { nameOf } from './name-key.ts';
import { rotationOf, standAlone } from './rotation-pair.ts';

export interface FinishRotationInput {
  /** Of the old key or of the new one. */
  readonly fingerprint: Fingerprint;
}

export interface FinishRotationResult {
  readonly removed: Fingerprint;
  readonly remaining: Fingerprint;
  /** Requests that still used the old key in the last hour; null: nobody counts. */
  readonly callsLastHour: number | null;
}

/** A8: the old key goes, from the Amp mappings as well. */
export const finishRotation: Operation<FinishRotationInput, FinishRotationResult> = {
  id: 'finish-rotation',
  title: 'finishing a rotation',
  run(context, input) {
    return changeKeys(context, (state) => {
      const pair = rotationOf(state.clientKeys, input.fingerprint);
      if (!pair.ok) return pair;
      const { old, replacement } = pair.value;
      if (!replacement) {
        return failure(
          'conflict',
          `The new key of ${nameOf(old)} is no longer in the list, nothing was done: roll the rotation back, or revoke the old key.`,
        );
      }
      const calls = old.activity?.lastHour ?? null;
      const still = calls ? ` It had ${calls} ${calls === 1 ? 'call' : 'calls'} in the last hour.` : '';
      return success({
        recordsFirst: [standAlone(replacement)],
        edits: removeEverywhere(state.config, old.key.reveal()),
        recordsLast: [{ op: 'forget', fingerprint: old.fingerprint }],
        result: { removed: old.fingerprint, remaining: replacement.fingerprint, callsLastHour: calls },
        message: `Finished the rotation of ${nameOf(replacement)}: the old key ${old.key.mask} is removed.${still}`,
        fingerprints: [old.fingerprint, replacement.fingerprint],
        undone: `The old key of ${nameOf(old)} is back and retiring.`,
      });
    });
  },
};
