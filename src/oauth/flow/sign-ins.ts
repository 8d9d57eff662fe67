import { asProcess } from '../../base/text/language.ts';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { type SignInFlow, type SignInStart, signInLasts } from '../../contract/sign-in.ts';
import { signInRecord } from '../../providers/accounts/sign-in-records.ts';
import type { SignedInAccount } from '../../providers/oauth.ts';
import { type Fetch, type OAuthClient, oauthClient } from '../oauth-client.ts';
import type { AccountStore } from '../tokens/account-store.ts';
import { saveAccount } from '../tokens/save-account.ts';
import { newAuthFile } from '../tokens/token-file.ts';
import { authorizationUrl, codeVerifier, exchangeCode } from './authorization-code.ts';
import { pauseBy, requestDeviceCode, watchDevice } from './device-grant.ts';
import type { Redirect } from './read-redirect.ts';
import { type RunningSignIn, runSignIn, type SignInTimers } from './running-sign-in.ts';
import { words } from './words.ts';

interface SignInsOptions extends SignInTimers {
  readonly config: () => Config;
  readonly store: AccountStore;
  readonly fetch: Fetch;
  readonly randomBytes: (count: number) => Uint8Array;
  /** A login has written this auth file. */
  readonly onLogin?: (name: string) => void;
}

/** The result of submitting an answer; `failed` and `completed`: of an earlier one. */
export type Verdict =
  | 'accepted'
  | 'unknown'
  | 'other provider'
  | 'not pending'
  | 'completed'
  | { readonly failed: string };

interface StartOptions {
  readonly project?: string | undefined;
  /** Auth file of the account that signs in again. */
  readonly again?: string | undefined;
}

/** The logins that a server runs: each named by its `state`, good for one answer and for ten minutes. */
export interface SignIns {
  start(word: string, startOptions?: StartOptions): Promise<Outcome<SignInStart>>;
  /** @param word of the provider that the caller means; undefined if it does not say */
  answer(redirect: Redirect, word?: string): Verdict;
  /** undefined if not known. */
  flow(state: string): SignInFlow | undefined;
  /** Resolves when it is over. */
  ended(state: string): Promise<void>;
  /** false: there was nothing to cancel. */
  cancel(state: string): boolean;
  close(): void;
}

/** More than are open in practice; the oldest is dropped. */
const most = 64;

export function createSignIns(options: SignInsOptions): SignIns {
  const { now, after, randomBytes } = options;
  const all = new Map<
    string,
    { readonly signIn: RunningSignIn; readonly take: (answer: Redirect) => void }
  >();

  const forget = (state: string): void => {
    all.get(state)?.signIn.drop();
    all.delete(state);
  };

  const add = (
    client: OAuthClient,
    start: SignInStart,
    take: (signIn: RunningSignIn) => (answer: Redirect) => void,
  ) => {
    for (const oldest of all.keys()) {
      if (all.size < most) break;
      forget(oldest);
    }
    const signIn = runSignIn(client.record, start, { now, after }, () => forget(start.state));
    all.set(start.state, { signIn, take: take(signIn) });
    return signIn;
  };

  const startBrowser = async (
    client: OAuthClient,
    state: string,
    startOptions: StartOptions,
  ): Promise<SignInStart> => {
    const verifier = codeVerifier(randomBytes(32));
    const start: SignInStart = {
      provider: client.record.words[0],
      url: await authorizationUrl(client, state, verifier),
      state,
      flow: 'browser',
      expiresAt: now() + signInLasts,
    };
    add(client, start, (signIn) => ({ parameters }) => {
      const answer = { parameters, state, verifier, project: startOptions.project };
      conclude(signIn, () => exchangeCode(client, answer, signIn.signal), options, startOptions.again);
    });
    return start;
  };

  const startDevice = async (
    client: OAuthClient,
    state: string,
    startOptions: StartOptions,
  ): Promise<Outcome<SignInStart>> => {
    const code = await requestDeviceCode(client);
    if (!code.ok) return code;
    const { url, userCode, lasts } = code.value;
    const provider = client.record.words[0];
    const start: SignInStart = { provider, url, state, flow: 'device', userCode, expiresAt: now() + lasts };
    const signIn = add(client, start, () => () => {});
    conclude(
      signIn,
      () => watchDevice(client, code.value, pauseBy(after), signIn.signal),
      options,
      startOptions.again,
    );
    return success(start);
  };

  return {
    async start(word, startOptions = {}) {
      const record = signInRecord(word);
      if (!record) return failure('unsupported', words().noLogins(word));
      const client = oauthClient(record, options.config(), options.fetch);
      if (!client.ok) return client;
      const state = Buffer.from(randomBytes(16)).toString('hex');
      return record.device
        ? startDevice(client.value, state, startOptions)
        : success(await startBrowser(client.value, state, startOptions));
    },
    answer(redirect, word) {
      const found = all.get(redirect.state);
      if (!found) return 'unknown';
      const { signIn, take } = found;
      if (word !== undefined && signInRecord(word) !== signIn.record) return 'other provider';
      const { flow } = signIn;
      if (flow.phase === 'done') return 'completed';
      if (flow.phase === 'failed') return { failed: flow.reason };
      if (flow.phase === 'timed-out') return 'unknown';
      if (flow.phase !== 'waiting' || signIn.start.flow === 'device') return 'not pending';
      // Before anything is sent, so that a second answer is refused.
      signIn.dispatch({ type: 'exchanging' });
      take(redirect);
      return 'accepted';
    },
    flow: (state) => all.get(state)?.signIn.flow,
    ended: async (state) => all.get(state)?.signIn.ended,
    cancel(state) {
      const { phase } = all.get(state)?.signIn.flow ?? {};
      if (phase !== 'waiting' && phase !== 'exchanging') return false;
      forget(state);
      return true;
    },
    close() {
      for (const state of [...all.keys()]) forget(state);
    },
  };
}

type FinishParts = Pick<SignInsOptions, 'store' | 'now' | 'onLogin'>;

/**
 * Waits for the account of a login, writes its file and reports the result to the login. Nothing that goes
 * wrong may leave a login waiting, or end the server. @param again auth file of the account that signs in
 * again
 */
function conclude(
  signIn: RunningSignIn,
  wait: () => Promise<Outcome<SignedInAccount> | undefined>,
  parts: FinishParts,
  again: string | undefined,
): void {
  // Its result is kept for all clients.
  asProcess(() => {
    void wait()
      .then((outcome) => finish(signIn, outcome, parts, again))
      .catch(() => signIn.dispatch({ type: 'failed', reason: words().unexpected }));
  });
}

async function finish(
  { record, signal, dispatch }: RunningSignIn,
  signedIn: Outcome<SignedInAccount> | undefined,
  { store, now, onLogin }: FinishParts,
  again: string | undefined,
): Promise<void> {
  if (signal.aborted || !signedIn) return;
  if (!signedIn.ok) return dispatch({ type: 'failed', reason: signedIn.message });
  const fresh = newAuthFile(record.file, signedIn.value, now());
  const saved = await saveAccount(store, record.file, fresh, now(), again);
  if (!saved.ok) return dispatch({ type: 'failed', reason: saved.message });
  const { name, account } = saved.value;
  onLogin?.(name);
  dispatch({ type: 'done', name, account });
}
