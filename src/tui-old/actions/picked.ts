import type { Outcome } from '../../contract/outcome.ts';
import type { Dialog, PickerId } from '../ui/dialog.ts';
import type { Desk } from './desk.ts';
import { modelsPicked } from './provider-models.ts';

type Picker = Extract<Dialog, { kind: 'picker' }>;
export type Picked = (desk: Desk, picker: Picker) => Promise<Outcome<unknown>>;

/** One line a picker; a picker without one does not compile. */
const takes: Readonly<Record<PickerId, Picked>> = { models: modelsPicked };

/** Goes on with what is chosen. Refused: it stays open with the reason. */
export async function takePicked(desk: Desk, picker: Picker): Promise<void> {
  if (picker.busy) return;
  desk.dispatch({ type: 'dialog', action: { type: 'submitted' } });
  const outcome = await takes[picker.id](desk, picker);
  if (desk.context().ui.dialog?.kind !== 'picker') return;
  if (outcome.ok || (outcome.kind === 'conflict' && !outcome.unloaded))
    return desk.dispatch({ type: 'dialog-closed' });
  desk.dispatch({ type: 'dialog', action: { type: 'refused', problem: outcome.message } });
}
