import type { Outcome } from '../../contract/outcome.ts';
import type { SignedInAccount } from '../../providers/oauth.ts';
import type { AccountStore } from '../tokens/account-store.ts';
import { saveAccount } from '../tokens/save-account.ts';
import { newAuthFile } from '../tokens/token-file.ts';
import type { RunningSignIn } from './running-sign-in.ts';

/**
 * Waits for the account of a login, writes its file and tells the login how it ended. Nothing that goes wrong may leave
 * a login waiting, or end the server. @param again auth file of the account that signs in again
 */
export function conclude(
  signIn: RunningSignIn,
  signedIn: Promise<Outcome<SignedInAccount> | undefined>,
  parts: { readonly store: AccountStore; readonly now: () => number },
  again: string | undefined,
): void {
  void signedIn
    .then((outcome) => finish(signIn, outcome, parts, again))
    .catch(() => signIn.tell({ type: 'failed', reason: 'Something went wrong in this program.' }));
}

async function finish(
  { record, signal, tell }: RunningSignIn,
  signedIn: Outcome<SignedInAccount> | undefined,
  { store, now }: { readonly store: AccountStore; readonly now: () => number },
  again: string | undefined,
): Promise<void> {
  if (signal.aborted || !signedIn) return;
  if (!signedIn.ok) return tell({ type: 'failed', reason: signedIn.message });
  const fresh = newAuthFile(record.file, signedIn.value, now());
  const saved = await saveAccount(store, record.file, fresh, now(), again);
  if (!saved.ok) return tell({ type: 'failed', reason: saved.message });
  const { name, account } = saved.value;
  tell({ type: 'done', name, ...(account !== undefined && { account }) });
}
