import type { Backend, ServerState } from '../backend/backend.ts';
import { coalesceLoads } from '../base/async/coalesce-loads.ts';
import type { Change } from '../contract/change.ts';
import type { KeyRecord } from '../contract/client-key.ts';
import { type Outcome, success } from '../contract/outcome.ts';
import { type ClientKeyTable, clientKeyTable } from './access/client-key-table.ts';
import { type TrustedProxies, trustedProxies } from './http/peer-address.ts';
import type { Log } from './log/server-log.ts';

/** The config in force: the last valid one, with everything that is looked up for each request. */
export interface ActiveConfig {
  readonly state: ServerState;
  readonly keys: ClientKeyTable;
  readonly trusted: TrustedProxies;
  /** `remote-management.secret-key`; undefined if none is set. */
  readonly storedSecret: string | undefined;
  /** Reads the config again. Resolves when the state on disk at the time of the call is in force. */
  refresh(): Promise<void>;
  /** Called after a change is in force; the events are those that consoles get. Returns a function that stops listening. */
  onChange(listener: (change: Change) => void): () => void;
  close(): void;
}

/** Loads once and follows the backend's change feed. A failure of the first load is returned. */
export async function openActiveConfig(backend: Backend, log: Log): Promise<Outcome<ActiveConfig>> {
  const first = await backend.load();
  if (!first.ok) return first;
  let current = derive(first.value, undefined);
  const listeners = new Set<(change: Change) => void>();

  const take = (state: ServerState): void => {
    const before = current;
    current = derive(state, before);
    for (const change of differences(before, current)) {
      if (change.type === 'config') log('info', 'config.yaml has changed; the new config is active');
      if (change.type === 'config-problem') {
        if (change.problem === null) log('info', 'config.yaml is valid again');
        else
          log(
            'error',
            `config.yaml has an error; the last valid config stays active: ${change.problem.message}`,
          );
      }
      for (const listener of listeners) listener(change);
    }
  };

  const load = async (): Promise<void> => {
    const outcome = await backend.load();
    if (outcome.ok) take(outcome.value);
    else take({ ...current.state, problem: { message: outcome.message } });
  };
  const refresh = coalesceLoads(load);

  // An event may be outdated, so it only triggers a read.
  const stop = backend.subscribe((event) => {
    if (event.type === 'config' || event.type === 'key-records' || event.type === 'config-problem')
      refresh().catch(() => log('error', 'could not reload the config; the last valid config stays active'));
  });

  return success({
    get state() {
      return current.state;
    },
    get keys() {
      return current.keys;
    },
    get trusted() {
      return current.trusted;
    },
    get storedSecret() {
      return current.state.config['remote-management']?.['secret-key'] || undefined;
    },
    refresh,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: stop,
  });
}

interface Derived {
  readonly state: ServerState;
  readonly keys: ClientKeyTable;
  readonly trusted: TrustedProxies;
  readonly recordsText: string;
}

/** Unchanged parts are reused, as 2,000 keys cost 10 ms. */
function derive(state: ServerState, before: Derived | undefined): Derived {
  const same = before?.state.clientKeys === state.clientKeys ? before : undefined;
  return {
    state,
    keys: same?.keys ?? clientKeyTable(state.clientKeys),
    recordsText: same?.recordsText ?? JSON.stringify(keyRecordsOf(state)),
    trusted: trustedProxies(state.config['trusted-proxies'] ?? []),
  };
}

/** Every record once, in the order of the keys. */
export function keyRecordsOf(state: ServerState): KeyRecord[] {
  const records = new Map<string, KeyRecord>();
  for (const { record } of state.clientKeys) if (record) records.set(record.fingerprint, record);
  return [...records.values()];
}

function differences(before: Derived, after: Derived): Change[] {
  const changes: Change[] = [];
  const { revision, problem } = after.state;
  if (before.state.revision !== revision) changes.push({ type: 'config', revision });
  if (JSON.stringify(before.state.problem) !== JSON.stringify(problem))
    changes.push({ type: 'config-problem', problem });
  const [had, has] = [before, after].map(({ state }) => state.withoutKeyRecords !== true);
  if (before.recordsText !== after.recordsText || had !== has) changes.push({ type: 'key-records' });
  return changes;
}
