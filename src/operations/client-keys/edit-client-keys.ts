import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { KeyRecord } from '../../contract/client-key.ts';
import { failure, success } from '../../contract/outcome.ts';
import { changeSeveral, type Planner } from './change-keys.ts';
import { readLabel, sameLabelWarning } from './check-key-input.ts';
import { expiryWarning } from './enforcement-notes.ts';
import { keyOf } from './find-client-key.ts';
import { words } from './words.ts';

/** An omitted field stays; `null` (or an empty text) clears it. */
export interface EditClientKeyInput {
  readonly fingerprint: Fingerprint;
  readonly label?: string | null;
  readonly purpose?: string | null;
  /** ms since the epoch. */
  readonly expiresAt?: number | null;
}

interface EditClientKeyResult {
  readonly fingerprint: Fingerprint;
  readonly label: string | undefined;
  readonly purpose: string | undefined;
  readonly expiresAt: string | undefined;
}

/** The input is read at once, the plan is made on each state that is met. */
const planEdit: Planner<EditClientKeyInput, EditClientKeyResult> = (context, input) => {
  const { now } = context;
  if (typeof input.expiresAt === 'number' && !(input.expiresAt > now())) {
    return failure('invalid', words().edit.past);
  }
  const label = readLabel('label', input.label);
  if (!label.ok) return label;
  const purpose = readLabel('purpose', input.purpose);
  if (!purpose.ok) return purpose;
  const wanted = { label: label.value, purpose: purpose.value };
  return success((state) => {
    const found = keyOf(state.clientKeys, input.fingerprint);
    if (!found.ok) return found;
    const key = found.value;
    const before: KeyRecord = key.stored ?? key.record ?? { fingerprint: key.fingerprint };
    const record = edited(before, input, wanted);
    const { label, purpose, expiresAt } = record;
    const others = state.clientKeys.filter(
      ({ fingerprint: other }) =>
        other !== key.fingerprint && other !== before.replaces && other !== before.retiring?.replacedBy,
    );
    const name = label ?? key.key.mask;
    return success({
      recordsFirst: [{ op: 'put', record }],
      edits: [],
      recordsLast: [],
      result: { fingerprint: key.fingerprint, label, purpose, expiresAt },
      message: words().edit.done(
        name,
        label === before.label ? '' : sameLabelWarning(others, label),
        expiryWarning(context, input.expiresAt ?? undefined),
      ),
      fingerprints: [key.fingerprint],
      undone: words().edit.undone(before.label ?? key.key.mask),
    });
  });
};

/** Changes what is known of keys beside the config; for another key value see rotate-client-keys. */
export const editClientKeys = changeSeveral<EditClientKeyInput, EditClientKeyResult>(
  'edit-client-keys',
  planEdit,
  {
    title: () => words().edit.title,
    message: (count) => words().edit.several(count),
    undone: (count) => words().edit.severalUndone(count),
  },
);

function edited(
  before: KeyRecord,
  input: EditClientKeyInput,
  read: { readonly label: string | undefined; readonly purpose: string | undefined },
): KeyRecord {
  const { label, purpose, expiresAt, ...rest } = before;
  const wanted = {
    label: input.label === undefined ? label : read.label,
    purpose: input.purpose === undefined ? purpose : read.purpose,
    expiresAt:
      input.expiresAt === undefined
        ? expiresAt
        : input.expiresAt === null
          ? undefined
          : new Date(input.expiresAt).toISOString(),
  };
  const kept = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return { ...rest, ...Object.fromEntries(kept) };
}
