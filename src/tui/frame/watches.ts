import type { Watch } from '../features/feature.ts';
import { features } from '../features/index.ts';
import type { ScreenId } from '../ui/ui-state.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
/** ms between two questions while requests arrive, and while the last ones get older. */
const [pauseMs, agingMs] = [10_000, 60_000];
/** The header shows the traffic from this width on. */
export const pulseColumns = 100;

/** Asks for the traffic of the last hour while the header has room for it; never while nothing can change. */
export const watchPulse: Watch = (session, ui, now) => {
  let asked: { readonly at: number; readonly seen: number; readonly on: object } | undefined;
  let [asking, left] = [false, false];
  let timer: NodeJS.Timeout | undefined;

  const ask = async (): Promise<void> => {
    const { usage, connection, place } = session.store.snapshot();
    const at = now();
    [asked, asking] = [{ at, seen: usage.seen, on: connection }, true];
    const outcome = await session.usage({ query: { since: at - hourMs }, step: minuteMs });
    asking = false;
    // What one server reports says nothing of another.
    if (left || session.store.snapshot().place !== place) return;
    if (outcome.ok) {
      const { totals, series } = outcome.value;
      const pulse = {
        requests: totals.requests,
        failed: totals.failed,
        perMinute: series.map(({ requests }) => requests),
      };
      ui.dispatch({ type: 'pulse', pulse });
    }
    check();
  };

  function check(): void {
    if (asking || left) return;
    clearTimeout(timer);
    timer = undefined;
    const { hasUsage, usage, connection } = session.store.snapshot();
    const { columns, pulse } = ui.snapshot();
    const reachable = connection.kind === 'live' || connection.kind === 'disk';
    if (!hasUsage || !reachable || columns < pulseColumns) {
      asked = undefined;
      return;
    }
    const isNew = asked?.on !== connection;
    const hasNews = usage.seen !== asked?.seen;
    if (!isNew && !hasNews && pulse?.requests === 0) return;
    const due = isNew ? 0 : (asked?.at ?? 0) + (hasNews ? pauseMs : agingMs) - now();
    if (due <= 0) void ask();
    else timer = setTimeout(check, due);
  }

  const stops = [session.store.subscribe(check), ui.subscribe(check)];
  check();
  return () => {
    left = true;
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
};

/** What a screen shows beyond the first load is asked for while it is shown, and not otherwise. Returns: stop. */
export const watchScreen: Watch = (session, ui, now) => {
  let shown: ScreenId | undefined;
  let end: (() => void) | undefined;
  const check = () => {
    const { screen } = ui.snapshot();
    if (screen === shown) return;
    const leave = end;
    // Leaving may change the screen's state, which calls here again.
    [shown, end] = [screen, undefined];
    leave?.();
    end = features.find(({ id }) => id === screen)?.watch?.(session, ui, now);
  };
  check();
  const stop = ui.subscribe(check);
  return () => {
    stop();
    end?.();
  };
};
