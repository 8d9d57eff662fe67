import type { Backend } from '../backend/backend.ts';
import { coalesceLoads } from '../base/async/coalesce-loads.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { InspectedSession } from './console-session.ts';
import { words } from './words.ts';

export interface FollowedSessions {
  /** Reads them into the store; from then on `again` does so too. */
  load(): Promise<void>;
  /** Reads them again if they were requested before. */
  again(): Promise<void>;
  inspect(name: string): Promise<Outcome<InspectedSession>>;
  stop(): void;
}

/** The accounts of a backend in the store: not before they are asked for, and up to date from then on. */
export function followSessions(
  backend: Backend,
  dispatch: (action: ConsoleAction) => void,
  now: () => number,
  /** They were asked for in an earlier life of this connection. */
  wanted: boolean,
): FollowedSessions {
  let asked = wanted;
  const stopped = new AbortController();
  const { signal } = stopped;

  const load = coalesceLoads(async () => {
    const listed = backend.sessions ? await backend.sessions.list(signal) : unknown();
    if (signal.aborted) return;
    if (listed.ok) dispatch({ type: 'sessions-loaded', files: listed.value, at: now() });
    else dispatch({ type: 'sessions-problem', problem: listed.message });
  });
  return {
    load() {
      asked = true;
      return load();
    },
    again: async () => (asked ? load() : undefined),
    async inspect(name) {
      const { sessions } = backend;
      if (!sessions) return unknown();
      const file = await sessions.inspect(name, signal);
      if (!file.ok) return file;
      const models = await sessions.models(name, signal);
      return success({ file: file.value, models: models.ok ? models.value : undefined });
    },
    stop: () => stopped.abort(),
  };
}

const unknown = () => failure('unsupported', words().noSessions);
