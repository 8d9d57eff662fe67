import type { Backend, ServerState } from '../backend/backend.ts';
import { coalesceLoads } from '../base/async/coalesce-loads.ts';
import type { BackendEvent } from '../contract/change.ts';
import type { Failure } from '../contract/outcome.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import { type FollowedProviderStates, followProviderStates } from './follow-provider-states.ts';
import { type FollowedSessions, followSessions } from './follow-sessions.ts';
import { gatherTraffic } from './gather-traffic.ts';
import type { SessionPorts } from './ports.ts';

export interface Following {
  /** Loads again and resolves when the store has it; a failure is returned, not shown. */
  readonly refresh: () => Promise<Failure | undefined>;
  readonly sessions: FollowedSessions;
  readonly providerStates: FollowedProviderStates;
  readonly keyPressed: () => void;
  readonly stop: () => void;
}

/**
 * Keeps the store equal to the backend: loads on `config` and `key-records`, loads the sessions on
 * `auth-files` once they are asked for, stores what is reported about requests, and the state of the feed.
 * Loads never overlap: what arrives during one is answered by a single load after it.
 */
export function followBackend(
  backend: Backend,
  dispatch: (action: ConsoleAction) => void,
  ports: Pick<SessionPorts, 'now' | 'after'>,
  onRefused: (reason: string, attemptsLeft?: number) => void,
  /** The store shows the sessions of this place already. */
  withSessions = false,
  isWatched: () => boolean = () => false,
): Following {
  const { now } = ports;
  const sessions = followSessions(backend, dispatch, now, withSessions);
  const providerStates = followProviderStates(backend, dispatch, ports, isWatched);
  const traffic = gatherTraffic(dispatch, ports);
  let stopped = false;

  const refresh = coalesceLoads(async (): Promise<Failure | undefined> => {
    const loaded = await backend.load();
    if (stopped) return undefined;
    if (!loaded.ok) return loaded;
    traffic.flush();
    dispatch({ type: 'loaded', server: viewOf(loaded.value), at: now() });
    return undefined;
  });
  const onEvent = (event: BackendEvent) => {
    if (stopped) return;
    switch (event.type) {
      case 'config':
      case 'key-records':
        if (event.type === 'config') void providerStates.again();
        refresh().then((failed) => {
          if (failed && failed.kind !== 'unreachable') {
            dispatch({ type: 'result', result: { tone: 'error', message: failed.message } });
          }
        });
        return;
      case 'auth-files':
        void sessions.again();
        return;
      case 'provider-states':
        providerStates.heard(event.states);
        return;
      case 'session-quotas':
        dispatch({ type: 'session-quotas', quotas: event.quotas });
        return;
      case 'config-problem':
        dispatch({ type: 'config-problem', problem: event.problem });
        return;
      case 'activity':
      case 'usage':
        traffic.heard(event);
        return;
      case 'feed':
        traffic.flush();
        if (event.state === 'live') {
          // What a server pushes is known only now.
          dispatch(signedInTo(backend));
          dispatch({ type: 'connection', connection: connectionOf(backend) });
          // What happened without a feed is unknown, also before its first message.
          void Promise.all([sessions.again(), providerStates.again()]);
        } else if (event.state === 'refused') onRefused(event.reason, event.attemptsLeft);
        else {
          const { reason, nextAttemptAt, lockedOut } = event;
          const waiting = { reason, nextAttemptAt, ...(lockedOut && { lockedOut }) };
          dispatch({ type: 'connection', connection: { kind: 'reconnecting', ...waiting } });
        }
    }
  };
  const unsubscribe = backend.subscribe(onEvent);
  return {
    refresh,
    sessions,
    providerStates,
    keyPressed: traffic.keyPressed,
    stop() {
      stopped = true;
      sessions.stop();
      providerStates.stop();
      traffic.stop();
      unsubscribe();
    },
  };
}

/** Our role at a backend, what it can do, and what must be reported to it. */
export function signedInTo(backend: Backend): ConsoleAction {
  const { signedInAs, version, capabilities, feedQuestion, feedAnswer, usage } = backend;
  const hasUsage = usage !== undefined;
  return { type: 'signed-in', signedInAs, version, capabilities, feedQuestion, feedAnswer, hasUsage };
}

export function connectionOf(backend: Backend): { readonly kind: 'live' } | { readonly kind: 'disk' } {
  return { kind: backend.kind === 'disk' ? 'disk' : 'live' };
}

function viewOf(state: ServerState) {
  const { config, revision, clientKeys, problem, warnings, startedAt } = state;
  return { config, revision, clientKeys, problem, warnings, startedAt };
}
