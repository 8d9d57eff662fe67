import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import type { ClientKey, KeyRecord, KeyRecordEdit } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { changeKeys, changeSeveral, type Planner } from './change-keys.ts';
import { deadlineWarning, isEnforced } from './enforcement-notes.ts';
import { keyOf, nameOf } from './find-client-key.ts';
import { removeEverywhere } from './key-lists.ts';
import { firstAndLast, hasExpired, lastMoment, retire } from './rotate-client-keys.ts';
import { words } from './words.ts';

interface FinishRotationInput {
  /** Of the old key or of the new one. */
  readonly fingerprint: Fingerprint;
}

interface FinishRotationResult {
  readonly removed: Fingerprint;
  readonly remaining: Fingerprint;
  /** Requests that still used the old key in the last hour; null if not counted. */
  readonly callsLastHour: number | null;
}

/** A8: removes the old key, also from the Amp mappings. */
export const finishRotation: Operation<FinishRotationInput, FinishRotationResult> = {
  id: 'finish-rotation',
  get title() {
    return words().rotation.finishing;
  },
  run(context, input) {
    return changeKeys(context, (state) => {
      const pair = rotationOf(state.clientKeys, input.fingerprint);
      if (!pair.ok) return pair;
      const { old, replacement } = pair.value;
      const calls = old.activity?.lastHour ?? null;
      const still = calls ? words().rotation.served(calls) : '';
      return success({
        recordsFirst: [standAlone(replacement)],
        edits: removeEverywhere(state.config, old.key.reveal()),
        recordsLast: [{ op: 'forget', fingerprint: old.fingerprint }],
        result: { removed: old.fingerprint, remaining: replacement.fingerprint, callsLastHour: calls },
        message: words().rotation.finished(nameOf(replacement), old.key.mask, still),
        fingerprints: [old.fingerprint, replacement.fingerprint],
        undone: words().rotation.unfinished(nameOf(old)),
      });
    });
  },
};

interface RollBackRotationInput {
  /** Of the old key or of the new one. */
  readonly fingerprint: Fingerprint;
}

interface RollBackRotationResult {
  /** The new key. */
  readonly removed: Fingerprint;
  readonly remaining: Fingerprint;
}

/** A8: removes the new key and the deadline of the old one. */
export const rollBackRotation: Operation<RollBackRotationInput, RollBackRotationResult> = {
  id: 'roll-back-rotation',
  get title() {
    return words().rotation.rollingBack;
  },
  run(context, input) {
    return changeKeys(context, (state) => {
      const pair = rotationOf(state.clientKeys, input.fingerprint);
      if (!pair.ok) return pair;
      const { old, replacement } = pair.value;
      const name = nameOf(old);
      return success({
        recordsFirst: [unretire(old)],
        edits: removeEverywhere(state.config, replacement.key.reveal()),
        recordsLast: [{ op: 'forget', fingerprint: replacement.fingerprint }],
        result: { removed: replacement.fingerprint, remaining: old.fingerprint },
        message: words().rotation.rolledBack(name),
        fingerprints: [old.fingerprint, replacement.fingerprint],
        undone: words().rotation.runsAgain(name),
      });
    });
  },
};

interface ChangeDeadlineInput {
  /** Of the old key or of the new one. */
  readonly fingerprint: Fingerprint;
  /** The new deadline is now and this long. */
  readonly graceMs: number;
}

interface ChangeDeadlineResult {
  readonly fingerprint: Fingerprint;
  /** ms since the epoch. */
  readonly deadline: number;
  readonly enforced: boolean;
}

/** The input is read at once, the plan is made on each state that is met. */
const planDeadline: Planner<ChangeDeadlineInput, ChangeDeadlineResult> = (context, input) => {
  if (!(input.graceMs > 0)) {
    return failure('invalid', words().rotation.deadlinePast);
  }
  return success((state) => {
    const pair = rotationOf(state.clientKeys, input.fingerprint);
    if (!pair.ok) return pair;
    const { old } = pair.value;
    const now = context.now();
    const enforced = isEnforced(context.backend.capabilities);
    if (enforced && hasExpired(old, now)) return failure('invalid', words().rotation.oldExpired(nameOf(old)));
    const deadline = lastMoment(old, now + input.graceMs, now);
    const retiring = old.record?.retiring;
    return success({
      recordsFirst: retiring ? [retire(old, retiring.replacedBy, deadline)] : [],
      edits: [],
      recordsLast: [],
      result: {
        fingerprint: old.fingerprint,
        deadline,
        enforced,
      },
      message: words().rotation.deadline(
        nameOf(old),
        formatInstant(deadline, now),
        deadlineWarning(context, deadline),
      ),
      fingerprints: [old.fingerprint],
      undone: words().rotation.deadlineUndone(nameOf(old)),
    });
  });
};

/** A8: extends or shortens the time that the old keys of rotations keep working. */
export const changeDeadlines = changeSeveral<ChangeDeadlineInput, ChangeDeadlineResult>(
  'change-deadlines',
  planDeadline,
  {
    title: () => words().rotation.changingDeadlines,
    message(count, changed, context) {
      const deadlines = changed.map(({ deadline }) => deadline);
      return words().rotation.deadlines(
        count,
        ...firstAndLast(deadlines, context.now()),
        deadlineWarning(context, Math.min(...deadlines)),
      );
    },
    undone: (count) => words().rotation.deadlinesUndone(count),
  },
);

/** The two keys of a running rotation (A8). */
interface RotationPair {
  readonly old: ClientKey;
  readonly replacement: ClientKey;
  readonly deadline: number;
}

/** The rotation that a key is the old or the new one of; none: `invalid`. */
export function rotationOf(keys: readonly ClientKey[], wanted: Fingerprint): Outcome<RotationPair> {
  const found = keyOf(keys, wanted);
  if (!found.ok) return found;
  const key = found.value;
  const old = key.record?.retiring
    ? key
    : keys.find((other) => other.record?.retiring?.replacedBy === key.fingerprint);
  const retiring = old?.record?.retiring;
  if (!old || !retiring) return failure('invalid', words().rotation.none(nameOf(key)));
  const replacement = keys.find((other) => other.fingerprint === retiring.replacedBy);
  if (!replacement) return failure('invalid', words().rotation.noNewKey(nameOf(old)));
  return success({ old, replacement, deadline: Date.parse(retiring.deadline) });
}

/** The old key's record without its retirement. */
export function unretire(old: ClientKey): KeyRecordEdit {
  const { retiring: _, ...rest } = old.record ?? { fingerprint: old.fingerprint };
  return keep(rest);
}

/** The new key's record once the old one is gone. */
export function standAlone(replacement: ClientKey): KeyRecordEdit {
  const { replaces: _, ...rest } = replacement.record ?? { fingerprint: replacement.fingerprint };
  return keep(rest);
}

/** An empty record is removed. */
function keep(record: KeyRecord): KeyRecordEdit {
  return Object.keys(record).length > 1
    ? { op: 'put', record }
    : { op: 'forget', fingerprint: record.fingerprint };
}
