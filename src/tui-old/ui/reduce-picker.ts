import { type Dialog, pickable } from './dialog.ts';
import { type DialogAction, typeInto } from './reduce-dialog.ts';

type Picker = Extract<Dialog, { kind: 'picker' }>;

/** What a key does in a picker: letters find, and what was chosen stays chosen while others are looked for. */
export function reducePicker(picker: Picker, action: DialogAction): Picker {
  if (picker.busy && action.type !== 'refused') return picker;
  const last = Math.max(0, pickable(picker).length - 1);
  const index = Math.min(last, picker.index);
  switch (action.type) {
    case 'typed':
    case 'edited': {
      const typed = typeInto(picker.typed, action, false);
      return typed ? { ...picker, typed, index: 0 } : picker;
    }
    case 'stepped':
      return { ...picker, index: Math.min(last, Math.max(0, index + action.by)) };
    case 'picked': {
      const fitting = pickable(picker);
      const one = fitting[index];
      const wanted = action.all ? fitting : one ? [one] : [];
      const chosen = new Set(picker.chosen);
      // All of them again is none of them.
      const takes = wanted.some(({ id }) => !chosen.has(id));
      for (const { id } of wanted) takes ? chosen.add(id) : chosen.delete(id);
      return { ...picker, chosen, index: action.all ? index : Math.min(last, index + 1) };
    }
    case 'submitted':
      return { ...picker, busy: true, problem: undefined };
    case 'refused':
      return { ...picker, busy: false, problem: action.problem };
    default:
      return picker;
  }
}
