import { failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { words } from './words.ts';

/** config.yaml in the user's editor; it is checked before it is saved. What is not saved is kept in a file. */
export const editConfig: Operation<Record<never, never>, { readonly changed: boolean }> = {
  id: 'edit-config',
  get title() {
    return words().edit.title;
  },
  async run({ backend, editByHand }) {
    if (!editByHand) return failure('unsupported', words().edit.noEditor);
    const edited = await editByHand(backend);
    if (!edited.ok) return edited;
    if (edited.value.kind === 'kept') {
      const { why, copy } = edited.value;
      return { ...why, message: words().edit.kept(why.message, copy) };
    }
    const changed = edited.value.kind === 'saved';
    const message = changed ? words().edit.saved : words().edit.unchanged;
    return success({ result: { changed }, message, fingerprints: [], unchanged: !changed });
  },
};
