import { inParallel } from '../../base/async/in-parallel.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { parseFields } from '../auth-files/read-auth-file.ts';
import type { BackendSessions, TokenMembers } from '../backend-sessions.ts';

/** Revokes tokens at their provider; `unsupported`: it has no way to. */
export type RevokeTokens = (file: TokenMembers) => Promise<Outcome<void>>;

/** Requests to providers that run at once. */
const atOnce = 6;

/**
 * Revokes accounts, and their tokens at the providers. The files go first, so that no request waits for a
 * provider; the result reports what a provider answered.
 */
export function revokeWithTokens(
  sessions: BackendSessions,
  revokeTokens: RevokeTokens,
): BackendSessions['revoke'] {
  return async (names, signal, keepTokens) => {
    if (keepTokens) return sessions.revoke(names, signal);
    const files = new Map<string, TokenMembers>();
    for (const name of names) {
      const text = await sessions.download(name, signal);
      const members = text.ok && parseFields(text.value.reveal());
      if (typeof members === 'object') files.set(name, members);
    }
    const revoked = await sessions.revoke(names, signal);
    if (!revoked.ok) return revoked;
    const known = revoked.value.done.filter((name) => files.has(name));
    const answers = await inParallel(known, atOnce, (name) => revokeTokens(files.get(name) ?? {}));
    const reported = known.flatMap((name, at) => {
      const answer = answers[at];
      if (!answer || (!answer.ok && answer.kind === 'unsupported')) return [];
      return answer.ok ? [{ name, ok: true }] : [{ name, ok: false, message: answer.message }];
    });
    return success(reported.length === 0 ? revoked.value : { ...revoked.value, atProvider: reported });
  };
}
