import type { ConfigText, ServerState } from '../../backend/backend.ts';
import type { Revision } from '../../base/files/revision.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ConfigProblem } from '../../contract/change.ts';
import type { KeyRecordEdit } from '../../contract/client-key.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { type Failure, failure } from '../../contract/outcome.ts';

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
export function inverse(state: ServerState, edits: readonly KeyRecordEdit[]): KeyRecordEdit[] {
  return edits.map((edit): KeyRecordEdit => {
    const print = edit.op === 'put' ? edit.record.fingerprint : edit.fingerprint;
    const record = state.clientKeys.find((key) => key.fingerprint === print)?.record;
    return record ? { op: 'put', record } : { op: 'forget', fingerprint: print };
  });
}

/** Why nothing is written while the file on disk is not what is in force. */
export function brokenFile({ message, unloaded }: ConfigProblem): Failure {
  if (unloaded) return failure('conflict', message, { unloaded });
  return failure('invalid', `config.yaml has an error. No changes made. Repair it first: ${message}`);
}
