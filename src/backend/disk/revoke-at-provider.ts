import { type Outcome, success } from '../../contract/outcome.ts';
import type { BackendSessions, TokenMembers } from '../backend-sessions.ts';

/** Tells a provider that tokens are no longer good; `unsupported`: it cannot be told. */
export type RevokeTokens = (file: TokenMembers) => Promise<Outcome<void>>;

/** Providers that are told side by side. */
const atOnce = 6;

/**
 * Revoking that also tells the providers. The files go first, so that no request waits for a provider; what could not
 * be told there is said.
 */
export function revokeWithTokens(
  sessions: BackendSessions,
  revokeTokens: RevokeTokens,
): BackendSessions['revoke'] {
  return async (names, signal) => {
    const files = new Map<string, TokenMembers>();
    for (const name of names) {
      const text = await sessions.download(name, signal);
      const members = text.ok ? membersOf(text.value.reveal()) : undefined;
      if (members) files.set(name, members);
    }
    const revoked = await sessions.revoke(names, signal);
    if (!revoked.ok) return revoked;
    const left = revoked.value.done.filter((name) => files.has(name));
    const told: { name: string; ok: boolean; message?: string }[] = [];
    const tell = async (): Promise<void> => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        const revokedThere = await revokeTokens(files.get(name) ?? {});
        if (revokedThere.ok) told.push({ name, ok: true });
        else if (revokedThere.kind !== 'unsupported')
          told.push({ name, ok: false, message: revokedThere.message });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, tell));
    return success(told.length === 0 ? revoked.value : { ...revoked.value, atProvider: told });
  };
}

function membersOf(text: string): TokenMembers | undefined {
  try {
    const members: unknown = JSON.parse(text);
    return typeof members === 'object' && members !== null ? (members as TokenMembers) : undefined;
  } catch {
    return undefined;
  }
}
