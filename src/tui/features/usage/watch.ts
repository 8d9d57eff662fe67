import type { Connection } from '../../../store/state.ts';
import type { Watch } from '../feature.ts';
import { namesOf } from './sight.ts';
import { graphColumns, graphStep, hasWindows, isHeld, questionOf, spanOf, wishOf } from './usage-state.ts';

/** Figures are asked for no more often than this while requests arrive; ms. */
const pause = 2_000;

/**
 * Asks for the figures of the usage screen: when it is opened, when the question changes, when the server is back, and
 * at most every two seconds while requests arrive. One question at a time, and none while nothing happens.
 */
export const watchUsage: Watch = (session, ui, now) => {
  let asked: string | undefined;
  let askedAt = 0;
  /** The connection as it was then: requests may have ended unreported before a new one. */
  let askedOn: Connection | undefined;
  let seen = 0;
  let [asking, left] = [false, false];
  let askTimer: NodeJS.Timeout | undefined;

  const ask = async (question: string) => {
    clearTimeout(askTimer);
    askTimer = undefined;
    const { usage, columns, rows } = ui.snapshot();
    const { usage: tail, connection, place, server } = session.store.snapshot();
    const key = questionOf(usage);
    // Beyond what is kept here, only the server knows the requests that a filter finds.
    const overflown = tail.seen > tail.records.length;
    const before = usage.answer?.key === key ? usage.answer.figures?.records : undefined;
    const records = !before || overflown || question !== asked || connection !== askedOn;
    [asked, askedAt, askedOn, seen, asking] = [question, now(), connection, tail.seen, true];
    const names = namesOf(server?.clientKeys ?? [], usage.answer?.figures?.labels);
    const outcome = await session.usage(wishOf(usage, { now: askedAt, columns, rows, records, names }));
    asking = false;
    if (left) return;
    if (session.store.snapshot().place === place) {
      const figures = outcome.ok ? { ...outcome.value, ...(records ? {} : { records: before }) } : undefined;
      const answer = { key, at: askedAt, figures, problem: outcome.ok ? undefined : outcome.message };
      ui.dispatch({ type: 'usage', action: { type: 'answered', answer } });
    }
    check();
  };

  function checkFigures(): void {
    const { usage, columns, rows } = ui.snapshot();
    const { hasUsage, connection, usage: tail } = session.store.snapshot();
    const reachable = connection.kind === 'live' || connection.kind === 'disk';
    if (!hasUsage || !reachable) {
      // Whatever happens in the meantime is asked for afterwards.
      asked = undefined;
      return;
    }
    if (asking) return;
    const step = graphStep(spanOf(usage).ms, graphColumns(columns));
    const question = JSON.stringify([
      questionOf(usage),
      usage.by,
      step,
      hasWindows({ columns, rows }),
      usage.again,
    ]);
    if (question !== asked) void ask(question);
    else if (isHeld(usage)) return;
    else if (connection !== askedOn) void ask(question);
    else if (tail.seen === seen) return;
    else if (askedAt + pause <= now()) void ask(question);
    else
      askTimer ??= setTimeout(
        () => {
          askTimer = undefined;
          check();
        },
        askedAt + pause - now(),
      );
  }

  function checkLive(): void {
    const { usage } = ui.snapshot();
    const { usage: tail } = session.store.snapshot();
    if (tail === usage.live || (isHeld(usage) && tail.seen === usage.live.seen + usage.waiting)) return;
    ui.dispatch({ type: 'usage', action: { type: 'reported', tail } });
  }

  function check(): void {
    if (left) return;
    checkLive();
    checkFigures();
  }

  const stops = [session.store.subscribe(check), ui.subscribe(check)];
  check();
  return () => {
    left = true;
    clearTimeout(askTimer);
    for (const stop of stops) stop();
  };
};
