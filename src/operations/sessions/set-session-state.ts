import type { AuthFileBatch } from '../../contract/auth-file.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { failedNote, sessionsName, sessionsOf } from './sessions-of.ts';

export interface SetSessionStateInput {
  readonly names: readonly string[];
  readonly disabled: boolean;
}

/** Accounts that are disabled get no request, and keep their tokens. Each is done by itself. */
export const setSessionState: Operation<SetSessionStateInput, AuthFileBatch> = {
  id: 'set-session-state',
  title: 'switching sessions on or off',
  changes: 'sessions',
  async run(context, { names, disabled }) {
    const { signal } = context;
    const sessions = sessionsOf(context.backend);
    if (!sessions.ok) return sessions;
    const listed = await sessions.value.list(signal);
    if (!listed.ok) return listed;
    const before = new Map(listed.value.map((file) => [file.name, file.disabled]));
    const batch = await sessions.value.setDisabled(names, disabled, signal);
    if (!batch.ok) return batch;
    const changed = batch.value.done.filter((name) => before.get(name) !== disabled);
    const word = disabled ? 'Disabled' : 'Enabled';
    return success({
      result: batch.value,
      message: `${word} ${sessionsName(batch.value.done)}.${failedNote(batch.value)}`,
      fingerprints: [],
      names: batch.value.done,
      ...(changed.length > 0 && { undo: (later: OperationContext) => setBack(later, changed, !disabled) }),
    });
  },
};

async function setBack(
  { backend, signal }: OperationContext,
  names: readonly string[],
  disabled: boolean,
): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const batch = await sessions.value.setDisabled(names, disabled, signal);
  if (!batch.ok) return batch;
  const word = disabled ? 'disabled' : 'enabled';
  const verb = batch.value.done.length === 1 ? 'is' : 'are';
  return success({
    result: undefined,
    message: `${sessionsName(batch.value.done)} ${verb} ${word} again.${failedNote(batch.value)}`,
    fingerprints: [],
    names: batch.value.done,
  });
}
