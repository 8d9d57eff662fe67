import type { Watch } from '../watch-screen.ts';

const hourMs = 3_600_000;
/** ms between two questions while requests arrive, and while what was told gets older. */
const pauseMs = 10_000;
const agingMs = 60_000;

/** Asks how many requests of the last hour failed, and again as they come and as the hour goes on. */
export const watchOverview: Watch = (session, ui, now) => {
  let asked: { readonly at: number; readonly seen: number; readonly on: object } | undefined;
  let [asking, left] = [false, false];
  let timer: NodeJS.Timeout | undefined;

  const ask = async (): Promise<void> => {
    const { usage, connection, place } = session.store.snapshot();
    const at = now();
    [asked, asking] = [{ at, seen: usage.seen, on: connection }, true];
    const outcome = await session.usage({ query: { since: at - hourMs } });
    asking = false;
    // What was told by one server says nothing of another.
    if (left || session.store.snapshot().place !== place) return;
    const { requests = 0, failed = 0 } = outcome.ok ? outcome.value.totals : {};
    ui.dispatch({ type: 'last-hour', lastHour: { requests, failed } });
    check();
  };

  function check(): void {
    if (asking || left) return;
    clearTimeout(timer);
    timer = undefined;
    const { hasUsage, usage, connection } = session.store.snapshot();
    const reachable = connection.kind === 'live' || connection.kind === 'disk';
    if (!hasUsage || !reachable) {
      asked = undefined;
      return;
    }
    const wait = asked?.on === connection ? (usage.seen === asked.seen ? agingMs : pauseMs) : 0;
    const rest = (asked?.at ?? 0) + wait - now();
    if (rest <= 0) void ask();
    else timer = setTimeout(check, rest);
  }

  const stops = [session.store.subscribe(check), ui.subscribe(check)];
  check();
  return () => {
    left = true;
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
};
