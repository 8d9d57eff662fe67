import { paletteActions } from '../components/palette.ts';
import { textIn } from '../input/text-field.ts';
import { keymap } from '../keymap.ts';
import { screens } from '../screens/index.ts';
import { carryOut } from './carry-out.ts';
import { copy, type Desk, notice, type Perform } from './desk.ts';
import { takePicked } from './picked.ts';
import { submitForm } from './submit-form.ts';

const step =
  (by: number): Perform =>
  ({ dispatch }) =>
    dispatch({ type: 'dialog', action: { type: 'stepped', by } });
/** Between the options of a choice; in a text, the cursor. */
const choose =
  (by: number, key: string): Perform =>
  ({ context, dispatch }) => {
    const { dialog } = context().ui;
    const choice = dialog?.kind === 'form' && dialog.fields[dialog.focus]?.kind === 'choice';
    dispatch({ type: 'dialog', action: choice ? { type: 'chose', by } : { type: 'edited', key } });
  };
const close: Perform = ({ dispatch }) => dispatch({ type: 'dialog-closed' });

/** Inside an open box. */
export const dialogActions = {
  submit: (desk) => {
    const { dialog } = desk.context().ui;
    if (dialog?.kind === 'form') return submitForm(desk, dialog);
  },
  'next-option': choose(1, 'right'),
  'previous-option': choose(-1, 'left'),
  'next-field': step(1),
  'previous-field': step(-1),
  'close-form': ({ session, context, dispatch }) => {
    if (context().console.running) session.cancel();
    else dispatch({ type: 'dialog-closed' });
  },
  confirm: (desk) => confirmed(desk),
  decline: close,
  'confirm-word': (desk) => {
    const { dialog } = desk.context().ui;
    if (dialog?.kind !== 'confirm') return;
    if (textIn(dialog.typed).trim().toLowerCase() === dialog.word) return confirmed(desk);
    notice(desk, 'warning', `Type ${dialog.word} first, or Esc to leave everything as it is.`);
  },
  'decline-word': close,
  'copy-once': async (desk) => {
    const { dialog } = desk.context().ui;
    if (dialog?.kind !== 'once') return;
    await copy(desk, dialog.secret, dialog.what);
  },
  'have-it': close,
  'close-sentence': close,
  'say-yes': (desk) => answer(desk, true),
  'say-no': (desk) => answer(desk, false),
  'say-later': close,
  'menu-down': step(1),
  'menu-up': step(-1),
  'menu-choose': async (desk) => {
    const { dialog } = desk.context().ui;
    const chosen = dialog?.kind === 'menu' ? dialog.items[dialog.index] : undefined;
    if (!chosen) return;
    desk.dispatch({ type: 'dialog-closed' });
    await carryOut(desk, chosen.act);
  },
  'close-menu': close,
  'picker-down': step(1),
  'picker-up': step(-1),
  'picker-mark': ({ dispatch }) => dispatch({ type: 'dialog', action: { type: 'picked', all: false } }),
  'picker-all': ({ dispatch }) => dispatch({ type: 'dialog', action: { type: 'picked', all: true } }),
  'picker-take': (desk) => {
    const { dialog } = desk.context().ui;
    if (dialog?.kind === 'picker') return takePicked(desk, dialog);
  },
  'close-picker': ({ session, context, dispatch }) => {
    if (context().console.running) session.cancel();
    else dispatch({ type: 'dialog-closed' });
  },
  'report-down': step(1),
  'report-up': step(-1),
  'report-page-down': step(10),
  'report-page-up': step(-10),
  'report-copy': async (desk) => {
    const { dialog } = desk.context().ui;
    if (dialog?.kind === 'report' && dialog.copy) await copy(desk, dialog.copy.text, dialog.copy.what);
  },
  'close-report': ({ session, context, dispatch }) => {
    const { console, ui } = context();
    // Nobody waits for the answer any more. What is being written goes on.
    if (ui.dialog?.kind === 'report' && ui.dialog.busy && !console.running) session.cancel();
    dispatch({ type: 'dialog-closed' });
  },
  'help-down': step(1),
  'help-up': step(-1),
  'help-page-down': step(10),
  'help-page-up': step(-10),
  'close-help': close,
  'palette-run': (desk) => {
    const { dialog } = desk.context().ui;
    if (dialog?.kind !== 'palette') return;
    const found = paletteActions(textIn(dialog.typed), desk.context());
    const id = found[Math.min(dialog.index, found.length - 1)];
    if (!id) return;
    desk.dispatch({ type: 'dialog-closed' });
    // What is done to a line is done in sight of it.
    const screen = screens.find(({ id: own }) => own === keymap[id].scope);
    if (screen && screen.id !== desk.context().ui.screen)
      desk.dispatch({ type: 'screen', screen: screen.id });
    desk.perform(id);
  },
  'palette-down': step(1),
  'palette-up': step(-1),
  'close-palette': close,
} satisfies Record<string, Perform>;

async function confirmed(desk: Desk): Promise<void> {
  const { dialog } = desk.context().ui;
  if (dialog?.kind !== 'confirm') return;
  desk.dispatch({ type: 'dialog-closed' });
  await carryOut(desk, dialog.act);
}

async function answer({ session, context, dispatch }: Desk, yes: boolean): Promise<void> {
  dispatch({ type: 'dialog-closed' });
  // Answered elsewhere meanwhile: there is nobody left to tell.
  if (context().console.feedQuestion !== undefined) await session.answerFeedQuestion(yes);
}
