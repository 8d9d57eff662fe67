import type { Backend } from '../../backend/backend.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { SignInFlow } from '../../contract/sign-in.ts';
import { type Effects, runOperation } from '../../operations/operation.ts';
import { logIn } from '../../operations/sessions/log-in.ts';
import type { LoginRequest, RunningLogin } from '../../session/ports.ts';

/**
 * A login from this machine as an operation: what a new file would lose is kept, and the audit log has a
 * line.
 */
export function followLogin(
  backend: Backend,
  { provider, again }: LoginRequest,
  effects: Effects,
  onProgress: (flow: SignInFlow) => void,
): RunningLogin {
  const stop = new AbortController();
  let flow: SignInFlow = { phase: 'starting', provider };
  let paste = (_: string): void => {};
  const outcome = runOperation(
    logIn,
    { ...effects, backend, signal: stop.signal },
    {
      provider,
      ...(again !== undefined && { again }),
      onFlow(next) {
        flow = next;
        onProgress(next);
      },
      onLogin(login) {
        paste = login.paste;
      },
    },
  );
  return {
    paste: (text) => paste(text),
    cancel: () => stop.abort(),
    said: outcome.then((done) => (done.ok ? success(done.value.message) : failure(done.kind, done.message))),
    ended: outcome.then((done) => {
      // What went wrong before the first step has no step of its own.
      if (!done.ok && flow.phase === 'starting') {
        flow = { phase: 'failed', provider, reason: done.message };
        onProgress(flow);
      }
      return flow;
    }),
  };
}
