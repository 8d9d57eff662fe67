import type { ServerState } from '../backend/backend.ts';
import { type Fingerprint, fingerprint } from '../base/fingerprint.ts';
import { generateKey } from '../base/generate-key.ts';
import { formatInstant } from '../base/instant-text.ts';
import { Secret } from '../base/secret.ts';
import type { ClientKey, KeyRecord, KeyRecordEdit } from '../contract/client-key.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { clientKeysPath, followInAmp, replaceEverywhere } from './amp-mappings.ts';
import { changeKeys } from './change-keys.ts';
import { checkPrefix } from './check-new-key.ts';
import { deadlineWarning, isEnforced } from './deadline-text.ts';
import type { Plan } from './key-change.ts';
import { keyOf, nameOf } from './name-key.ts';
import type { Operation, OperationContext } from './operation.ts';

export const defaultGraceMs = 7 * 24 * 60 * 60 * 1000;

export interface RotateClientKeyInput {
  readonly fingerprint: Fingerprint;
  /** How long the old key goes on working; 0: it goes at once. Absent: 7 days. */
  readonly graceMs?: number;
  readonly prefix?: string;
}

export interface RotateClientKeyResult {
  /** To be shown once (A6). */
  readonly key: Secret;
  readonly fingerprint: Fingerprint;
  readonly label: string | undefined;
  readonly purpose: string | undefined;
  readonly old: {
    readonly fingerprint: Fingerprint;
    readonly mask: string;
    /** ms since the epoch; null: it is gone already. */
    readonly deadline: number | null;
  };
  /** Does the server itself stop the old key at the deadline? */
  readonly enforced: boolean;
}

/** A8: a new key beside the old one, which is retiring until a deadline; Amp mappings follow. */
export const rotateClientKey: Operation<RotateClientKeyInput, RotateClientKeyResult> = {
  id: 'rotate-client-key',
  title: 'rotating a client key',
  async run(context, input) {
    const prefix = checkPrefix(input.prefix);
    if (!prefix.ok) return prefix;
    const graceMs = input.graceMs ?? defaultGraceMs;
    if (!(graceMs >= 0)) return failure('invalid', 'The grace of a rotation cannot be negative.');
    const made = new Secret(generateKey(context.randomBytes, prefix.value));
    return changeKeys(context, (state) => {
      const found = keyOf(state.clientKeys, input.fingerprint);
      if (!found.ok) return found;
      const running = alreadyRotating(state, found.value);
      return running ?? success(planRotation(context, state, found.value, made, graceMs));
    });
  },
};

function alreadyRotating(state: ServerState, old: ClientKey): Outcome<never> | undefined {
  const replaced = old.record?.replaces;
  const before = state.clientKeys.find((key) => key.fingerprint === replaced);
  if (!old.record?.retiring && before?.record?.retiring?.replacedBy !== old.fingerprint) return undefined;
  return failure(
    'invalid',
    `A rotation of ${nameOf(old)} is running already: finish it or roll it back first, nothing was done.`,
  );
}

function planRotation(
  context: OperationContext,
  state: ServerState,
  old: ClientKey,
  made: Secret,
  graceMs: number,
): Plan<RotateClientKeyResult> {
  const { backend, now } = context;
  const at = now();
  const deadline = graceMs === 0 ? null : at + graceMs;
  const [oldValue, newValue] = [old.key.reveal(), made.reveal()];
  const print = fingerprint(newValue);
  const { label, purpose, limits } = old.record ?? {};
  const instant = new Date(at).toISOString();
  const record: KeyRecord = {
    fingerprint: print,
    ...(label === undefined ? {} : { label }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(limits === undefined ? {} : { limits }),
    createdAt: instant,
    rotatedAt: instant,
    ...(deadline === null ? {} : { replaces: old.fingerprint }),
  };
  const name = nameOf(old);
  return {
    recordsFirst: [{ op: 'put', record }],
    edits:
      deadline === null
        ? replaceEverywhere(state.config, oldValue, newValue)
        : [
            { op: 'append', path: clientKeysPath, value: newValue, after: oldValue },
            ...followInAmp(state.config, oldValue, newValue),
          ],
    recordsLast: [
      deadline === null ? { op: 'forget', fingerprint: old.fingerprint } : retire(old, print, deadline),
    ],
    result: {
      key: made,
      fingerprint: print,
      label,
      purpose,
      old: { fingerprint: old.fingerprint, mask: old.key.mask, deadline },
      enforced: deadline === null || isEnforced(backend.capabilities),
    },
    message:
      deadline === null
        ? `Rotated ${name}. The old key no longer works.`
        : `Rotated ${name}. ${oldKeyWorks(context, deadline)}`,
    fingerprints: [old.fingerprint, print],
    undone: `The rotation of ${name} is taken back.`,
  };
}

function oldKeyWorks(context: OperationContext, deadline: number): string {
  const until = `Old key keeps working until ${formatInstant(deadline, context.now())}.`;
  return isEnforced(context.backend.capabilities)
    ? until
    : `Old key keeps working.${deadlineWarning(context, deadline)}`;
}

/** The record of the old key while its rotation runs. */
export function retire(old: ClientKey, replacedBy: Fingerprint, deadline: number): KeyRecordEdit {
  const retiring = { replacedBy, deadline: new Date(deadline).toISOString() };
  return { op: 'put', record: { fingerprint: old.fingerprint, ...old.record, retiring } };
}
