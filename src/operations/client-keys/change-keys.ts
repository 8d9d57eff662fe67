import type { ConfigText, ServerState } from '../../backend/backend.ts';
import { whileRaced } from '../../base/async/while-raced.ts';
import { restartNeeded } from '../../contract/change.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, OperationContext } from '../operation.ts';
import { brokenFile, type Change, inverse, type Plan } from './key-change.ts';
import { takeBack } from './take-back.ts';

/**
 * Reads the state, plans on it and carries the plan out; an edit that somebody made meanwhile makes it plan
 * again. Order of writing: an orphan record is the worst that a crash leaves behind.
 */
export async function changeKeys<Result>(
  context: OperationContext,
  makePlan: (state: ServerState) => Outcome<Plan<Result>>,
): Promise<Outcome<Done<Result>>> {
  return whileRaced(async (isLast, nth): Promise<Outcome<Done<Result>>> => {
    const { backend, signal } = context;
    const [loaded, text] = await Promise.all([backend.load(signal), textOf(context)]);
    if (!loaded.ok) return loaded;
    const state = loaded.value;
    if (state.problem) return brokenFile(state.problem);
    const plan = makePlan(state);
    if (!plan.ok) return plan;
    const last = isLast(`${state.revision} ${text?.revision}`);
    if (text && text.revision !== state.revision && (!last || plan.value.edits.some(removes)))
      return beingChanged;
    const change = { state, text, plan: plan.value, revision: undefined };
    // Beside a program that writes all the time no text stays what was read: an addition is made on the text of then.
    const ours = backend.kind === 'disk' || backend.kind === 'embedded';
    if (nth > pinned && ours && !plan.value.edits.some(removes))
      return carryOut(context, { ...change, text: undefined }, plan.value, 'any text');
    return carryOut(context, change, plan.value);
  });
}

/** Makes plans for one input; refused: the input itself is wrong. */
export type Planner<Input, Result> = (
  context: OperationContext,
  input: Input,
) => Outcome<(state: ServerState) => Outcome<Plan<Result>>>;

/** The same with what a planner has made of its input. */
export const changeKeysBy = async <Result>(
  context: OperationContext,
  planner: ReturnType<Planner<never, Result>>,
): Promise<Outcome<Done<Result>>> => (planner.ok ? changeKeys(context, planner.value) : planner);

/** Attempts that fall on the very text that was read, which an undo brings back byte for byte. */
const pinned = 3;

export const beingChanged = failure('conflict', 'config.yaml keeps changing. No changes made. Try again.');

/** What may go depends on what else is there, so a removal is never planned on a state that lags behind. */
const removes = (edit: ConfigEdit): boolean => edit.op === 'remove';

async function textOf({ backend, signal }: OperationContext): Promise<ConfigText | undefined> {
  if (backend.capabilities.configText !== 'enforced') return undefined;
  const read = await backend.readConfigText(signal);
  return read.ok ? read.value : undefined;
}

async function carryOut<Result>(
  context: OperationContext,
  before: Change,
  plan: Plan<Result>,
  on: 'the text that was read' | 'any text' = 'the text that was read',
): Promise<Outcome<Done<Result>>> {
  const { backend, signal } = context;
  const { state, text } = before;
  if (plan.recordsFirst.length > 0) {
    const written = await backend.editKeyRecords(plan.recordsFirst, signal);
    if (!written.ok) return written;
  }
  let change = before;
  let { message } = plan;
  if (plan.edits.length > 0) {
    // an undo brings `text` back, so it must be what the edits fell on
    const revision = text?.revision ?? state.revision;
    const edited = await backend.editConfig(plan.edits, {
      ...(on === 'any text' ? {} : { revision }),
      ...(signal ? { signal } : {}),
    });
    if (!edited.ok) {
      const back = await backend.editKeyRecords(inverse(state, plan.recordsFirst));
      return back.ok || plan.recordsFirst.length === 0 ? edited : halfDone(edited, back);
    }
    change = { ...before, revision: edited.value.revision };
    if (edited.value.applied === false) message += ` ${restartNeeded}`;
  }
  if (plan.recordsLast.length > 0) {
    // no signal: stopping here would leave the change half done
    const written = await backend.editKeyRecords(plan.recordsLast);
    if (!written.ok) {
      if (plan.recordsLast.some((edit) => edit.op === 'put')) return giveUp(context, change, written);
      message += ` Its record beside the config is still there: ${written.message}`;
    }
  }
  const { result, fingerprints } = plan;
  return success({ result, message, fingerprints, undo: (later) => takeBack(later, change) });
}

/** Not a `conflict`, which would be planned again on records that are no longer what they were. */
function halfDone(cause: Failure, back: Failure): Failure {
  return failure(
    back.kind === 'conflict' ? 'failed' : back.kind,
    `${cause.message} The keys are as they were, but labels or deadlines beside them were changed before and could not be put back: ${back.message}`,
  );
}

/** A deadline that could not be written must not leave two keys that nobody retires. */
async function giveUp(context: OperationContext, change: Change, cause: Failure): Promise<Failure> {
  const { signal: _, ...calm } = context;
  const back = await takeBack(calm, change, 'unchecked');
  if (back.ok) return cause;
  return failure(
    cause.kind,
    `${cause.message} What was done before could not be taken back: ${back.message}`,
  );
}
