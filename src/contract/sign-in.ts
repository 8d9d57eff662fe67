import type { Outcome } from './outcome.ts';

/** A login ends by itself after this, ms; its `state` is then invalid. */
export const signInLasts = 10 * 60_000;

/** A provider that this server can log in to. */
export interface SignInProvider {
  /** Its name in routes and in `oauth-clients`: anthropic, codex … */
  readonly id: string;
  /** For people: Claude, Codex … */
  readonly title: string;
  readonly flow: SignInFlowKind;
  /** Why it cannot be used yet, and what to set where, in one sentence; absent: it can. */
  readonly missing?: string;
}

/** `browser`: the provider sends the browser back to a port of this machine; `device`: a code is typed elsewhere. */
type SignInFlowKind = 'browser' | 'device';

/** A login that waits for the user (E2). */
export interface SignInStart {
  readonly provider: string;
  /** To be opened in a browser, unchanged. */
  readonly url: string;
  /** Identifies this login; whichever client has it may submit the answer. */
  readonly state: string;
  readonly flow: SignInFlowKind;
  /** To be typed at `url`, if that does not contain it. */
  readonly userCode?: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** What a server answers to a request that starts a login. @param lastsMs if it does not say when that ends */
export function signInStart(
  provider: string,
  answer: {
    readonly url: string;
    readonly state: string;
    readonly user_code?: string | undefined;
    /** s */
    readonly expires_in?: number | undefined;
  },
  now: number,
  lastsMs = signInLasts,
): SignInStart {
  const { url, state, user_code: userCode, expires_in: seconds } = answer;
  const flow = userCode === undefined ? 'browser' : 'device';
  const expiresAt = now + (seconds === undefined ? lastsMs : seconds * 1000);
  return { provider, url, state, flow, userCode, expiresAt };
}

export type SignInStatus =
  /** `exchanging`: the answer has arrived, the tokens have not. */
  | { readonly kind: 'waiting' | 'exchanging' }
  /** `name` of the auth file, and whose account it is, as far as the server says. */
  | { readonly kind: 'done'; readonly name?: string | undefined; readonly account?: string | undefined }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The server does not know it: it was restarted, or the login is over. */
  | { readonly kind: 'lost' };

interface SignInOptions {
  /** Auth file of the account that logs in again. */
  readonly again?: string | undefined;
  /** For providers that bill a project. */
  readonly project?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Logs in to providers. Every failure carries a sentence for the user. */
export interface SignIn {
  providers(signal?: AbortSignal): Promise<Outcome<readonly SignInProvider[]>>;
  start(provider: string, options?: SignInOptions): Promise<Outcome<SignInStart>>;
  /** Costs a request on a public server, so call it rarely. */
  status(state: string, signal?: AbortSignal): Promise<Outcome<SignInStatus>>;
  /**
   * Submits the address that the provider sent the browser to. Accepted is not finished: see `status`.
   * `invalid`: this answer is wrong and another may be submitted; `conflict`: this login accepts none.
   */
  submit(redirectUrl: string, signal?: AbortSignal): Promise<Outcome<void>>;
  /** It is no failure if the login has already ended. */
  cancel(state: string): Promise<Outcome<void>>;
}

/**
 * One login as the user of the console sees it, and as the server that runs it does (E2). `callback`: whether the
 * browser can reach a listener on this machine; the paste box works in any case.
 */
export type SignInFlow =
  | { readonly phase: 'starting'; readonly provider: string }
  | ({ readonly phase: 'waiting' | 'exchanging' } & SignInAttempt)
  | {
      readonly phase: 'done';
      readonly provider: string;
      /** Auth file, and whose account it is, as far as they are known. */
      readonly name?: string | undefined;
      readonly account?: string | undefined;
    }
  | { readonly phase: 'failed'; readonly provider: string; readonly reason: string }
  | { readonly phase: 'cancelled' | 'timed-out'; readonly provider: string };

export interface SignInAttempt {
  readonly provider: string;
  readonly start: SignInStart;
  readonly callback: 'none' | 'listening' | 'taken';
  /** About the callback or about the last paste: it did not end the login. */
  readonly notice?: string | undefined;
}

/** Whether the login has ended. */
export function isOver(flow: SignInFlow): boolean {
  return flow.phase !== 'starting' && flow.phase !== 'waiting' && flow.phase !== 'exchanging';
}
