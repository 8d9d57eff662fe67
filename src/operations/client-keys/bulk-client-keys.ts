import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { changeKeysBy, type Plan, type Planner } from './change-keys.ts';
import { type EditClientKeyInput, type EditClientKeyResult, planEdit } from './edit-client-key.ts';
import { deadlineWarning, limitsWarning } from './enforcement-notes.ts';
import { type LimitClientKeyInput, type LimitClientKeyResult, planLimits } from './limit-client-key.ts';
import {
  oldKeyWorks,
  planRotation,
  type RotateClientKeyInput,
  type RotateClientKeyResult,
} from './rotate-client-key.ts';
import { type ChangeDeadlineInput, type ChangeDeadlineResult, planDeadline } from './running-rotation.ts';

interface OfKey {
  readonly fingerprint: Fingerprint;
}

/** What several of a kind are called together. */
interface Words<Result> {
  readonly message: (count: number, results: readonly Result[], context: OperationContext) => string;
  readonly undone: (count: number) => string;
}

/** All keys are changed in one go, or none is; one undo takes all of it back. */
const several = <Input extends OfKey, Result>(
  id: string,
  title: string,
  plannerOfOne: Planner<Input, Result>,
  words: Words<Result>,
): Operation<readonly Input[], readonly Result[]> => ({
  id,
  title,
  run: (context, inputs) => changeKeysBy(context, planSeveral(plannerOfOne, words)(context, inputs)),
});

const planSeveral =
  <Input extends OfKey, Result>(
    plannerOfOne: Planner<Input, Result>,
    { message, undone }: Words<Result>,
  ): Planner<readonly Input[], readonly Result[]> =>
  (context, inputs) => {
    if (inputs.length === 0) return failure('invalid', 'No client key was given.');
    const planners = all(inputs.map((input) => plannerOfOne(context, input)));
    if (!planners.ok) return planners;
    return success((state) => {
      const plans = all(planners.value.map((plan) => plan(state)));
      if (!plans.ok) return plans;
      const [only] = plans.value;
      const results = plans.value.map(({ result }) => result);
      if (only && plans.value.length === 1) return success({ ...only, result: results });
      const joined = <Part>(part: (plan: Plan<Result>) => readonly Part[]) => plans.value.flatMap(part);
      return success({
        recordsFirst: joined((plan) => plan.recordsFirst),
        edits: joined((plan) => plan.edits),
        recordsLast: joined((plan) => plan.recordsLast),
        result: results,
        message: message(results.length, results, context),
        fingerprints: joined((plan) => plan.fingerprints),
        undone: undone(results.length),
      });
    });
  };

/** The values, or the first failure. */
function all<Value>(outcomes: readonly Outcome<Value>[]): Outcome<readonly Value[]> {
  const values: Value[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return outcome;
    values.push(outcome.value);
  }
  return success(values);
}

export const editClientKeys = several<EditClientKeyInput, EditClientKeyResult>(
  'edit-client-keys',
  'editing client keys',
  planEdit,
  {
    message: (count) => `Saved ${count} client keys.`,
    undone: (count) => `Restored the former details of ${count} client keys.`,
  },
);

export const limitClientKeys = several<LimitClientKeyInput, LimitClientKeyResult>(
  'limit-client-keys',
  'limiting client keys',
  planLimits,
  {
    message: (count, _, context) => `Saved the limits of ${count} client keys.${limitsWarning(context)}`,
    undone: (count) => `Restored the former limits of ${count} client keys.`,
  },
);

export const rotateClientKeys = several<RotateClientKeyInput, RotateClientKeyResult>(
  'rotate-client-keys',
  'rotating client keys',
  planRotation,
  {
    message(count, [first], context) {
      const deadline = first?.old.deadline ?? null;
      const after =
        deadline === null ? 'The old keys no longer work.' : oldKeyWorks(context, deadline, 'Old keys keep');
      return `Rotated ${count} client keys. ${after}`;
    },
    undone: (count) => `Undid the rotation of ${count} client keys.`,
  },
);

export const changeDeadlines = several<ChangeDeadlineInput, ChangeDeadlineResult>(
  'change-deadlines',
  'changing deadlines',
  planDeadline,
  {
    message(count, [first], context) {
      const deadline = first?.deadline ?? context.now();
      return `The old keys of ${count} rotations stop working on ${formatInstant(deadline, context.now())}.${deadlineWarning(context, deadline)}`;
    },
    undone: (count) => `Restored the former deadlines of ${count} rotations.`,
  },
);
