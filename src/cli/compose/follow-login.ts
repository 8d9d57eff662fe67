import { setTimeout as sleep } from 'node:timers/promises';
import type { SignIn } from '../../contract/sign-in.ts';
import type { SignInFlow } from '../../contract/sign-in-flow.ts';
import { listenLoopback } from '../../oauth/listen-loopback.ts';
import { type Login, type LoginWish, runLogin } from '../../oauth/run-login.ts';

/** A login from this machine: the browser may come back here, and the clock is the system's. */
export const followLogin = (
  signIn: SignIn,
  wish: LoginWish,
  now: () => number,
  tell: (flow: SignInFlow) => void,
): Login =>
  runLogin(
    signIn,
    wish,
    {
      listen: listenLoopback,
      now,
      wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    },
    tell,
  );
