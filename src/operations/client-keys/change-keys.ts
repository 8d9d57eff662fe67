import { isDeepStrictEqual } from 'node:util';
import type { ConfigText, EditedConfig, ServerState } from '../../backend/backend.ts';
import { whileRaced } from '../../base/async/while-raced.ts';
import type { Revision } from '../../base/files/revision.ts';
import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { type ConfigProblem, restartNeeded } from '../../contract/change.ts';
import type { KeyRecordEdit } from '../../contract/client-key.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { restoreLists } from './key-lists.ts';
import { words } from './words.ts';

/**
 * Reads the state, plans on it and carries the plan out; an edit by another program in between makes it plan
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
      return beingChanged();
    const change = { state, text, plan: plan.value, revision: undefined };
    // Beside a program that writes all the time no text stays what was read: an addition is made on the text
    // of then.
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

interface OfKey {
  readonly fingerprint: Fingerprint;
}

/** What several of a kind are called together. */
interface Words<Result> {
  readonly title: () => string;
  readonly message: (count: number, results: readonly Result[], context: OperationContext) => string;
  readonly undone: (count: number) => string;
}

/** All keys are changed in one go, or none is; one undo takes all of it back. */
export const changeSeveral = <Input extends OfKey, Result>(
  id: string,
  plannerOfOne: Planner<Input, Result>,
  words: Words<Result>,
): Operation<readonly Input[], readonly Result[]> => ({
  id,
  get title() {
    return words.title();
  },
  async run(context, inputs) {
    const planner = planSeveral(plannerOfOne, words)(context, inputs);
    return planner.ok ? changeKeys(context, planner.value) : planner;
  },
});

const planSeveral =
  <Input extends OfKey, Result>(
    plannerOfOne: Planner<Input, Result>,
    { message, undone }: Words<Result>,
  ): Planner<readonly Input[], readonly Result[]> =>
  (context, inputs) => {
    if (inputs.length === 0) return failure('invalid', words().noneGiven);
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

/** Attempts on exactly the text that was read, which an undo restores byte for byte. */
const pinned = 3;

export const beingChanged = () => failure('conflict', words().change.racing);

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
  if (plan.recordsFirst.length + plan.edits.length + plan.recordsLast.length === 0) {
    const { result, message, fingerprints } = plan;
    return success({ result, message, fingerprints, unchanged: true });
  }
  const more = signal ? { signal } : {};
  // an undo brings `text` back, so it must be what the edits fell on
  const ground = on === 'any text' ? {} : { revision: text?.revision ?? state.revision };
  const written = await writeBehindRecords<EditedConfig | undefined>(context, {
    first: plan.recordsFirst,
    before: state,
    write: async () =>
      plan.edits.length === 0 ? success(undefined) : backend.editConfig(plan.edits, { ...ground, ...more }),
    isMade: (now) => touchedBy(plan.edits).size > 0 && isListedAfter(now, plan.edits),
  });
  if (!written.ok) return written;
  const change = { ...before, revision: written.value?.revision };
  let { message } = plan;
  if (written.value?.applied === false) message += words().change.restart(restartNeeded());
  if (plan.recordsLast.length > 0) {
    // no signal: stopping here would leave the change half done
    const written = await backend.editKeyRecords(plan.recordsLast);
    if (!written.ok) {
      if (plan.recordsLast.some((edit) => edit.op === 'put')) return giveUp(context, change, written);
      message += words().change.recordLeft(written.message);
    }
  }
  const { result, fingerprints } = plan;
  const former = recordsOf(state);
  let check: 'checked' | 'asked again' = 'checked';
  return success({
    result,
    message,
    fingerprints,
    made: [...touchedBy(plan.edits)].map(fingerprint).filter((print) => !former.has(print)),
    async undo(later) {
      const undone = await undoKeyChange(later, change, check);
      if (!undone.ok && undone.kind === 'unreachable') check = 'asked again';
      return undone;
    },
  });
}

interface WriteBehindRecords<T> {
  readonly first: readonly KeyRecordEdit[];
  /** As it was read before. */
  readonly before: ServerState;
  readonly write: () => Promise<Outcome<T>>;
  /** Whether the write was made, where its answer was lost. */
  readonly isMade: (now: ServerState) => boolean;
}

/**
 * Writes records and then config.yaml, and restores the records only if config.yaml is surely unchanged: a key
 * without its record has neither expiry nor limits. The value is undefined where the answer was lost.
 */
export async function writeBehindRecords<T>(
  { backend, signal }: OperationContext,
  { first, before, write, isMade }: WriteBehindRecords<T>,
): Promise<Outcome<T | undefined>> {
  if (first.length > 0) {
    const written = await backend.editKeyRecords(first, signal);
    if (!written.ok) return written;
  }
  const done = await write();
  if (done.ok) return done;
  const isUnsure = done.kind === 'unreachable' || done.kind === 'failed';
  const now = isUnsure ? await backend.load() : undefined;
  if (now?.ok === false) return failure(done.kind, words().change.mayBeMade(done.message));
  if (now && isMade(now.value)) return success(undefined);
  const listed = now && recordsOf(now.value);
  const wasListed = recordsOf(before);
  // A key that came all the same keeps its record.
  const notThere = first.filter((edit) => wasListed.has(printOf(edit)) || !listed?.has(printOf(edit)));
  if (notThere.length === 0) return done;
  const taken = await backend.editKeyRecords(inverse(before, notThere));
  return taken.ok ? done : halfDone(done, taken);
}

/** Not a `conflict`, which would be planned again on records that are no longer what they were. */
function halfDone(cause: Failure, back: Failure): Failure {
  return failure(
    back.kind === 'conflict' ? 'failed' : back.kind,
    words().change.halfDone(cause.message, back.message),
  );
}

/** A deadline that could not be written must not leave two keys that are never retired. */
async function giveUp(context: OperationContext, change: Change, cause: Failure): Promise<Failure> {
  const { signal: _, ...calm } = context;
  const back = await undoKeyChange(calm, change, 'unchecked');
  if (back.ok) return cause;
  return failure(cause.kind, words().change.notBack(cause.message, back.message));
}

/** What an operation is about to do, worked out from the state it has read. */
export interface Plan<Result> {
  /** Written before the config: the records of keys that come or stay. */
  readonly recordsFirst: readonly KeyRecordEdit[];
  readonly edits: readonly ConfigEdit[];
  /** Written after the config: the records of keys that go, and deadlines that need their replacement. */
  readonly recordsLast: readonly KeyRecordEdit[];
  readonly result: Result;
  readonly message: string;
  readonly fingerprints: readonly Fingerprint[];
  /** What an undo reports: "team-a is back." */
  readonly undone: string;
}

/** The state before a change, and the plan that changed it: all that an undo needs. */
export interface Change {
  readonly state: ServerState;
  readonly text: ConfigText | undefined;
  readonly plan: Plan<unknown>;
  /** Of the text that the change made. */
  readonly revision: Revision | undefined;
}

/** The record edits that bring back what `state` knew. */
function inverse(state: ServerState, edits: readonly KeyRecordEdit[]): KeyRecordEdit[] {
  return edits.map((edit): KeyRecordEdit => {
    const print = printOf(edit);
    const key = state.clientKeys.find((key) => key.fingerprint === print);
    const record = key?.stored ?? key?.record;
    return record ? { op: 'put', record } : { op: 'forget', fingerprint: print };
  });
}

/** Why nothing is written while the file on disk is not what is in force. */
export function brokenFile({ message, unloaded }: ConfigProblem): Failure {
  if (unloaded) return failure('conflict', message, { unloaded });
  return failure('invalid', words().change.broken(message));
}

/**
 * Undoes a change of the client keys: byte for byte when config.yaml is still the one it made, else by edits
 * that put the keys back after their former neighbors. `conflict` when these keys were changed again since.
 * @param check `asked again`: an undo whose answer was lost may have been made
 */
async function undoKeyChange(
  context: OperationContext,
  change: Change,
  check: 'checked' | 'asked again' | 'unchecked',
): Promise<Outcome<Done<void>>> {
  const { backend, signal } = context;
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  if (loaded.value.problem) return brokenFile(loaded.value.problem);
  const isOurs =
    check === 'unchecked' ||
    stillAsLeft(loaded.value, change) ||
    (check === 'asked again' && isAsBefore(loaded.value, change));
  if (!isOurs) return changedSince();

  const records = inverse(change.state, [...change.plan.recordsFirst, ...change.plan.recordsLast]);
  const back = records.filter((edit) => edit.op === 'put');
  const away = records.filter((edit) => edit.op === 'forget');
  const restored = await writeBehindRecords(context, {
    first: back,
    before: loaded.value,
    write: () => restoreConfig(context, change, loaded.value),
    isMade: (now) => isAsBefore(now, change),
  });
  if (!restored.ok) return restored;
  if (away.length > 0) await backend.editKeyRecords(away);
  const { undone, fingerprints } = change.plan;
  return success({ result: undefined, message: undone, fingerprints });
}

async function restoreConfig(
  { backend, signal }: OperationContext,
  { state, text, plan, revision }: Change,
  now: ServerState,
): Promise<Outcome<unknown>> {
  if (plan.edits.length === 0) return success(undefined);
  const more = signal ? { signal } : {};
  if (text && revision !== undefined) {
    // the revision that the change made guards this write: any later text makes it a conflict
    const written = await backend.writeConfigText(text.text, { revision, ...more });
    if (written.ok || written.kind !== 'conflict') return written;
  }
  const edits = restoreLists(now.config, state.config, touchedBy(plan.edits));
  if (edits === undefined) return changedSince();
  return edits.length === 0 ? success(undefined) : backend.editConfig(edits, more);
}

function changedSince() {
  return failure('conflict', words().change.changedSince);
}

/** Are the keys of the change and their records what the change made of them? */
function stillAsLeft(now: ServerState, { plan }: Change): boolean {
  const listed = recordsOf(now);
  if (!isListedAfter(now, plan.edits)) return false;
  for (const [print, edit] of recordEdits(plan)) {
    const made = edit.op === 'put' ? edit.record : undefined;
    // a record of a key that is not listed cannot be seen
    if (listed.has(print) ? !isDeepStrictEqual(listed.get(print), made) : made) return false;
  }
  return true;
}

/** Are they what they were before the change? */
function isAsBefore(now: ServerState, { state, plan }: Change): boolean {
  const [listed, former] = [recordsOf(now), recordsOf(state)];
  const touched = [...[...touchedBy(plan.edits)].map(fingerprint), ...recordEdits(plan).keys()];
  return touched.every(
    (print) =>
      listed.has(print) === former.has(print) && isDeepStrictEqual(listed.get(print), former.get(print)),
  );
}

const recordsOf = ({ clientKeys }: ServerState) =>
  new Map(clientKeys.map(({ fingerprint, record }) => [fingerprint, record]));

const recordEdits = ({ recordsFirst, recordsLast }: Plan<unknown>) =>
  new Map([...recordsFirst, ...recordsLast].map((edit) => [printOf(edit), edit]));

const printOf = (edit: KeyRecordEdit): Fingerprint =>
  edit.op === 'put' ? edit.record.fingerprint : edit.fingerprint;

/** Are the keys of these edits there, or gone, as they want it? */
function isListedAfter({ clientKeys }: ServerState, edits: readonly ConfigEdit[]): boolean {
  const listed = new Set(clientKeys.map((key) => key.fingerprint));
  const wanted = [...presenceAfter(edits)];
  return wanted.every(([key, present]) => listed.has(fingerprint(key)) === present);
}

function presenceAfter(edits: readonly ConfigEdit[]): Map<string, boolean> {
  const presence = new Map<string, boolean>();
  for (const edit of edits) {
    if (edit.path.length !== 1) continue;
    if (edit.op === 'append') presence.set(String(edit.value), true);
    if (edit.op === 'remove') presence.set(String(edit.item), false);
    if (edit.op === 'replace') {
      presence.set(String(edit.item), false);
      presence.set(String(edit.value), true);
    }
  }
  return presence;
}

function touchedBy(edits: readonly ConfigEdit[]): ReadonlySet<string> {
  return new Set(presenceAfter(edits).keys());
}
