import type { Backend } from '../../backend/backend.ts';
import type { RouteChange } from '../../contract/audit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Inquiry, Operation } from '../operation.ts';
import { words } from './words.ts';

/** What other programs changed over the routes of the server and can be undone, newest first. */
export const listRouteChanges: Inquiry<void, readonly RouteChange[]> = {
  id: 'list-changes',
  get title() {
    return words().others.reading;
  },
  audited: false,
  async run({ backend, signal }) {
    const changes = changesOf(backend);
    const listed = changes.ok ? await changes.value.list(signal) : changes;
    if (!listed.ok) return listed;
    return success({ result: listed.value, message: '', fingerprints: [] });
  },
};

/** Undoes one of them, unless the same file was changed since. */
export const undoRouteChange: Operation<{ readonly id: string }, RouteChange> = {
  id: 'undo-route-change',
  get title() {
    return words().others.title;
  },
  async run({ backend, signal }, { id }) {
    const changes = changesOf(backend);
    const undone = changes.ok ? await changes.value.undo(id, signal) : changes;
    if (!undone.ok) return undone;
    const { operation, user, names = [] } = undone.value;
    return success({
      result: undone.value,
      message: words().others.undone(operation, user),
      fingerprints: [],
      names: [operation, ...names],
    });
  },
};

const changesOf = ({ changes }: Backend): Outcome<NonNullable<Backend['changes']>> =>
  changes ? success(changes) : failure('unsupported', words().others.notHere);
