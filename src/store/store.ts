/** State outside React: a pure reducer, one snapshot, listeners (DESIGN, state). */
export interface Store<State, Action = unknown> {
  readonly snapshot: () => State;
  readonly dispatch: (action: Action) => void;
  /** Returns: stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<State, Action>(
  reduce: (state: State, action: Action) => State,
  initial: State,
): Store<State, Action> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    snapshot: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
