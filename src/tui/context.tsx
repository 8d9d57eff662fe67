import { isDeepStrictEqual } from 'node:util';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import type { ConsoleState } from '../store/state.ts';
import type { At, Console } from './act.ts';
import { type Clock, createFrameTime, type FrameTime } from './clock.ts';
import type { Theme } from './theme.ts';
import type { UiState } from './ui/ui-state.ts';
import { withoutTraffic } from './without-traffic.ts';

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

/** The server state, newer than its last change other than requests: their arrival does not rerender. */
export function useServerWithoutTraffic(): ConsoleState {
  const { store } = useConsole().session;
  const changed = useServer(withoutTraffic);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rerenders without requests, but reads them
  return useMemo(() => store.snapshot(), [store, changed]);
}

function useAtWith(console: ConsoleState): At {
  const clock = provided(useContext(ClockContext), 'useAt');
  const ui = useUi(same);
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  return useMemo(() => ({ console, ui, now }), [console, ui, now]);
}

/** Both states and the time shown, for parts of the screen that depend on many values. */
export const useAt = (): At => useAtWith(useServer(same));

/** Like `useAt`, without live requests and the figures of client keys. */
export const useAtWithoutTraffic = (): At => useAtWith(useServerWithoutTraffic());

/**
 * Selects a value from both states and the time; rerenders only when it changes. `live`: also of requests as they
 * end.
 */
export function useDerived<T>(read: (at: At, time: FrameTime) => T, { live = false } = {}): T {
  const { session, ui, at } = useConsole();
  const clock = provided(useContext(ClockContext), 'useDerived');
  const last = useRef<{ readonly of: readonly unknown[]; readonly value: T }>(undefined);
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = [session.store, ui, clock].map((one) => one.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [session, ui, clock],
  );
  return useSyncExternalStore(subscribe, () => {
    const console = session.store.snapshot();
    const of = [read, live ? console : withoutTraffic(console), ui.snapshot(), clock.now()];
    const before = last.current;
    if (before?.of.every((part, place) => part === of[place])) return before.value;
    const now = at();
    const time = createFrameTime(now.now);
    const value = read(now, time);
    clock.wakeAt(time.next());
    const said = before && isDeepStrictEqual(before.value, value) ? before.value : value;
    last.current = { of, value: said };
    return said;
  });
}

/** For relative times (`ago`, `left`): the component rerenders when one of them would read differently. */
export function useFrameTime(): FrameTime {
  const clock = provided(useContext(ClockContext), 'useFrameTime');
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  // The same object while the shown time is the same: earlier users of it still wait for it.
  const time = useMemo(() => createFrameTime(now), [now]);
  useEffect(() => clock.wakeAt(time.next()));
  return time;
}

/** Rows and columns of the terminal. */
export function useSize(): { readonly columns: number; readonly rows: number } {
  const columns = useUi((ui) => ui.columns);
  const rows = useUi((ui) => ui.rows);
  return useMemo(() => ({ columns, rows }), [columns, rows]);
}
