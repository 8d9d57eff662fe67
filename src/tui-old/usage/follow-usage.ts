import type { ConsoleSession } from '../../session/console-session.ts';
import type { Connection } from '../../store/state.ts';
import type { Store } from '../../store/store.ts';
import { graphColumns } from '../rows/usage-graph.ts';
import type { UiAction } from '../ui/reduce-ui.ts';
import type { UiState } from '../ui/ui-state.ts';
import { namesOf } from './catch-up.ts';
import { hasWindows } from './usage-layout.ts';
import { graphStep, questionOf, spanOf, wishOf } from './usage-wish.ts';

/** No closer than this are figures asked for while records arrive; ms. */
const pause = 2_000;

export interface UsageFollower {
  /** Something may have changed. */
  check(): void;
  stop(): void;
}

export interface FollowerOptions {
  readonly session: Pick<ConsoleSession, 'usage' | 'store'>;
  readonly ui: Store<UiState, UiAction>;
  readonly now: () => number;
  /** Runs once after `ms`; returns: do not. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/**
 * Asks for the figures of the usage screen: when it is opened, when the question changes, when requests are told
 * again, and at most every two seconds while records arrive. One question at a time, and none while nothing happens.
 */
export function followUsage({ session, ui, now, after }: FollowerOptions): UsageFollower {
  let asked: string | undefined;
  let askedAt = 0;
  /** The connection as it was then: with each that stands anew, requests may have ended untold. */
  let askedOn: Connection | undefined;
  let seen = 0;
  let [asking, stopped] = [false, false];
  let stopWaiting: (() => void) | undefined;

  const rest = () => {
    stopWaiting?.();
    stopWaiting = undefined;
  };
  const ask = async (wish: string) => {
    rest();
    const { usage, columns } = ui.snapshot();
    const { usage: tail, connection } = session.store.snapshot();
    // Beyond what is kept here, only the server knows the requests of one group.
    const overflown = usage.only.length > 0 && tail.seen > tail.records.length;
    const records = wish !== asked || overflown || connection !== askedOn;
    const before = usage.answer?.key === questionOf(usage) ? usage.answer.figures?.records : undefined;
    [asked, askedAt, askedOn, seen, asking] = [wish, now(), connection, tail.seen, true];
    const windows = hasWindows(ui.snapshot());
    const outcome = await session.usage(
      wishOf(usage, {
        now: askedAt,
        graph: graphColumns(columns),
        windows,
        records: records || !before,
        names: namesOf(session.store.snapshot().server?.clientKeys ?? [], usage.answer?.figures?.labels),
      }),
    );
    asking = false;
    if (stopped) return;
    const figures = outcome.ok
      ? { ...outcome.value, ...(records || !before ? {} : { records: before }) }
      : undefined;
    const problem = outcome.ok ? undefined : outcome.message;
    const answer = { key: questionOf(usage), at: askedAt, figures, problem };
    ui.dispatch({ type: 'usage', action: { type: 'answered', answer } });
    check();
  };

  function check(): void {
    if (stopped) return;
    const { screen, usage } = ui.snapshot();
    const { hasUsage, connection, usage: tail } = session.store.snapshot();
    const reachable = connection.kind === 'live' || connection.kind === 'disk';
    if (screen !== 'usage' || !hasUsage || !reachable) {
      // Whatever happens meanwhile is asked for on coming back.
      asked = undefined;
      rest();
      return;
    }
    if (asking) return;
    const wish = wishKey(ui.snapshot());
    if (wish !== asked) {
      ask(wish);
      return;
    }
    if (usage.paused || usage.detail) return;
    if (connection !== askedOn) {
      ask(wish);
      return;
    }
    if (tail.seen === seen) return;
    const wait = askedAt + pause - now();
    if (wait <= 0) {
      ask(wish);
      return;
    }
    stopWaiting ??= after(wait, () => {
      stopWaiting = undefined;
      check();
    });
  }

  return {
    check,
    stop() {
      stopped = true;
      rest();
    },
  };
}

/** All that makes another question of it. */
function wishKey(ui: UiState): string {
  const { usage, columns } = ui;
  const step = graphStep(spanOf(usage).ms, graphColumns(columns));
  return JSON.stringify([questionOf(usage), usage.by, step, hasWindows(ui), usage.again]);
}
