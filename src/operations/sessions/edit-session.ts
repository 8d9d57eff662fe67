import { isDeepStrictEqual } from 'node:util';
import type { AuthFile, AuthFileFields } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
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
    const after = former && (await sessions.value.inspect(name, signal));
    const left = after?.ok ? valuesOf(after.value, fields) : undefined;
    const shown = sessionsName([name], [before.value]);
    return success({
      result: undefined,
      message: words().edit.done(shown, left !== undefined),
      fingerprints: [],
      names: [name],
      ...(former &&
        left && { undo: (later: OperationContext) => putBack(later, name, shown, { former, left }) }),
    });
  },
};

/** The former values of the changed fields; undefined if not all of it is known. */
function formerOf(file: AuthFile, fields: AuthFileFields): AuthFileFields | undefined {
  if (file.partial && ('prefix' in fields || 'proxyUrl' in fields)) return undefined;
  // Its password was struck out, so it cannot be put back.
  if ('proxyUrl' in fields && file.proxyUrl?.includes('…')) return undefined;
  return valuesOf(file, fields);
}

function valuesOf(file: AuthFile, fields: AuthFileFields): AuthFileFields {
  const names = Object.keys(fields) as (keyof AuthFileFields)[];
  return Object.fromEntries(names.map((name) => [name, file[name] ?? null]));
}

async function putBack(
  { backend, signal }: OperationContext,
  name: string,
  shown: string,
  { former, left }: { readonly former: AuthFileFields; readonly left: AuthFileFields },
): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const now = await sessions.value.inspect(name, signal);
  if (!now.ok) return now;
  if (!isDeepStrictEqual(valuesOf(now.value, left), left))
    return failure('conflict', words().edit.changedSince(shown));
  const edited = await sessions.value.editFields(name, former, signal);
  if (!edited.ok) return edited;
  return success({
    result: undefined,
    message: words().edit.undone(shown),
    fingerprints: [],
    names: [name],
  });
}
