import { failure, success } from '../contract/outcome.ts';
import type { Operation } from './operation.ts';
import { bringBack, revokeSessions } from './revoke-sessions.ts';
import { sessionsOf } from './sessions-of.ts';

export interface RestoreSessionsInput {
  /** Absent: what was revoked last. */
  readonly token?: string | undefined;
}

/** Brings back what was revoked together, also in another console, for 30 days. */
export const restoreSessions: Operation<RestoreSessionsInput, { readonly names: readonly string[] }> = {
  id: 'restore-sessions',
  title: 'restoring sessions',
  changes: 'sessions',
  async run(context, input) {
    const { backend, signal } = context;
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const known = await sessions.value.revocations(signal);
    if (!known.ok) return known;
    const token = input.token ?? known.value[0]?.token;
    if (token === undefined) {
      return failure('invalid', 'Nothing that was revoked in the last 30 days is left to restore.');
    }
    const back = await bringBack(context, token);
    if (!back.ok) return back;
    const names = back.value.names ?? [];
    return success({
      ...back.value,
      result: { names },
      async undo(later) {
        const again = await revokeSessions.run(later, { names });
        return again.ok ? success({ ...again.value, result: undefined }) : again;
      },
    });
  },
};
