import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ConsoleState } from '../store/state.ts';
import type { At, Console } from './act.ts';
import { type Clock, createMoment, type Moment } from './moment.ts';
import type { Theme } from './theme.ts';
import type { UiState } from './ui/ui-state.ts';

/** What `App` provides to everything inside it. */
export const ConsoleContext = createContext<Console | undefined>(undefined);
export const ClockContext = createContext<Clock | undefined>(undefined);
/** Whether what is inside lies behind an open box. */
export const BehindContext = createContext(false);
export const ThemeContext = createContext<Theme | undefined>(undefined);

const provided = <T,>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new Error(`${name} is used outside of its provider.`);
  return value;
};

export const useConsole = (): Console => provided(useContext(ConsoleContext), 'useConsole');
export const useTheme = (): Theme => provided(useContext(ThemeContext), 'useTheme');

/** A part of what the person at the keyboard has done; renders again when it changes. Return no new object. */
export function useUi<T>(select: (ui: UiState) => T): T {
  const { ui } = useConsole();
  return useSyncExternalStore(ui.subscribe, () => select(ui.snapshot()));
}

/** A part of what is known of the server; renders again when it changes. Return no new object. */
export function useServer<T>(select: (console: ConsoleState) => T): T {
  const { store } = useConsole().session;
  return useSyncExternalStore(store.subscribe, () => select(store.snapshot()));
}

const same = <T,>(value: T): T => value;

let calm: ConsoleState | undefined;

/** The same state as long as only requests end. */
export function withoutRequests(state: ConsoleState): ConsoleState {
  const names = Object.keys(state) as (keyof ConsoleState)[];
  if (!calm || names.some((name) => name !== 'usage' && calm?.[name] !== state[name])) calm = state;
  return calm;
}

/** All that is known of the server but single requests: what shows nothing of them renders at none. */
export const useCalmServer = (): ConsoleState => useServer(withoutRequests);

function useAtWith(console: ConsoleState): At {
  const clock = provided(useContext(ClockContext), 'useAt');
  const ui = useUi(same);
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  return useMemo(() => ({ console, ui, now }), [console, ui, now]);
}

/** Both states whole, and the time shown: for parts of the screen that depend on much. */
export const useAt = (): At => useAtWith(useServer(same));

/** As `useAt`, without single requests. */
export const useCalmAt = (): At => useAtWith(useCalmServer());

/** For relative times (`ago`, `left`): the component renders again when one of them would read differently. */
export function useMoment(): Moment {
  const clock = provided(useContext(ClockContext), 'useMoment');
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  // The same as long as the time shown is: what was drawn with it before still waits for it.
  const moment = useMemo(() => createMoment(now), [now]);
  useEffect(() => clock.wakeAt(moment.next()));
  return moment;
}

/** Rows and columns of the terminal. */
export function useSize(): { readonly columns: number; readonly rows: number } {
  const columns = useUi((ui) => ui.columns);
  const rows = useUi((ui) => ui.rows);
  return useMemo(() => ({ columns, rows }), [columns, rows]);
}
