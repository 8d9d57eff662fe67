import type { Secret } from '../../base/secret.ts';
import type { Failure, Outcome } from '../../contract/outcome.ts';
import { type Dialog, type FormId, valuesOf } from '../ui/dialog.ts';
import { ampSubmits } from './amp-submits.ts';
import { showOnce } from './carry-out.ts';
import type { Desk } from './desk.ts';
import { keySubmits } from './key-submits.ts';
import { providerSubmits } from './provider-submits.ts';
import { sessionSubmits } from './session-submits.ts';
import { usageSubmits } from './usage-export.ts';

type Form = Extract<Dialog, { kind: 'form' }>;
export type Submit = (desk: Desk, form: Form, values: Readonly<Record<string, string>>) => Promise<Submitted>;
/** `field`: the one that is wrong. */
export type Submitted = Outcome<After> | (Failure & { readonly field: string });

/** What to show when the form is done. */
export interface After {
  readonly once?: { readonly title: string; readonly secret: Secret };
  /** The line to select. */
  readonly select?: string;
}

/** One line a form; a form without one does not compile. */
const submits: Readonly<Record<FormId, Submit>> = {
  ...keySubmits,
  ...providerSubmits,
  ...ampSubmits,
  ...sessionSubmits,
  ...usageSubmits,
};

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
      showOnce(desk, 'The new key', outcome.value.once.title, outcome.value.once.secret, true);
    return;
  }
  // A form about what is no longer there closes; one that only has to wait keeps what was typed.
  if (!outcome.ok && (outcome.kind !== 'conflict' || outcome.unloaded)) {
    return dispatch({
      type: 'dialog',
      action: { type: 'refused', problem: outcome.message, field: fieldOf(outcome) },
    });
  }
  dispatch({ type: 'dialog-closed' });
  if (!outcome.ok) return;
  const { once, select } = outcome.value;
  const { screen } = context().ui;
  if (select) dispatch({ type: 'list', screen, action: { type: 'wanted', id: select } });
  if (once) showOnce(desk, 'The new key', once.title, once.secret, true);
}

const fieldOf = (failure: Failure): string | undefined =>
  'field' in failure && typeof failure.field === 'string' ? failure.field : undefined;
