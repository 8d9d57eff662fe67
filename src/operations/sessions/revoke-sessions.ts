import type { AuthFile, RevokedAuthFiles } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { failedNote, listedFor, sessionsName, sessionsOf } from './find-session.ts';
import { words } from './words.ts';

interface RevokeSessionsInput {
  readonly names: readonly string[];
}

/** Accounts no longer receive requests, and their files move to the trash. Each is processed separately. */
export const revokeSessions: Operation<RevokeSessionsInput, RevokedAuthFiles> = {
  id: 'revoke-sessions',
  get title() {
    return words().revoke.title;
  },
  changes: 'sessions',
  async run({ backend, signal }, { names }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const files = names.length === 1 ? await listedFor(sessions.value, signal) : [];
    const revoked = await sessions.value.revoke(names, signal);
    if (!revoked.ok) return revoked;
    const { done, token } = revoked.value;
    const way = token === undefined ? words().revoke.final : '';
    return success({
      result: revoked.value,
      message: words().revoke.done(
        sessionsName(done, files),
        way,
        failedNote(revoked.value),
        providerNote(revoked.value, files),
      ),
      fingerprints: [],
      names: done,
      ...(token !== undefined && { undo: (later: OperationContext) => bringBack(later, token) }),
    });
  },
};

/** The results at the providers: an undo does not restore tokens that they have revoked. */
function providerNote({ atProvider = [] }: RevokedAuthFiles, files: readonly AuthFile[]): string {
  const revoked = atProvider.filter(({ ok }) => ok).map(({ name }) => name);
  const failed = atProvider.find(({ ok }) => !ok);
  const dead = revoked.length === 0 ? '' : words().revoke.atProvider(sessionsName(revoked, files));
  return failed
    ? words().revoke.notAtProvider(dead, sessionsName([failed.name], files), failed.message ?? '')
    : dead;
}

/** Restores revoked files; never overwrites a file added since. */
async function bringBack({ backend, signal }: OperationContext, token: string): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const restored = await sessions.value.restore(token, signal);
  if (!restored.ok) return restored;
  const { done } = restored.value;
  const listed = done.length === 1 ? await listedFor(sessions.value, signal) : [];
  return success({
    result: undefined,
    message: words().revoke.restored(sessionsName(done, listed), failedNote(restored.value)),
    fingerprints: [],
    names: done,
  });
}

interface RestoreSessionsInput {
  /** The token of a revocation, or a file of it, which means its last revocation. Absent: the only one. */
  readonly token?: string | undefined;
}

/** Brings back what was revoked together, also in another console, for 30 days. */
export const restoreSessions: Operation<RestoreSessionsInput, { readonly names: readonly string[] }> = {
  id: 'restore-sessions',
  get title() {
    return words().revoke.restoring;
  },
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
      const what = words().revoke.together(wanted ?? '', sessionsName(others, []));
      return failure('invalid', words().revoke.restoreAll(what, named.token));
    }
    const [newest, ...older] = known.value;
    // Repeated, "the last one" would be the one before.
    if (wanted === undefined && newest && older.length > 0) {
      const what = `Several revocations can be restored; the last one is of ${sessionsName(newest.names, [])}`;
      return failure('invalid', `${what}. To restore it, use cli-proxy sessions restore ${newest.token}.`);
    }
    const token = named?.token ?? wanted ?? newest?.token;
    if (token === undefined) {
      return failure('invalid', words().revoke.nothing);
    }
    if (!known.value.some((one) => one.token === token)) {
      const list = 'See cli-proxy sessions restore --list';
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
