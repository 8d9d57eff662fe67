import type { AuthFile, AuthFileBatch } from '../../contract/auth-file.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { failedNote, sessionsName, sessionsOf } from './find-session.ts';
import { words } from './words.ts';

interface SetSessionStateInput {
  readonly names: readonly string[];
  readonly disabled: boolean;
}

/** Disabled accounts receive no requests and keep their tokens. Each is processed separately. */
export const setSessionState: Operation<SetSessionStateInput, AuthFileBatch> = {
  id: 'set-session-state',
  get title() {
    return words().state.title;
  },
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
    return success({
      result: batch.value,
      message: disabled
        ? words().state.disabled(sessionsName(batch.value.done, listed.value), failedNote(batch.value))
        : words().state.enabled(sessionsName(batch.value.done, listed.value), failedNote(batch.value)),
      fingerprints: [],
      names: batch.value.done,
      ...(changed.length > 0 && {
        undo: (later: OperationContext) => setBack(later, changed, !disabled, listed.value),
      }),
    });
  },
};

async function setBack(
  { backend, signal }: OperationContext,
  names: readonly string[],
  disabled: boolean,
  files: readonly AuthFile[],
): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const batch = await sessions.value.setDisabled(names, disabled, signal);
  if (!batch.ok) return batch;
  return success({
    result: undefined,
    message: disabled
      ? words().state.disabledAgain(sessionsName(batch.value.done, files), failedNote(batch.value))
      : words().state.enabledAgain(sessionsName(batch.value.done, files), failedNote(batch.value)),
    fingerprints: [],
    names: batch.value.done,
  });
}

const notCooling = (names: readonly string[], files: readonly AuthFile[]): Failure =>
  failure('invalid', words().state.notCooling(sessionsName(names, files), names.length), {
    already: true,
  });

interface ClearCooldownInput {
  readonly names: readonly string[];
}

/** Accounts that a provider has turned away get requests again at once. */
export const clearCooldown: Operation<ClearCooldownInput, AuthFileBatch> = {
  id: 'clear-cooldown',
  get title() {
    return words().state.clearing;
  },
  changes: 'sessions',
  async run({ backend, now, signal }, { names }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    if (names.length === 0) return failure('invalid', words().state.noneGiven);
    const listed = await sessions.value.list(signal);
    // A public server reports those of whole accounts only, not of single models.
    if (backend.kind === 'disk' || backend.kind === 'embedded') {
      if (!listed.ok) return listed;
      const meant = listed.value.filter(({ name }) => names.includes(name));
      const isCooling = meant.some(({ coolingUntil = 0 }) => coolingUntil > now());
      if (meant.length === new Set(names).size && !isCooling) return notCooling(names, listed.value);
    }
    const done: string[] = [];
    const failed: AuthFileBatch['failed'] = [];
    let first: Failure | undefined;
    for (const name of new Set(names)) {
      const reset = await sessions.value.clearCooldown(name, signal);
      if (reset.ok) done.push(name);
      else {
        first ??= reset;
        failed.push({ name, message: reset.message });
      }
    }
    if (first && done.length === 0) return first;
    const batch = { done, failed };
    return success({
      result: batch,
      message: words().state.cleared(sessionsName(done, listed.ok ? listed.value : []), failedNote(batch)),
      fingerprints: [],
      names: done,
    });
  },
};
