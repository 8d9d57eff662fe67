import type { UsageFigures } from '../../../contract/usage-figures.ts';
import type { Feature, Watch } from '../feature.ts';
import { keepAsking } from '../keep-asking.ts';
import { usageActs } from './acts.ts';
import { namesOf } from './figures.ts';
import { UsageScreen } from './screen.tsx';
import { catchUp } from './usage-shown.ts';
import {
  graphColumns,
  graphStep,
  hasWindows,
  isHeld,
  questionOf,
  spanOf,
  usageRequestOf,
} from './usage-state.ts';
import { words } from './words.ts';

/** Minimum time between requests for figures while requests arrive. ms. */
const pauseMs = 2_000;

/**
 * Loads figures when the query changes, and at most every two seconds while requests arrive, unless paused.
 */
export const watchUsage: Watch = (...parts) => {
  const [session, ui] = parts;
  let key = '';
  /** Records to keep; undefined if they are requested again. */
  let kept: UsageFigures['records'] | undefined;
  return keepAsking(parts, {
    about() {
      const state = ui.snapshot();
      const { usage, columns } = state;
      const step = graphStep(spanOf(usage).ms, graphColumns(columns));
      return JSON.stringify([questionOf(state), usage.by, step, hasWindows(state), usage.again]);
    },
    pause(last, { about, on, seen }) {
      if (last.about !== about) return 0;
      if (isHeld(ui.snapshot())) return undefined;
      if (last.on !== on) return 0;
      return last.seen === seen ? undefined : pauseMs;
    },
    request({ about, at: now, on }, last) {
      const state = ui.snapshot();
      const { usage } = state;
      const { usage: tail, server } = session.store.snapshot();
      key = questionOf(state);
      const before = usage.answer?.key === key ? usage.answer.figures?.records : undefined;
      // Only the server can filter requests beyond those kept here.
      const records = !before || tail.seen > tail.records.length || about !== last?.about || on !== last.on;
      kept = records ? undefined : before;
      const names = namesOf(server?.clientKeys ?? [], usage.answer?.figures?.labels);
      return usageRequestOf(state, now, names, records);
    },
    onAnswer({ figures: loaded, problem }, { at }) {
      const figures = loaded && kept ? { ...loaded, records: kept } : loaded;
      const answer = { key, at, figures, problem };
      ui.dispatch({ type: 'usage', action: { type: 'set', usage: { answer } } });
    },
  });
};

export const usageFeature: Feature = {
  id: 'usage',
  number: '5',
  words: () => words().screen,
  Screen: UsageScreen,
  acts: usageActs,
  catchUp,
  watch: watchUsage,
  absent: ({ hasUsage }) => !hasUsage,
};
