import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { SignIn, SignInFlow, SignInStatus } from '../../contract/sign-in.ts';
import { offeredProviders } from '../../providers/accounts/sign-in-records.ts';
import type { Fetch } from '../oauth-client.ts';
import type { AccountStore } from '../tokens/account-store.ts';
import { readRedirect } from './read-redirect.ts';
import type { SignInTimers } from './running-sign-in.ts';
import { createSignIns, type SignIns, type Verdict } from './sign-ins.ts';
import { words } from './words.ts';

/** The logins of this process, for a console that works on the files. */
export function localSignIn(signIns: SignIns, config: () => Promise<Outcome<Config>>): SignIn {
  return {
    async providers() {
      const read = await config();
      return read.ok ? success(offeredProviders(read.value)) : read;
    },
    start: (provider, { again, project } = {}) => signIns.start(provider, { again, project }),
    status: async (state) => success(statusOf(signIns.flow(state))),
    async submit(redirectUrl) {
      const redirect = readRedirect(redirectUrl);
      return redirect ? outcomeOf(signIns.answer(redirect)) : failure('invalid', words().noAnswer);
    },
    async cancel(state) {
      signIns.cancel(state);
      return success(undefined);
    },
  };
}

function statusOf(flow: SignInFlow | undefined): SignInStatus {
  switch (flow?.phase) {
    case 'waiting':
    case 'exchanging':
      return { kind: flow.phase };
    case 'failed':
      return { kind: 'failed', reason: flow.reason };
    case 'done': {
      const { name, account } = flow;
      return { kind: 'done', name, account };
    }
    case 'timed-out':
      return { kind: 'failed', reason: words().timedOut };
    default:
      return { kind: 'lost' };
  }
}

function outcomeOf(verdict: Verdict): Outcome<void> {
  if (verdict === 'accepted') return success(undefined);
  if (verdict === 'unknown') return failure('invalid', words().unknown);
  if (verdict === 'other provider') return failure('invalid', words().ofOther);
  return failure('conflict', words().answered);
}

interface LocalSignInOptions extends SignInTimers {
  /** As it is in the file now. */
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
    async start(provider, startOptions) {
      const read = await config();
      return read.ok ? local.start(provider, startOptions) : read;
    },
  };
}
