import type { RevokedAuthFiles } from '../../contract/auth-file.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { failedNote, sessionsName, sessionsOf } from './sessions-of.ts';

export interface RevokeSessionsInput {
  readonly names: readonly string[];
}

/** Accounts get no request any more and their files go to the trash. Each is done by itself. */
export const revokeSessions: Operation<RevokeSessionsInput, RevokedAuthFiles> = {
  id: 'revoke-sessions',
  title: 'revoking sessions',
  changes: 'sessions',
  async run({ backend, signal }, { names }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const revoked = await sessions.value.revoke(names, signal);
    if (!revoked.ok) return revoked;
    const { done, token } = revoked.value;
    const way = token === undefined ? ' There is no way back.' : '';
    return success({
      result: revoked.value,
      message: `Revoked ${sessionsName(done)}.${way}${failedNote(revoked.value)}${providerNote(revoked.value)}`,
      fingerprints: [],
      names: done,
      ...(token !== undefined && { undo: (later: OperationContext) => bringBack(later, token) }),
    });
  },
};

/** What the providers made of it: an undo brings back no tokens that they have taken back. */
function providerNote({ atProvider = [] }: RevokedAuthFiles): string {
  const taken = atProvider.filter(({ ok }) => ok).map(({ name }) => name);
  const untold = atProvider.find(({ ok }) => !ok);
  const dead =
    taken.length === 0
      ? ''
      : ` The provider has taken back the tokens of ${sessionsName(taken)}: after an undo a new login is needed.`;
  return untold ? `${dead} The provider of ${untold.name} was not told: ${untold.message}` : dead;
}

/** Gives revoked files their place again, never over one that has come meanwhile. */
export async function bringBack(
  { backend, signal }: OperationContext,
  token: string,
): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const restored = await sessions.value.restore(token, signal);
  if (!restored.ok) return restored;
  const { done } = restored.value;
  const verb = done.length === 1 ? 'is' : 'are';
  return success({
    result: undefined,
    message: `${sessionsName(done)} ${verb} back.${failedNote(restored.value)}`,
    fingerprints: [],
    names: done,
  });
}
