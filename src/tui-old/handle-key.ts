import type { Desk } from './actions/desk.ts';
import { notice } from './actions/desk.ts';
import { actions } from './actions/index.ts';
import type { KeyEvent } from './input/key-event.ts';
import { actionFor, dialogInSight, reasonAgainst, scopesOf, takesText } from './key-scope.ts';
import { type ActionId, keymap } from './keymap.ts';

/** One key or paste: a command where it is one, else text for the input that has the keyboard, else nothing. */
export function handleKey(desk: Desk, event: KeyEvent) {
  const context = desk.context();
  if (context.ui.notice) desk.dispatch({ type: 'notice', notice: undefined });
  if (event.type === 'paste') {
    // A key copied with its line end must not arrive as an Enter.
    if (takesText(context)) typeText(desk, event.text.trim());
    return;
  }
  const id = actionFor(event.name, context);
  if (id) return performAction(desk, id);
  if (takesText(context)) typeKey(desk, event);
}

/** Carries an action out, or says why not. */
export function performAction(desk: Desk, id: ActionId) {
  const reason = reasonAgainst(id, desk.context());
  if (reason !== undefined) return notice(desk, 'warning', reason);
  const { result } = desk.context().console;
  // What went wrong stands until the next command; moving about is none.
  if (result && result.tone !== 'ok' && keymap[id].scope !== 'list') {
    desk.dispatch({ type: 'dismissed', result });
  }
  // A rejection is a fault of ours and ends the console, with the terminal restored.
  void actions[id](desk);
}

export const isActionId = (id: string): id is ActionId => Object.hasOwn(keymap, id);

function typeKey(desk: Desk, event: Extract<KeyEvent, { type: 'key' }>): void {
  const dialog = dialogInSight(desk.context());
  const field = dialog?.kind === 'form' ? dialog.fields[dialog.focus] : undefined;
  if (field?.kind === 'choice') {
    if (event.name === 'space') desk.dispatch({ type: 'dialog', action: { type: 'chose', by: 1 } });
    return;
  }
  if (event.text !== undefined) typeText(desk, event.text);
  else editText(desk, event.name);
}

function typeText(desk: Desk, text: string): void {
  const [scope] = scopesOf(desk.context());
  if (scope === 'sign-in') desk.dispatch({ type: 'password-typed', text });
  else if (scope === 'filter') desk.dispatch({ type: 'filter-typed', text });
  else desk.dispatch({ type: 'dialog', action: { type: 'typed', text } });
}

function editText(desk: Desk, key: string): void {
  const [scope] = scopesOf(desk.context());
  if (scope === 'sign-in') desk.dispatch({ type: 'password-edited', key });
  else if (scope === 'filter') desk.dispatch({ type: 'filter-edited', key });
  else desk.dispatch({ type: 'dialog', action: { type: 'edited', key } });
}
