import { burnMs, isFull, type Quota, type QuotaWindow } from './quota.ts';

/** Percent from which a window is reported as nearly used up. */
export const quotaNearFull = 90;

/** ms that are enough to measure a burn rate. */
const leastBurnMs = 3 * 60_000;

/** Percent used; 100 once the provider refuses. undefined: its reset has passed, and nothing is known since. */
export function usedNow(window: QuotaWindow, now: number): number | undefined {
  if (window.resetsAt !== undefined && window.resetsAt <= now) return undefined;
  return isFull(window) ? 100 : window.usedPercent;
}

/** The window with the least left; of equal ones that which resets last. undefined: nothing is known. */
export function tightestWindow(quota: Quota | undefined, now: number): QuotaWindow | undefined {
  const known = (quota?.windows ?? []).filter((window) => usedNow(window, now) !== undefined);
  const rank = (window: QuotaWindow) => usedNow(window, now) ?? 0;
  return known.sort(
    (one, other) => rank(other) - rank(one) || (other.resetsAt ?? 0) - (one.resetsAt ?? 0),
  )[0];
}

/** Points of 100 an hour, over the last half hour; undefined: too little is known of it, or it does not rise. */
export function burnRate({ recent = [], observedAt, usedPercent }: QuotaWindow, now: number) {
  const first = recent.find(([at]) => at >= observedAt - burnMs);
  // A rate of half an hour ago says nothing about the next one.
  if (!first || observedAt - first[0] < leastBurnMs || observedAt < now - burnMs) return undefined;
  const rate = ((usedPercent - first[1]) / (observedAt - first[0])) * 3_600_000;
  return rate > 0 ? rate : undefined;
}

/** When it is full at this rate, if that is before its reset; undefined: it lasts, or nothing can be said. */
export function fullAt(window: QuotaWindow, now: number): number | undefined {
  const { resetsAt, observedAt, usedPercent } = window;
  const rate = burnRate(window, now);
  if (rate === undefined || resetsAt === undefined) return undefined;
  if (usedNow(window, now) === undefined || isFull(window)) return undefined;
  const at = observedAt + ((100 - usedPercent) / rate) * 3_600_000;
  return at < resetsAt ? Math.max(at, now) : undefined;
}

/** Share of the window that has passed, from 0 to 1; undefined: not known. */
export function passedShare({ resetsAt, periodMs }: QuotaWindow, now: number): number | undefined {
  if (resetsAt === undefined || periodMs === undefined) return undefined;
  const passed = 1 - (resetsAt - now) / periodMs;
  return passed < 0 || passed > 1 ? undefined : passed;
}

/** Points of 100 that are used beyond the share that has passed; negative: fewer are. undefined: not known. */
export function paceOf(window: QuotaWindow, now: number): number | undefined {
  const [used, passed] = [usedNow(window, now), passedShare(window, now)];
  return used === undefined || passed === undefined ? undefined : used - passed * 100;
}

/** The window that needs attention: nearly used up, or full before its reset at this rate. */
export function nearLimit(quota: Quota | undefined, now: number): QuotaWindow | undefined {
  const tightest = tightestWindow(quota, now);
  if (!tightest) return undefined;
  if ((usedNow(tightest, now) ?? 0) >= quotaNearFull) return tightest;
  return quota?.windows.find((window) => fullAt(window, now) !== undefined);
}

/** When what is said of these windows changes by itself; Infinity: never. */
export function nextQuotaChange(quota: Quota | undefined, now: number): number {
  const times = (quota?.windows ?? []).flatMap((window) => {
    // A forecast is dropped with the rate that it is made of.
    const rateEnds = burnRate(window, now) === undefined ? undefined : window.observedAt + burnMs + 1;
    return [window.resetsAt, fullAt(window, now), rateEnds];
  });
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...times.filter((at) => at !== undefined && at > now).map(Number),
  );
}
