import type { Backend, BackendSessions } from '../../backend/backend.ts';
import type { AuthFileBatch } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';

export function sessionsOf({ sessions }: Backend): Outcome<BackendSessions> {
  if (sessions) return success(sessions);
  return failure('unsupported', 'The sessions of this server cannot be looked after from here.');
}

/** `3 sessions`, or the one by its name. */
export function sessionsName(names: readonly string[]): string {
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : `${names.length} sessions`;
}

/** A sentence for what of several could not be done; empty: all was. */
export function failedNote({ failed }: Pick<AuthFileBatch, 'failed'>): string {
  const [first] = failed;
  if (!first) return '';
  if (failed.length === 1) return ` ${first.name} was not: ${first.message}`;
  return ` ${failed.length} were not; the first, ${first.name}: ${first.message}`;
}
