import { isOver, type SignInFlow, type SignInStart, signInLasts } from '../../contract/sign-in.ts';
import type { ProviderOAuth } from '../../providers/oauth.ts';
import { type FlowEvent, reduceFlow } from './reduce-flow.ts';

/** One login that a server runs, from its first page to ten minutes after its end. */
export interface RunningSignIn {
  readonly record: ProviderOAuth;
  readonly start: SignInStart;
  readonly flow: SignInFlow;
  /** Aborts when the login is over. */
  readonly signal: AbortSignal;
  /** Resolves when the login is over. */
  readonly ended: Promise<void>;
  dispatch(event: FlowEvent): void;
  /** Ends it, and clears its timer. */
  drop(): void;
}

export interface SignInTimers {
  readonly now: () => number;
  /** Runs once after `ms`; returns: do not. Keeps no process alive. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** How long a login may still be exchanging after its time is up, ms. */
const grace = 60_000;

/** @param forget called when it will no longer be asked for */
export function runSignIn(
  record: ProviderOAuth,
  start: SignInStart,
  { now, after }: SignInTimers,
  forget: () => void,
): RunningSignIn {
  const stop = new AbortController();
  const first: SignInFlow = { phase: 'starting', provider: start.provider };
  let flow = reduceFlow(first, { type: 'started', start });
  let over = () => {};
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const dispatch = (event: FlowEvent): void => {
    flow = reduceFlow(flow, event);
    if (!isOver(flow)) return;
    stop.abort();
    over();
  };
  const expire = (): void => {
    dispatch({ type: 'tick', now: now() });
    clear = isOver(flow) ? after(signInLasts, forget) : after(grace, expire);
  };
  let clear = after(Math.max(0, start.expiresAt - now()), expire);
  return {
    record,
    start,
    get flow() {
      return flow;
    },
    signal: stop.signal,
    ended,
    dispatch,
    drop() {
      clear();
      dispatch({ type: 'cancel' });
    },
  };
}
