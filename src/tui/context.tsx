import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ConsoleState } from '../store/state.ts';
import type { At, Console } from './act.ts';
import { type Clock, createFrameTime, type FrameTime } from './clock.ts';
import type { Theme } from './theme.ts';
import type { UiState } from './ui/ui-state.ts';

/** What `App` provides to everything inside it. */
export const ConsoleContext = createContext<Console | undefined>(undefined);
export const ClockContext = createContext<Clock | undefined>(undefined);
/** Rows of the open box that the content is behind, so that lists are measured again when it grows. */
export const BehindContext = createContext<number | undefined>(undefined);
export const ThemeContext = createContext<Theme | undefined>(undefined);

const provided = <T,>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new Error(`${name} is used outside of its provider.`);
  return value;
};

export const useConsole = (): Console => provided(useContext(ConsoleContext), 'useConsole');
export const useIsBehind = (): boolean => useContext(BehindContext) !== undefined;
export const useTheme = (): Theme => provided(useContext(ThemeContext), 'useTheme');

/** Selects a part of the ui state; rerenders on change. The selector must not return a new object. */
export function useUi<T>(select: (ui: UiState) => T): T {
  const { ui } = useConsole();
  return useSyncExternalStore(ui.subscribe, () => select(ui.snapshot()));
}

/** Selects a part of the server state; rerenders on change. The selector must not return a new object. */
export function useServer<T>(select: (console: ConsoleState) => T): T {
  const { store } = useConsole().session;
  return useSyncExternalStore(store.subscribe, () => select(store.snapshot()));
}

const same = <T,>(value: T): T => value;

let calm: ConsoleState | undefined;

/** Returns the same state while only requests end. */
export function withoutRequests(state: ConsoleState): ConsoleState {
  const names = Object.keys(state) as (keyof ConsoleState)[];
  if (!calm || names.some((name) => name !== 'usage' && calm?.[name] !== state[name])) calm = state;
  return calm;
}

/** The server state without live requests, so that their arrival does not rerender. */
export const useCalmServer = (): ConsoleState => useServer(withoutRequests);

function useAtWith(console: ConsoleState): At {
  const clock = provided(useContext(ClockContext), 'useAt');
  const ui = useUi(same);
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  return useMemo(() => ({ console, ui, now }), [console, ui, now]);
}

/** Both states and the time shown, for parts of the screen that depend on many values. */
export const useAt = (): At => useAtWith(useServer(same));

/** Like `useAt`, without live requests. */
export const useCalmAt = (): At => useAtWith(useCalmServer());

/** For relative times (`ago`, `left`): the component rerenders when one of them would read differently. */
export function useFrameTime(): FrameTime {
  const clock = provided(useContext(ClockContext), 'useFrameTime');
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  // The same object while the shown time is the same: earlier users of it still wait for it.
  const moment = useMemo(() => createFrameTime(now), [now]);
  useEffect(() => clock.wakeAt(moment.next()));
  return moment;
}

/** Rows and columns of the terminal. */
export function useSize(): { readonly columns: number; readonly rows: number } {
  const columns = useUi((ui) => ui.columns);
  const rows = useUi((ui) => ui.rows);
  return useMemo(() => ({ columns, rows }), [columns, rows]);
}
