import { failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';

/** config.yaml in the user's editor; it is checked before it is saved. What is not saved is kept in a file. */
export const editConfig: Operation<Record<never, never>, { readonly changed: boolean }> = {
  id: 'edit-config',
  title: 'editing config.yaml',
  async run({ backend, editByHand }) {
    if (!editByHand) return failure('unsupported', 'There is no editor here.');
    const edited = await editByHand(backend);
    if (!edited.ok) return edited;
    if (edited.value.kind === 'kept') {
      const { why, copy } = edited.value;
      return { ...why, message: `${why.message} Your text is kept in ${copy}.` };
    }
    const changed = edited.value.kind === 'saved';
    const message = changed ? 'Saved config.yaml.' : 'No changes made.';
    return success({ result: { changed }, message, fingerprints: [], unchanged: !changed });
  },
};
