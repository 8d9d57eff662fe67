import { type Outcome, success } from '../../src/contract/outcome.ts';
import type { SignIn, SignInStart, SignInStatus } from '../../src/contract/sign-in.ts';

export interface ScriptSignIn extends SignIn {
  /** What `status` answers from now on. */
  currentStatus: Outcome<SignInStatus>;
  /** What was asked of it, in order. */
  readonly calls: string[];
}

export const scriptState = 'a'.repeat(32);

/** Logins whose end is in the test's hands. @param start how they begin */
export function scriptSignIn(start: Partial<SignInStart> = {}): ScriptSignIn {
  const calls: string[] = [];
  const signIn: ScriptSignIn = {
    currentStatus: success({ kind: 'waiting' }),
    calls,
    providers: async () => success([{ id: 'codex', title: 'Codex', flow: 'browser' }]),
    async start(provider, options = {}) {
      calls.push(`start ${provider}${options.again === undefined ? '' : ` again ${options.again}`}`);
      const url = `https://login.example.com/?state=${scriptState}`;
      const expiresAt = Number.MAX_SAFE_INTEGER;
      return success({ provider, url, state: scriptState, flow: 'browser', expiresAt, ...start });
    },
    status: async () => signIn.currentStatus,
    async submit(redirectUrl) {
      calls.push(`submit ${new URL(redirectUrl).searchParams.get('code')}`);
      return success(undefined);
    },
    async cancel() {
      calls.push('cancel');
      return success(undefined);
    },
  };
  return signIn;
}

/** Waits for moments instead of seconds. */
export const quickWait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms > 5_000 ? ms : 5);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
