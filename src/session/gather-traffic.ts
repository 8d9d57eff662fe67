import type { BackendEvent } from '../contract/change.ts';
import type { KeyActivity } from '../contract/client-key.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { SessionPorts } from './ports.ts';

/** What a backend tells of the requests of clients. */
type TrafficEvent = Extract<BackendEvent, { type: 'activity' | 'usage' }>;

export interface Traffic {
  heard(event: TrafficEvent): void;
  /** Tells what waits, before something that is newer is told. */
  tell(): void;
  stop(): void;
}

/** ms between two changes of the store while requests come in crowds, and while no more than a few do. */
const [pause, quickPause, few] = [250, 50, 2];

/** Tells the store of requests as they end, of hundreds a second four times a second: each change is drawn. */
export function gatherTraffic(
  dispatch: (action: ConsoleAction) => void,
  { now, after }: Pick<SessionPorts, 'now' | 'after'>,
): Traffic {
  let keys: Record<string, KeyActivity> = {};
  let records: UsageRecord[] = [];
  let missed = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const stop = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const flush = (): void => {
    const [active, ended, more] = [keys, records, missed];
    [keys, records, missed] = [{}, [], 0];
    toldAt = now();
    if (Object.keys(active).length > 0) dispatch({ type: 'activity', keys: active, at: toldAt });
    if (ended.length + more > 0) dispatch({ type: 'usage', records: ended, missed: more });
  };
  const review = (): void => {
    cancel = undefined;
    const isCrowd = Object.keys(keys).length > few || records.length + missed > few;
    const since = now() - toldAt;
    const left = (isCrowd ? pause : quickPause) - since;
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
    tell() {
      if (!cancel) return;
      stop();
      flush();
    },
    stop,
  };
}
