import { isDeepStrictEqual } from 'node:util';
import { countedIn } from '../../contract/usage-figures.ts';
import type { Watch } from '../features/feature.ts';
import { featureOf } from '../features/index.ts';
import { keepAskingUsage, pauseOf } from '../features/keep-asking.ts';
import { requestsIn } from '../features/usage/figures.ts';
import type { ScreenId } from '../ui/ui-state.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
/** The header shows the traffic from this width on. */
export const pulseColumns = 100;

/** Polls the traffic of the last hour while the header has room for it, but not while nothing can change. */
export const watchPulse: Watch = (...parts) => {
  const [, ui] = parts;
  /** Of the last answer, also where 0 means that nothing was recorded. */
  let requests: number | undefined;
  return keepAskingUsage(parts, {
    topic: () => (ui.snapshot().columns < pulseColumns ? undefined : ''),
    pause(last, next) {
      const quiet = last.on === next.on && last.seen === next.seen && requests === 0;
      return quiet ? undefined : pauseOf(last, next);
    },
    request: ({ at }) => ({ query: { since: at - hourMs }, step: minuteMs }),
    onAnswer({ figures: answered }) {
      requests = answered?.totals.requests;
      // What cannot be read now is unknown.
      const figures = countedIn(answered);
      const pulse = figures && {
        requests: figures.totals.requests,
        failed: figures.totals.failed,
        perMinute: requestsIn(figures),
      };
      if (!isDeepStrictEqual(pulse, ui.snapshot().pulse)) ui.dispatch({ type: 'set', ui: { pulse } });
    },
  });
};

/** Runs the watch of a screen only while that screen is shown. Returns a function that stops it. */
export const watchScreen: Watch = (session, ui, now) => {
  let shown: ScreenId | undefined;
  let end: (() => void) | undefined;
  const check = () => {
    const { screen } = ui.snapshot();
    if (screen === shown) return;
    const leave = end;
    // Leaving may change the screen's state, which calls this again.
    [shown, end] = [screen, undefined];
    leave?.();
    end = featureOf(screen)?.watch?.(session, ui, now);
  };
  check();
  const stop = ui.subscribe(check);
  return () => {
    stop();
    end?.();
  };
};
