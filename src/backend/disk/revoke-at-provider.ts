import { type Outcome, success } from '../../contract/outcome.ts';
import { parseFields } from '../auth-files/read-auth-file.ts';
import type { BackendSessions, TokenMembers } from '../backend-sessions.ts';

/** Revokes tokens at their provider; `unsupported`: it has no way to. */
export type RevokeTokens = (file: TokenMembers) => Promise<Outcome<void>>;

/**
 * Revokes accounts, and their tokens at the providers. The files go first, so that no account is used while a
 * provider is waited for, and all providers are asked at once; the result reports what they answered.
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
    const answers = await Promise.all(known.map((name) => revokeTokens(files.get(name) ?? {})));
    const reported = known.flatMap((name, at) => {
      const answer = answers[at];
      if (!answer || (!answer.ok && answer.kind === 'unsupported')) return [];
      return answer.ok ? [{ name, ok: true }] : [{ name, ok: false, message: answer.message }];
    });
    return success(reported.length === 0 ? revoked.value : { ...revoked.value, atProvider: reported });
  };
}
