import type { BackendEvent } from '../contract/change.ts';
import type { KeyActivity } from '../contract/client-key.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { SessionPorts } from './ports.ts';

/** What a backend reports about client requests. */
type TrafficEvent = Extract<BackendEvent, { type: 'activity' | 'usage' }>;

interface TrafficGatherer {
  heard(event: TrafficEvent): void;
  /** Dispatches what is waiting, before something newer is dispatched. */
  flush(): void;
  /** The user pressed a key. */
  keyPressed(): void;
  stop(): void;
}

/**
 * ms between two changes of the store: each of them is drawn, and a key press waits for it. With eighty
 * requests a second and more, most lines on the screen are new either way.
 */
const pauseFor = (waiting: number): number => (waiting > 20 ? 500 : waiting > 2 ? 250 : 50);

/**
 * ms: a report waits this long after a key press, so that the next key, which comes later or is repeated, finds no
 * frame of requests being drawn (20 ms in a large terminal); and how long after the last report keys keep the next one
 * waiting: with less than one a second, they never do.
 */
const [quietAfterKey, longestQuiet] = [40, 1_000];

/** Reports requests to the store as they end, many of them four times a second, a flood twice. */
export function gatherTraffic(
  dispatch: (action: ConsoleAction) => void,
  { now, after }: Pick<SessionPorts, 'now' | 'after'>,
): TrafficGatherer {
  let keys: Record<string, KeyActivity> = {};
  let records: UsageRecord[] = [];
  let missed = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let keyAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const stop = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const flush = (): void => {
    const [active, ended, more] = [keys, records, missed];
    [keys, records, missed] = [{}, [], 0];
    reportedAt = now();
    if (Object.keys(active).length > 0) dispatch({ type: 'activity', keys: active, at: reportedAt });
    if (ended.length + more > 0) dispatch({ type: 'usage', records: ended, missed: more });
  };
  const review = (): void => {
    cancel = undefined;
    const waiting = Math.max(Object.keys(keys).length, records.length + missed);
    const since = now() - reportedAt;
    const quiet = Math.min(keyAt + quietAfterKey - now(), longestQuiet - since);
    const left = Math.max(pauseFor(waiting) - since, quiet);
    // The clock of the machine may have been set back.
    if (left <= 0 || since < 0) flush();
    else cancel = after(left, review);
  };
  return {
    heard(event) {
      if (event.type === 'activity') Object.assign(keys, event.keys);
      else {
        records.push(...event.records);
        missed += event.missed ?? 0;
      }
      if (!cancel) review();
    },
    flush() {
      if (!cancel) return;
      stop();
      flush();
    },
    keyPressed() {
      keyAt = now();
    },
    stop,
  };
}
