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

/** Points of 100 an hour, over the last half hour; undefined: too little is known, or it does not rise. */
export function burnRate({ recent = [], observedAt, usedPercent }: QuotaWindow): number | undefined {
  const first = recent.find(([at]) => at >= observedAt - burnMs);
  if (!first || observedAt - first[0] < leastBurnMs) return undefined;
  const rate = ((usedPercent - first[1]) / (observedAt - first[0])) * 3_600_000;
  return rate > 0 ? rate : undefined;
}

/** When it is full at this rate, if that is before its reset; undefined: it lasts, or nothing can be said. */
export function fullAt(window: QuotaWindow, now: number): number | undefined {
  const { resetsAt, observedAt, usedPercent } = window;
  const rate = burnRate(window);
  // A rate of half an hour ago says nothing about the next one.
  if (rate === undefined || resetsAt === undefined || observedAt < now - burnMs) return undefined;
  if (usedNow(window, now) === undefined || isFull(window)) return undefined;
  const at = observedAt + ((100 - usedPercent) / rate) * 3_600_000;
  return at < resetsAt ? Math.max(at, now) : undefined;
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
    const full = fullAt(window, now);
    // A forecast is dropped with the rate that it is made of.
    return [window.resetsAt, ...(full === undefined ? [] : [full, window.observedAt + burnMs + 1])];
  });
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...times.filter((at) => at !== undefined && at > now).map(Number),
  );
}
