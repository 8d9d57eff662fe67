import { parseDuration } from '../../base/duration.ts';
import type { Secret } from '../../base/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import {
  addClientKey,
  changeDeadline,
  editClientKey,
  importClientKeys,
  rotateClientKey,
} from '../../operations/index.ts';
import { parseExpiry } from '../input/expiry.ts';
import { type Dialog, type FormId, noPurpose, valuesOf } from '../ui/dialog.ts';
import { showOnce } from './carry-out.ts';
import type { Desk } from './desk.ts';

type Form = Extract<Dialog, { kind: 'form' }>;
type Submit = (desk: Desk, form: Form, values: Readonly<Record<string, string>>) => Promise<Outcome<After>>;

/** What to show when the form is done. */
interface After {
  readonly once?: { readonly title: string; readonly secret: Secret };
  /** The key to select. */
  readonly select?: string;
}

/** Sends the form. Refused: it stays open with the reason. */
export async function submitForm(desk: Desk, form: Form): Promise<void> {
  const { dispatch, context } = desk;
  if (form.busy) return;
  dispatch({ type: 'notice', notice: undefined });
  dispatch({ type: 'dialog', action: { type: 'submitted' } });
  const outcome = await submits[form.id](desk, form, valuesOf(form.fields));
  const open = context().ui.dialog;
  if (open?.kind !== 'form' || !open.busy) {
    // Closed meanwhile: a key that was made all the same must still be seen.
    if (outcome.ok && outcome.value.once)
      showOnce(desk, 'The new key', outcome.value.once.title, outcome.value.once.secret);
    return;
  }
  if (!outcome.ok && outcome.kind !== 'conflict') {
    return dispatch({ type: 'dialog', action: { type: 'refused', problem: outcome.message } });
  }
  dispatch({ type: 'dialog-closed' });
  if (!outcome.ok) return;
  const { once, select } = outcome.value;
  if (select) dispatch({ type: 'list', screen: 'client-keys', action: { type: 'wanted', id: select } });
  if (once) showOnce(desk, 'The new key', once.title, once.secret);
}

const gone = failure('conflict', 'The key is not named any more.');

const submits: Readonly<Record<FormId, Submit>> = {
  async add({ session, now }, _form, values) {
    const expiry = parseExpiry(values.expires ?? '', now());
    if (!expiry.ok) return expiry;
    const { label = '', purpose = noPurpose, prefix = '' } = values;
    const added = await session.run(addClientKey, {
      ...(label.trim() === '' ? {} : { label }),
      ...(purpose === noPurpose ? {} : { purpose }),
      ...(prefix.trim() === '' ? {} : { prefix: prefix.trim() }),
      ...(expiry.value === undefined ? {} : { expiresAt: expiry.value }),
    });
    if (!added.ok) return added;
    const { key, fingerprint } = added.value;
    return success({
      once: { title: `New key for ${label.trim() || key.mask}`, secret: key },
      select: fingerprint,
    });
  },
  async edit({ session, now }, form, values) {
    if (!form.target) return gone;
    const { label = '', purpose = noPurpose, expires = '' } = values;
    const expiry = parseExpiry(expires, now());
    if (!expiry.ok) return expiry;
    const edited = await session.run(editClientKey, {
      fingerprint: form.target,
      label: label.trim() === '' ? null : label,
      purpose: purpose === noPurpose ? null : purpose,
      expiresAt: expiry.value ?? null,
    });
    return edited.ok ? success({}) : edited;
  },
  async import({ session }, _form, values) {
    const imported = await session.run(importClientKeys, { text: values.text ?? '' });
    if (!imported.ok) return imported;
    const [first] = imported.value.added;
    return success(first ? { select: first.fingerprint } : {});
  },
  async rotate({ session }, form, values) {
    if (!form.target) return gone;
    const graceMs = parseDuration(values.grace ?? '');
    const rotated = await session.run(rotateClientKey, {
      fingerprint: form.target,
      ...(graceMs === undefined ? {} : { graceMs }),
    });
    if (!rotated.ok) return rotated;
    const { key, label } = rotated.value;
    return success({ once: { title: `New key for ${label ?? rotated.value.old.mask}`, secret: key } });
  },
  async deadline({ session }, form, values) {
    const graceMs = parseDuration(values.grace ?? '');
    if (!form.target || graceMs === undefined) return gone;
    const changed = await session.run(changeDeadline, { fingerprint: form.target, graceMs });
    return changed.ok ? success({}) : changed;
  },
};
