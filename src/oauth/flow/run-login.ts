import { isThisMachine } from '../../base/plain-http.ts';
import type { Failure, Outcome } from '../../contract/outcome.ts';
import {
  isOver,
  type SignIn,
  type SignInFlow,
  type SignInStart,
  type SignInStatus,
} from '../../contract/sign-in.ts';
import { type CallbackPage, pageOf } from './callback-page.ts';
import type { ListenLoopback, Loopback } from './listen-loopback.ts';
import { readRedirect, redirectUrl } from './read-redirect.ts';
import { type FlowEvent, redirectTarget, reduceFlow } from './reduce-flow.ts';
import { words } from './words.ts';

export interface LoginEffects {
  /** Absent if nothing listens for the browser here. */
  readonly listen?: ListenLoopback;
  readonly now: () => number;
  /** Resolves early when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface LoginRequest {
  readonly provider: string;
  /** For people. */
  readonly title: string;
  /** Auth file of the account that signs in again. */
  readonly again?: string;
  readonly project?: string;
}

/** One login from the side of the person: on this machine, at whatever server. */
export interface Login {
  flow(): SignInFlow;
  /** What the person pasted: an address, or a part of one. */
  paste(text: string): void;
  cancel(): void;
  /** Resolves when it is over and everything that it held is free. */
  readonly ended: Promise<SignInFlow>;
}

/** How often the server is asked: while a person is busy elsewhere, and while tokens are on their way; ms. */
const [seldom, often] = [2_000, 300];
/** How long the browser waits for the end of a login, ms. */
const pageWaits = 25_000;
/** Time to report a cancelled login to a server that may be gone, ms. */
const cancelTimeoutMs = 2_000;

/**
 * Starts a login and follows it to its end: the callback on this machine and the paste box race from the
 * first second, and whatever ends it frees all that it holds. @param onProgress is called on each change
 */
export function runLogin(
  signIn: SignIn,
  request: LoginRequest,
  effects: LoginEffects,
  onProgress: (flow: SignInFlow) => void,
): Login {
  const { now, wait } = effects;
  let flow: SignInFlow = { phase: 'starting', provider: request.provider };
  const stop = new AbortController();
  const { signal } = stop;
  /** Aborts a pause, because there is something to ask. */
  let nudge = new AbortController();
  let loopback: Promise<Loopback> | undefined;

  const apply = (event: FlowEvent): void => {
    const before = flow;
    flow = reduceFlow(flow, event);
    if (flow === before) return;
    onProgress(flow);
    if (isOver(flow)) stop.abort();
    if (flow.phase !== before.phase) nudge.abort();
  };
  const take = (by: 'callback' | 'paste', text: string): Promise<void> | undefined => {
    const before = flow.phase;
    const redirect = readRedirect(text);
    apply({ type: 'answered', by, redirect });
    if (!redirect || before !== 'waiting' || flow.phase !== 'exchanging') return undefined;
    return signIn.submit(redirectUrl(redirect), signal).then((sent) => {
      if (!sent.ok) apply(eventOfRefusal(sent));
    });
  };
  const onRedirect = async (url: string): Promise<CallbackPage> => {
    await take('callback', url);
    if (flow.phase === 'exchanging') await wait(pageWaits, signal);
    return pageOf(flow, request.title);
  };
  const openLoopback = (start: SignInStart): void => {
    const target = start.flow === 'browser' ? redirectTarget(start.url) : undefined;
    if (!effects.listen || target?.protocol !== 'http:' || !isThisMachine(target.hostname)) return;
    const port = Number(target.port || 80);
    loopback = effects.listen({ port, path: target.pathname, onRedirect });
    void loopback.then(({ hosts, notice }) => {
      if (hosts.length > 0) apply({ type: 'listening' });
      if (notice !== undefined) apply({ type: 'port-taken', notice });
    });
  };
  const follow = async (start: SignInStart): Promise<void> => {
    while (!isOver(flow)) {
      nudge = new AbortController();
      const pause =
        flow.phase === 'exchanging' ? often : Math.min(seldom, Math.max(1, start.expiresAt - now()));
      await wait(pause, AbortSignal.any([signal, nudge.signal]));
      if (isOver(flow)) return;
      apply({ type: 'tick', now: now() });
      if (isOver(flow)) return;
      const status = await signIn.status(start.state, signal);
      const event = eventOfStatus(status, flow);
      if (event) apply(event);
    }
  };

  const run = async (): Promise<SignInFlow> => {
    onProgress(flow);
    const { again, project } = request;
    const started = await signIn.start(request.provider, { again, project, signal });
    if (!started.ok) apply({ type: 'failed', reason: started.message });
    else if (!isOver(flow)) {
      apply({ type: 'started', start: started.value });
      openLoopback(started.value);
      await follow(started.value);
    }
    // A login that is no longer awaited should not stay valid at the server.
    if (started.ok && flow.phase !== 'done') {
      const finished = new AbortController();
      const cancelled = signIn.cancel(started.value.state).then(() => finished.abort());
      await Promise.race([cancelled, wait(cancelTimeoutMs, finished.signal)]);
    }
    return flow;
  };
  const over = run();
  const ended = over.then(async (last) => {
    await (await loopback)?.close();
    return last;
  });

  return {
    flow: () => flow,
    paste: (text) => void take('paste', text),
    cancel: () => apply({ type: 'cancel' }),
    ended,
  };
}

/** The server did not take an answer. */
function eventOfRefusal({ kind, message }: Failure): FlowEvent {
  // It has one already: its status reports the result.
  if (kind === 'conflict') return { type: 'notice', notice: message };
  return { type: 'refused', notice: message };
}

/** What the server says of a login; undefined if nothing new. */
function eventOfStatus(status: Outcome<SignInStatus>, flow: SignInFlow): FlowEvent | undefined {
  if (!status.ok) return eventOfSilence(status);
  const { value } = status;
  switch (value.kind) {
    case 'exchanging':
    case 'waiting':
      return value.kind === 'exchanging' ? { type: 'exchanging' } : reachedAgain(flow);
    case 'done': {
      const { name, account } = value;
      return { type: 'done', name, account };
    }
    case 'failed':
      return { type: 'failed', reason: value.reason };
    case 'lost':
      return { type: 'failed', reason: words().lost };
  }
}

function eventOfSilence({ kind, message }: Failure): FlowEvent | undefined {
  if (kind === 'cancelled') return undefined;
  // A refused secret is not sent again.
  if (kind === 'denied' || kind === 'locked-out') return { type: 'failed', reason: message };
  return { type: 'notice', notice: `${words().silence}${message}` };
}

const reachedAgain = (flow: SignInFlow): FlowEvent | undefined =>
  'notice' in flow && flow.notice?.startsWith(words().silence)
    ? { type: 'notice', notice: undefined }
    : undefined;
