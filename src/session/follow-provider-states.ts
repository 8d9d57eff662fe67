import type { Backend } from '../backend/backend.ts';
import { coalesceLoads } from '../base/async/coalesce-loads.ts';
import type { ProviderStates } from '../contract/provider-states.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { SessionPorts } from './ports.ts';
import { words } from './words.ts';

export interface FollowedProviderStates {
  /** Watching has started or stopped. */
  review(): void;
  /** What was pushed. */
  heard(states: ProviderStates['states']): void;
  /** Reads them again while they are watched. */
  again(): Promise<void>;
  stop(): void;
}

/**
 * Keeps the health of the provider keys of a backend in the store: read only while it is watched, again when
 * the backend says that it is worth it, and patched by what is pushed.
 */
export function followProviderStates(
  backend: Backend,
  dispatch: (action: ConsoleAction) => void,
  { now, after }: Pick<SessionPorts, 'now' | 'after'>,
  isWatched: () => boolean,
): FollowedProviderStates {
  const stopped = new AbortController();
  const { signal } = stopped;
  let cancelNext = () => {};

  const load = coalesceLoads(async () => {
    cancelNext();
    const { providers } = backend;
    if (!providers) return dispatch({ type: 'provider-states-problem', problem: unknown() });
    const answer = await providers.states(signal);
    if (signal.aborted) return;
    if (answer.ok) dispatch({ type: 'provider-states-loaded', ...answer.value, at: now() });
    else dispatch({ type: 'provider-states-problem', problem: answer.message });
    if (isWatched()) cancelNext = after(providers.refreshMs, () => void again());
  });
  const again = async () => (isWatched() ? load() : undefined);
  return {
    review() {
      if (isWatched()) void load();
      else cancelNext();
    },
    heard(states) {
      if (isWatched()) dispatch({ type: 'provider-states', states, at: now() });
    },
    again,
    stop() {
      stopped.abort();
      cancelNext();
    },
  };
}

const unknown = () => words().noStates;
