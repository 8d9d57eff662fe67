import { isOver, type SignInAttempt, type SignInFlow, type SignInStart } from '../../contract/sign-in.ts';
import type { Redirect } from './read-redirect.ts';
import { words } from './words.ts';

export type FlowEvent =
  | { readonly type: 'started'; readonly start: SignInStart }
  | { readonly type: 'listening' }
  /** Another program has the port; only reported. */
  | { readonly type: 'port-taken'; readonly notice: string }
  /** `redirect` undefined: what was pasted is no answer. */
  | { readonly type: 'answered'; readonly by: 'callback' | 'paste'; readonly redirect: Redirect | undefined }
  /** The answer was entered in another way. */
  | { readonly type: 'exchanging' }
  /** That answer was no good; another may come. */
  | { readonly type: 'refused'; readonly notice: string }
  | { readonly type: 'notice'; readonly notice: string | undefined }
  | { readonly type: 'done'; readonly name?: string | undefined; readonly account?: string | undefined }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'tick'; readonly now: number }
  | { readonly type: 'cancel' };

/**
 * What one event makes of a login. An ended one stays as it is. Pure: what is to be done follows from the
 * phases.
 */
export function reduceFlow(flow: SignInFlow, event: FlowEvent): SignInFlow {
  if (isOver(flow)) return flow;
  const { provider } = flow;
  switch (event.type) {
    case 'cancel':
      return { phase: 'cancelled', provider };
    case 'failed':
      return { phase: 'failed', provider, reason: event.reason };
    case 'started':
      return flow.phase === 'starting'
        ? { phase: 'waiting', provider, start: event.start, callback: 'none' }
        : flow;
  }
  return 'start' in flow ? duringAttempt(flow, event) : flow;
}

type Attempt = SignInAttempt & { readonly phase: 'waiting' | 'exchanging' };

function duringAttempt(flow: Attempt, event: FlowEvent): SignInFlow {
  const { notice: _, ...plain } = flow;
  switch (event.type) {
    case 'tick':
      return event.now < endOf(flow) ? flow : { phase: 'timed-out', provider: flow.provider };
    case 'listening':
      return { ...flow, callback: 'listening' };
    case 'port-taken':
      return { ...flow, callback: 'taken', notice: event.notice };
    case 'notice':
      if (flow.notice === event.notice) return flow;
      return event.notice === undefined ? { ...plain, phase: flow.phase } : { ...flow, notice: event.notice };
    case 'exchanging':
      return flow.phase === 'exchanging' ? flow : { ...plain, phase: 'exchanging' };
    case 'refused':
      return { ...plain, phase: 'waiting', notice: event.notice };
    case 'done': {
      const { name, account } = event;
      return { phase: 'done', provider: flow.provider, name, account };
    }
    case 'answered': {
      // One answer is enough; a second one is a reload of the page, or from another source.
      if (flow.phase === 'exchanging') return flow;
      const problem = redirectProblem(flow.start, event.redirect);
      return problem === undefined ? { ...plain, phase: 'exchanging' } : { ...flow, notice: problem };
    }
  }
  return flow;
}

/** Time for the exchange of an answer for tokens, ms. */
const exchangeLasts = 60_000;

const endOf = ({ phase, start }: Attempt): number =>
  phase === 'exchanging' ? start.expiresAt + exchangeLasts : start.expiresAt;

/** Why an answer does not belong to this login, in one sentence; undefined if it does. */
function redirectProblem(start: SignInStart, redirect: Redirect | undefined): string | undefined {
  if (start.flow === 'device') return words().noAddress;
  if (!redirect) return words().otherText;
  const wanted = redirectTarget(start.url);
  if (wanted && redirect.port !== undefined && isElsewhere(wanted, redirect))
    return words().otherProvider(`${wanted.host}${wanted.pathname}`);
  if (redirect.state !== start.state) return words().otherLogin;
  return undefined;
}

/** Where the provider sends the browser to; undefined if the URL does not say. */
export function redirectTarget(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const { searchParams } = new URL(url);
  const target = searchParams.get('redirect_uri') ?? searchParams.get('redirect');
  return target !== null && URL.canParse(target) ? new URL(target) : undefined;
}

function isElsewhere(wanted: URL, redirect: Redirect): boolean {
  const port = wanted.port === '' ? 80 : Number(wanted.port);
  return redirect.path !== wanted.pathname || redirect.port !== port;
}
