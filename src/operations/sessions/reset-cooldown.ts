import type { AuthFileBatch } from '../../contract/auth-file.ts';
import { type Failure, failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { failedNote, sessionsName, sessionsOf } from './sessions-of.ts';

export interface ResetCooldownInput {
  readonly names: readonly string[];
}

/** Accounts that a provider has turned away get requests again at once. */
export const resetCooldown: Operation<ResetCooldownInput, AuthFileBatch> = {
  id: 'reset-cooldown',
  title: 'ending a cooldown',
  changes: 'sessions',
  async run({ backend, signal }, { names }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    if (names.length === 0) return failure('invalid', 'No session was named: nothing was done.');
    const done: string[] = [];
    const failed: AuthFileBatch['failed'] = [];
    let first: Failure | undefined;
    for (const name of new Set(names)) {
      const reset = await sessions.value.resetCooldown(name, signal);
      if (reset.ok) done.push(name);
      else {
        first ??= reset;
        failed.push({ name, message: reset.message });
      }
    }
    if (first && done.length === 0) return first;
    const batch = { done, failed };
    const verb = done.length === 1 ? 'gets' : 'get';
    return success({
      result: batch,
      message: `${sessionsName(done)} ${verb} requests again.${failedNote(batch)}`,
      fingerprints: [],
      names: done,
    });
  },
};
