import * as v from 'valibot';
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
const signInFlowKinds = ['browser', 'device'] as const;
type SignInFlowKind = (typeof signInFlowKinds)[number];

/** A login that waits for a person (E2). */
const signInStartSchema = v.object({
  provider: v.string(),
  /** To be opened in a browser, whole. */
  url: v.string(),
  /** Names this login; whoever has it may hand in its answer. */
  state: v.string(),
  flow: v.picklist(signInFlowKinds),
  /** To be typed at `url`, where that does not hold it. */
  userCode: v.optional(v.string()),
  /** ms since the epoch. */
  expiresAt: v.number(),
});
export type SignInStart = v.InferOutput<typeof signInStartSchema>;

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
