import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { changeKeysBy, type Planner } from './change-keys.ts';
import { deadlineWarning, isEnforced } from './deadline-text.ts';
import { nameOf } from './name-key.ts';
import { retire } from './rotate-client-key.ts';
import { rotationOf } from './rotation-pair.ts';

export interface ChangeDeadlineInput {
  /** Of the old key or of the new one. */
  readonly fingerprint: Fingerprint;
  /** The new deadline is now and this long. */
  readonly graceMs: number;
}

export interface ChangeDeadlineResult {
  readonly fingerprint: Fingerprint;
  /** ms since the epoch. */
  readonly deadline: number;
  readonly enforced: boolean;
}

/** A8: extends or shortens the time that the old key of a rotation goes on working. */
export const changeDeadline: Operation<ChangeDeadlineInput, ChangeDeadlineResult> = {
  id: 'change-deadline',
  title: 'changing a deadline',
  run: (context, input) => changeKeysBy(context, planDeadline(context, input)),
};

/** The input is read at once, the plan is made on each state that is met. */
export const planDeadline: Planner<ChangeDeadlineInput, ChangeDeadlineResult> = (context, input) => {
  if (!(input.graceMs > 0)) {
    return failure('invalid', 'The deadline must lie ahead: to remove the old key now, finish the rotation.');
  }
  return success((state) => {
    const pair = rotationOf(state.clientKeys, input.fingerprint);
    if (!pair.ok) return pair;
    const { old } = pair.value;
    const now = context.now();
    const deadline = now + input.graceMs;
    const retiring = old.record?.retiring;
    return success({
      recordsFirst: retiring ? [retire(old, retiring.replacedBy, deadline)] : [],
      edits: [],
      recordsLast: [],
      result: {
        fingerprint: old.fingerprint,
        deadline,
        enforced: isEnforced(context.backend.capabilities),
      },
      message: `The old key of ${nameOf(old)} is to stop on ${formatInstant(deadline, now)}.${deadlineWarning(context, deadline)}`,
      fingerprints: [old.fingerprint],
      undone: `The old key of ${nameOf(old)} has its former deadline again.`,
    });
  });
};
