import type { AuthFile, AuthFileFields } from '../../contract/auth-file.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { sessionsName, sessionsOf } from './find-session.ts';
import { words } from './words.ts';

interface EditSessionInput {
  readonly name: string;
  /** An omitted field stays; `null` or an empty text clears it. */
  readonly fields: AuthFileFields;
}

/** Prefix, priority, note and proxy of one account. */
export const editSession: Operation<EditSessionInput, void> = {
  id: 'edit-session',
  get title() {
    return words().edit.title;
  },
  changes: 'sessions',
  async run(context, { name, fields }) {
    const { signal } = context;
    const sessions = sessionsOf(context.backend);
    if (!sessions.ok) return sessions;
    const before = await sessions.value.inspect(name, signal);
    if (!before.ok) return before;
    const edited = await sessions.value.editFields(name, fields, signal);
    if (!edited.ok) return edited;
    const former = formerOf(before.value, fields);
    const shown = sessionsName([name], [before.value]);
    return success({
      result: undefined,
      message: words().edit.done(shown, former !== undefined),
      fingerprints: [],
      names: [name],
      ...(former && { undo: (later: OperationContext) => putBack(later, name, shown, former) }),
    });
  },
};

/** The former values of the changed fields; undefined if not all of it is known. */
function formerOf(file: AuthFile, fields: AuthFileFields): AuthFileFields | undefined {
  const names = Object.keys(fields) as (keyof AuthFileFields)[];
  if (file.partial && names.some((name) => name === 'prefix' || name === 'proxyUrl')) return undefined;
  // Its password was struck out, so it cannot be put back.
  if (names.includes('proxyUrl') && file.proxyUrl?.includes('…')) return undefined;
  return Object.fromEntries(names.map((name) => [name, file[name] ?? null]));
}

async function putBack(
  { backend, signal }: OperationContext,
  name: string,
  shown: string,
  fields: AuthFileFields,
): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const edited = await sessions.value.editFields(name, fields, signal);
  if (!edited.ok) return edited;
  return success({
    result: undefined,
    message: words().edit.undone(shown),
    fingerprints: [],
    names: [name],
  });
}
