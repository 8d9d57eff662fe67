import type { Feature, Watch } from '../feature.ts';
import { overviewActs } from './acts.tsx';
import { rangeOf, wishOf } from './overview-state.ts';
import { OverviewScreen } from './screen.tsx';
import { overviewSight } from './sight.ts';
import { words } from './words.ts';

/** ms between two questions while requests arrive, and while the figures only grow old. */
const pauseMs = 10_000;
const agingMs = 60_000;

/**
 * Asks for the figures of the overview: at once when it is shown or its range changes, and again as requests come.
 * Sessions and states of provider keys are followed while it is shown, as far as the server has them.
 */
export const watchOverview: Watch = (session, ui, now) => {
  let asked:
    | { readonly at: number; readonly seen: number; readonly on: object; readonly range: string }
    | undefined;
  let [asking, loading, left] = [false, false, false];
  let timer: NodeJS.Timeout | undefined;

  const ask = async (): Promise<void> => {
    const { usage, connection, place } = session.store.snapshot();
    const { overview } = ui.snapshot();
    const { id: range } = rangeOf(overview);
    const at = now();
    [asked, asking] = [{ at, seen: usage.seen, on: connection, range }, true];
    const outcome = await session.usage(wishOf(overview, at));
    asking = false;
    if (left) return;
    // What one server answered says nothing of another.
    if (session.store.snapshot().place === place) {
      const figures = outcome.ok ? outcome.value : undefined;
      const problem = outcome.ok ? undefined : outcome.message;
      const answer = { range, at, figures, problem };
      ui.dispatch({ type: 'overview', action: { type: 'answered', answer } });
    }
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
    const same = asked?.on === connection && asked.range === ui.snapshot().overview.range;
    const wait = same ? (usage.seen === asked?.seen ? agingMs : pauseMs) : 0;
    const rest = (asked?.at ?? 0) + wait - now();
    if (rest <= 0) void ask();
    else timer = setTimeout(check, rest);
  }

  const loadSessions = () => {
    const { sessions, server, capabilities } = session.store.snapshot();
    if (sessions || loading || !server || capabilities?.sessions === 'absent') return;
    loading = true;
    void session.loadSessions().finally(() => {
      loading = false;
    });
  };

  const stops = [
    session.store.subscribe(check),
    session.store.subscribe(loadSessions),
    ui.subscribe(check),
    session.watchProviderStates(),
  ];
  loadSessions();
  check();
  return () => {
    left = true;
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
};

/** 1: what needs attention, and the traffic of this server. */
export const overviewFeature: Feature = {
  id: 'overview',
  number: '1',
  words: () => words().screen,
  Screen: OverviewScreen,
  acts: overviewActs,
  list: (at) => overviewSight(at).listed,
  watch: watchOverview,
};
