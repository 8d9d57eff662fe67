import type { ServerState } from '../../backend/backend.ts';
import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { generateKey } from '../../base/secrets/generate-key.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import type { ClientKey, KeyRecord, KeyRecordEdit } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { OperationContext } from '../operation.ts';
import { changeSeveral, type Plan, type Planner } from './change-keys.ts';
import { checkPrefix, readLabel } from './check-key-input.ts';
import { deadlineWarning, expiryWarning, isEnforced } from './enforcement-notes.ts';
import { keyOf, nameOf } from './find-client-key.ts';
import { clientKeysPath, followInAmp, replaceEverywhere } from './key-lists.ts';
import { words } from './words.ts';

export const defaultGraceMs = 7 * 24 * 60 * 60 * 1000;

interface RotateClientKeyInput {
  readonly fingerprint: Fingerprint;
  /** How long the old key keeps working; 0: it is removed at once. Absent: 7 days. */
  readonly graceMs?: number;
  /** Of the new key; null or empty: none. Absent: that of the old one. */
  readonly label?: string | null;
  /** Start of the new key; absent: that of the old one, where it has one. */
  readonly prefix?: string;
  /** Of the new key, ms since the epoch; null if none. Absent: that of the old one. */
  readonly expiresAt?: number | null;
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
    /** ms since the epoch; null if it is gone already. */
    readonly deadline: number | null;
    /** It had expired before. */
    readonly expired: boolean;
  };
  readonly expiresAt: string | undefined;
  /** Does the server itself stop the old key at the deadline? null if there is no deadline. */
  readonly enforced: boolean | null;
}

/** The input is read and the new key drawn at once, the plan is made on each state that is met. */
const planRotation: Planner<RotateClientKeyInput, RotateClientKeyResult> = (context, input) => {
  const prefix = checkPrefix(input.prefix);
  if (!prefix.ok) return prefix;
  const graceMs = input.graceMs ?? defaultGraceMs;
  if (!(graceMs >= 0)) return failure('invalid', words().rotate.negative);
  if (typeof input.expiresAt === 'number' && !(input.expiresAt > context.now()))
    return failure('invalid', words().expiryPast);
  const named = readLabel('label', input.label);
  if (!named.ok) return named;
  const label = input.label === undefined ? undefined : { text: named.value };
  const drawn = generateKey(context.randomBytes, '');
  return success((state) => {
    const found = keyOf(state.clientKeys, input.fingerprint);
    if (!found.ok) return found;
    const running = alreadyRotating(state, found.value);
    if (running) return running;
    const expiresAt = expiryOf(found.value, input.expiresAt, context.now());
    if (!expiresAt.ok) return expiresAt;
    const start = input.prefix === undefined ? prefixOf(found.value.key.reveal()) : prefix.value;
    const made = new Secret(start + drawn);
    return success(
      planOf(context, state, { old: found.value, made, label, graceMs, expiresAt: expiresAt.value }),
    );
  });
};

/** A8: a new key beside each old one, which is retiring until a deadline; Amp mappings follow. */
export const rotateClientKeys = changeSeveral<RotateClientKeyInput, RotateClientKeyResult>(
  'rotate-client-keys',
  planRotation,
  {
    title: () => words().rotate.title,
    message(count, made, context) {
      const olds = made.map(({ old }) => old);
      const isAtOnce = olds.every(({ deadline }) => deadline === null);
      const after = isAtOnce ? words().rotate.oldStopped : oldKeysWork(context, olds);
      return words().rotate.several(count, after);
    },
    undone: (count) => words().rotate.severalUndone(count),
  },
);

/** The new key stops when the old one would have, unless another instant is wanted. */
function expiryOf(
  old: ClientKey,
  wanted: number | null | undefined,
  now: number,
): Outcome<string | undefined> {
  if (wanted !== undefined) return success(wanted === null ? undefined : new Date(wanted).toISOString());
  const expiresAt = old.record?.expiresAt;
  if (expiresAt === undefined || Date.parse(expiresAt) > now) return success(expiresAt);
  return failure('invalid', words().rotate.expired(nameOf(old)));
}

/** `sk-cli-` of a key that is such a start and random text. */
export const prefixOf = (key: string): string =>
  /^((?:[a-z][a-z0-9]{0,11}[-_.~]){1,3})[A-Za-z0-9]{32,}$/i.exec(key)?.[1] ?? '';

function alreadyRotating(state: ServerState, old: ClientKey): Outcome<never> | undefined {
  const { replaces, retiring } = old.record ?? {};
  const keyOf = (print: Fingerprint | undefined) => state.clientKeys.find((key) => key.fingerprint === print);
  const replaced = keyOf(replaces)?.record?.retiring?.replacedBy === old.fingerprint;
  if (!keyOf(retiring?.replacedBy) && !replaced) return undefined;
  return failure('invalid', words().rotate.running(nameOf(old)));
}

interface Wanted {
  readonly old: ClientKey;
  readonly made: Secret;
  /** undefined: that of the old key. */
  readonly label: { readonly text: string | undefined } | undefined;
  readonly graceMs: number;
  readonly expiresAt: string | undefined;
}

function planOf(
  context: OperationContext,
  state: ServerState,
  { old, made, label: wantedLabel, graceMs, expiresAt }: Wanted,
): Plan<RotateClientKeyResult> {
  const { backend, now } = context;
  const at = now();
  const deadline = graceMs === 0 ? null : lastMoment(old, at + graceMs, at);
  const gone: RotateClientKeyResult['old'] = {
    fingerprint: old.fingerprint,
    mask: old.key.mask,
    deadline,
    expired: hasExpired(old, at),
  };
  const [oldValue, newValue] = [old.key.reveal(), made.reveal()];
  const print = fingerprint(newValue);
  const { purpose, limits } = old.record ?? {};
  const label = wantedLabel ? wantedLabel.text : old.record?.label;
  const instant = new Date(at).toISOString();
  const record: KeyRecord = {
    fingerprint: print,
    ...(label === undefined ? {} : { label }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(limits === undefined ? {} : { limits }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    createdAt: instant,
    rotatedAt: instant,
    ...(deadline === null ? {} : { replaces: old.fingerprint }),
  };
  const name = nameOf(old);
  const until = expiresAt === undefined ? undefined : Date.parse(expiresAt);
  const expiry = until === undefined ? '' : words().rotate.newExpires(formatInstant(until, at));
  const after = expiry + expiryWarning(context, until);
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
      old: gone,
      expiresAt,
      enforced: deadline === null ? null : isEnforced(backend.capabilities),
    },
    message:
      deadline === null
        ? words().rotate.doneAtOnce(name, after)
        : words().rotate.done(name, oldKeysWork(context, [gone]), after),
    fingerprints: [old.fingerprint, print],
    undone: words().rotate.undone(name, made.mask),
  };
}

/** How long the old keys of a rotation work. */
function oldKeysWork(context: OperationContext, olds: readonly RotateClientKeyResult['old'][]): string {
  const says = words().rotate;
  const several = olds.length > 1;
  const deadlines = (some: typeof olds) => some.flatMap(({ deadline }) => deadline ?? []);
  if (!isEnforced(context.backend.capabilities))
    return says.works(several, deadlineWarning(context, Math.min(...deadlines(olds))));
  const working = olds.filter(({ expired }) => !expired);
  if (working.length === 0) return says.oldExpired(several);
  const until = says.worksUntil(several, ...firstAndLast(deadlines(working), context.now()));
  return working.length === olds.length ? until : until + says.othersExpired;
}

/** @param deadlines ms since the epoch, at least one; those of keys that expire earlier differ from the others */
export const firstAndLast = (deadlines: readonly number[], now: number): [first: string, last: string] => [
  formatInstant(Math.min(...deadlines), now),
  formatInstant(Math.max(...deadlines), now),
];

export const hasExpired = ({ record }: ClientKey, now: number): boolean =>
  record?.expiresAt !== undefined && Date.parse(record.expiresAt) <= now;

/** A key that expires before the deadline stops then; one that has expired stays in the list until the deadline. */
export function lastMoment(old: ClientKey, deadline: number, now: number): number {
  const expiresAt = old.record?.expiresAt;
  return expiresAt === undefined || hasExpired(old, now)
    ? deadline
    : Math.min(deadline, Date.parse(expiresAt));
}

/** The record of the old key while its rotation runs. */
export function retire(old: ClientKey, replacedBy: Fingerprint, deadline: number): KeyRecordEdit {
  const retiring = { replacedBy, deadline: new Date(deadline).toISOString() };
  return { op: 'put', record: { fingerprint: old.fingerprint, ...old.record, retiring } };
}
