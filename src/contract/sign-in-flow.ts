import type { SignInStart } from './sign-in.ts';

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
