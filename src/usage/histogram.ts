/**
 * Latencies are kept as counts in bins that grow by a fixed ratio, so that the percentiles of any selection come
 * from sums. A percentile is off by the width of its bin at most (a factor of 1.66); inside a bin it is placed as
 * if the requests lay evenly on the logarithmic scale.
 */
export const binCount = 24;
const first = 5;
const ratio = 1.66;
const logRatio = Math.log(ratio);

/** Upper bound of each bin in ms: 5 ms … about 10 minutes; the last one is open. */
export const binBounds: readonly number[] = Array.from(
  { length: binCount },
  (_, bin) => first * ratio ** bin,
);

export function binOf(ms: number): number {
  if (ms <= first) return 0;
  return Math.min(binCount - 1, Math.ceil(Math.log(ms / first) / logRatio - 1e-9));
}

/** @param share 0 to 1. @returns ms, whole; undefined: nothing was counted */
export function percentile(bins: readonly number[], share: number): number | undefined {
  const all = bins.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  const wanted = Math.max(1, share * all);
  let below = 0;
  for (const [bin, count] of bins.entries()) {
    if (count === 0 || below + count < wanted) {
      below += count;
      continue;
    }
    const upper = binBounds[bin] ?? 0;
    const part = (wanted - below) / count;
    return Math.round(bin === 0 ? upper * part : (upper / ratio) * ratio ** part);
  }
  return undefined;
}
