import type { Config } from '../../contract/config.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { SignIn } from '../../contract/sign-in.ts';
import type { Fetch } from '../oauth-client.ts';
import type { AccountStore } from '../tokens/account-store.ts';
import { localSignIn } from './local-sign-in.ts';
import type { SignInTimers } from './running-sign-in.ts';
import { createSignIns } from './sign-ins.ts';

export interface LocalSignInOptions extends SignInTimers {
  /** As it stands in the file now. */
  readonly config: () => Promise<Outcome<Config>>;
  readonly store: AccountStore;
  readonly fetch: Fetch;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Logins without a server: this process asks the providers and writes auth-dir itself. */
export function openLocalSignIn(options: LocalSignInOptions): SignIn {
  let known: Config = {};
  const config = async (): Promise<Outcome<Config>> => {
    const read = await options.config();
    if (read.ok) known = read.value;
    return read;
  };
  const signIns = createSignIns({ ...options, config: () => known });
  const local = localSignIn(signIns, config);
  return {
    ...local,
    async start(provider, wish) {
      const read = await config();
      return read.ok ? local.start(provider, wish) : read;
    },
  };
}
