import type { Outcome } from './outcome.ts';

/** A login ends by itself after this, ms; its `state` is worth nothing from then on. */
export const signInLasts = 10 * 60_000;

/** A provider at which this server can sign in. */
export interface SignInProvider {
  /** As it stands in routes and in `oauth-clients`: anthropic, codex … */
  readonly id: string;
  /** For people: Claude, Codex … */
  readonly title: string;
  readonly flow: SignInFlowKind;
  /** Why it cannot be used yet, and what to write where, in one sentence; absent: it can. */
  readonly missing?: string;
}

/** `browser`: the provider sends the browser back to a port of this machine; `device`: a code is typed elsewhere. */
type SignInFlowKind = 'browser' | 'device';

/** A login that waits for a person (E2). */
export interface SignInStart {
  readonly provider: string;
  /** To be opened in a browser, whole. */
  readonly url: string;
  /** Names this login; whoever has it may hand in its answer. */
  readonly state: string;
  readonly flow: SignInFlowKind;
  /** To be typed at `url`, where that does not hold it. */
  readonly userCode?: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number;
}
export type SignInStatus =
  /** `exchanging`: the answer has arrived, the tokens have not. */
  | { readonly kind: 'waiting' | 'exchanging' }
  /** `name` of the auth file, and whose account it is, as far as the server says. */
  | { readonly kind: 'done'; readonly name?: string | undefined; readonly account?: string | undefined }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The server does not know it (any more): it was restarted, or the login is over. */
  | { readonly kind: 'lost' };

interface SignInWish {
  /** Auth file of the account that signs in again. */
  readonly again?: string | undefined;
  /** For providers that bill a project. */
  readonly project?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Logging in at providers, whoever does it. Every failure carries a sentence for the user. */
export interface SignIn {
  providers(signal?: AbortSignal): Promise<Outcome<readonly SignInProvider[]>>;
  start(provider: string, wish?: SignInWish): Promise<Outcome<SignInStart>>;
  /** Costs a request where the server is public: seldom is enough. */
  status(state: string, signal?: AbortSignal): Promise<Outcome<SignInStatus>>;
  /**
   * Hands in the address that the provider sent the browser to. Accepted is not finished: `status` tells.
   * `invalid`: this answer is wrong and another may come; `conflict`: this login takes none any more.
   */
  submit(redirectUrl: string, signal?: AbortSignal): Promise<Outcome<void>>;
  /** What has ended already is no failure. */
  cancel(state: string): Promise<Outcome<void>>;
}

/**
 * One login as the person at the console sees it, and as the server that runs it does (E2). `callback`: whether the
 * browser finds somebody on this machine to come back to; the paste box works whatever it says.
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

/** Nothing more happens to it. */
export function isOver(flow: SignInFlow): boolean {
  return flow.phase !== 'starting' && flow.phase !== 'waiting' && flow.phase !== 'exchanging';
}
