import { failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { bringBack, revokeSessions } from './revoke-sessions.ts';
import { sessionsName, sessionsOf } from './sessions-of.ts';

export interface RestoreSessionsInput {
  /** What was revoked together; or a file of it, which stands for the last time that it was revoked. Absent: the last. */
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
    const wanted = input.token;
    const named = known.value.find(({ names }) =>
      names.some((name) => name === wanted || name === `${wanted}.json`),
    );
    const others = named?.names.filter((name) => name !== wanted && name !== `${wanted}.json`) ?? [];
    if (named && others.length > 0) {
      const what = `${wanted} was revoked together with ${sessionsName(others)}`;
      return failure('invalid', `${what}. Use ${named.token} to restore all of them.`);
    }
    const token = named?.token ?? wanted ?? known.value[0]?.token;
    if (token === undefined) {
      return failure('invalid', 'Nothing that was revoked in the last 30 days is left to restore.');
    }
    if (!known.value.some((one) => one.token === token)) {
      const list = 'cli-proxy sessions restore --list shows what can be restored';
      return failure('conflict', `There is nothing to restore under the name or token ${token}. ${list}.`);
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
