import type { ClientKey } from '../contract/client-key.ts';
import type { ConsoleState } from '../store/state.ts';

let [latest, steady]: (ConsoleState | undefined)[] = [];

/** Returns the same state while only requests end: its usage and the figures of its client keys may be old. */
export function withoutTraffic(state: ConsoleState): ConsoleState {
  if (latest !== state) {
    const names = Object.keys(state) as (keyof ConsoleState)[];
    if (!names.every((name) => steady && isSteady(name, steady, state))) steady = state;
    latest = state;
  }
  return steady ?? state;
}

function isSteady(name: keyof ConsoleState, before: ConsoleState, now: ConsoleState): boolean {
  if (name === 'usage' || name === 'loadedAt') return true;
  if (name !== 'server' || !before.server || !now.server) return before[name] === now[name];
  const { clientKeys: keys, ...parts } = before.server;
  const { clientKeys, ...own } = now.server;
  const same = Object.values(parts).every((part, at) => part === Object.values(own)[at]);
  return same && withoutActivity(keys) === withoutActivity(clientKeys);
}

let known: readonly ClientKey[] = [];

/** Returns the same keys while only their figures change. */
export function withoutActivity(keys: readonly ClientKey[]): readonly ClientKey[] {
  const isSame = ({ key, record }: ClientKey, at: number) =>
    key === known[at]?.key && record === known[at]?.record;
  if (keys !== known && !(keys.length === known.length && keys.every(isSame))) known = keys;
  return known;
}
