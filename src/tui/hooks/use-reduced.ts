import { useRef, useState } from 'react';

/**
 * A reducer whose state can be read immediately, even between two renders: each key of a burst must see the
 * effect of the previous one.
 * @returns the state to draw, dispatch, and the state as it is now
 */
export function useReduced<State, Action>(
  reduce: (state: State, action: Action) => State,
  begin: () => State,
): readonly [state: State, dispatch: (action: Action) => void, now: () => State] {
  const [state, draw] = useState(begin);
  const latest = useRef(state);
  const dispatch = (action: Action) => {
    latest.current = reduce(latest.current, action);
    draw(latest.current);
  };
  return [state, dispatch, () => latest.current];
}

/** The same for a record whose fields are set. */
export const useParts = <State extends object>(begin: () => State) =>
  useReduced((before: State, parts: Partial<State>): State => ({ ...before, ...parts }), begin);
