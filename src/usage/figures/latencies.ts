/**
 * Latencies are stored as counts in buckets that grow by a fixed ratio, so that the percentiles of any selection follow
 * from sums. The error of a percentile is at most the width of its bucket (a factor of 1.66); inside a bucket it is
 * interpolated on the logarithmic scale.
 *
 * Counts are text: the letter of the bucket (`a` to `x` latency, `A` to `X` time to the first byte), and the number of
 * requests if it is not 1: `f3gB12`. Texts are added by concatenation, which the database can do.
 */
export const bucketCount = 24;
const first = 5;
const ratio = 1.66;
const logRatio = Math.log(ratio);
const [lower, upper] = [97, 65];

/** Upper bound of each bucket in ms: 5 ms … about 10 minutes; the last one is open. */
export const bucketBounds: readonly number[] = Array.from(
  { length: bucketCount },
  (_, bucket) => first * ratio ** bucket,
);

export function bucketOf(ms: number): number {
  if (ms <= first) return 0;
  return Math.min(bucketCount - 1, Math.ceil(Math.log(ms / first) / logRatio - 1e-9));
}

/** Of one request. */
export function latenciesOf(latencyMs: number, firstByteMs: number | undefined): string {
  const latency = String.fromCharCode(lower + bucketOf(latencyMs));
  return firstByteMs === undefined ? latency : latency + String.fromCharCode(upper + bucketOf(firstByteMs));
}

interface LatencyCounts {
  readonly latency: number[];
  readonly firstByte: number[];
}

export function countLatencies(text: string): LatencyCounts {
  const counts = { latency: empty(), firstByte: empty() };
  for (let at = 0; at < text.length; ) {
    const letter = text.charCodeAt(at++);
    let [number, sign] = [0, 1];
    const begin = at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 45) sign = -1;
      else if (code >= 48 && code <= 57) number = number * 10 + code - 48;
      else break;
    }
    const count = at === begin ? 1 : sign * number;
    const isLatency = letter >= lower;
    const list = isLatency ? counts.latency : counts.firstByte;
    const bucket = letter - (isLatency ? lower : upper);
    list[bucket] = (list[bucket] ?? 0) + count;
  }
  return counts;
}

/** The same counts in the shortest text. @param times -1: negative counts, which subtract them */
export function shortened(text: string, times: 1 | -1 = 1): string {
  const { latency, firstByte } = countLatencies(text);
  const letters = (counts: readonly number[], base: number) =>
    counts.map((count, bucket) => {
      if (count === 0) return '';
      return String.fromCharCode(base + bucket) + (count * times === 1 ? '' : count * times);
    });
  return [...letters(latency, lower), ...letters(firstByte, upper)].join('');
}

/** @param share 0 to 1. @returns ms, whole; undefined if nothing was counted */
export function percentile(counts: readonly number[], share: number): number | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  const wanted = Math.max(1, share * all);
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count === 0 || below + count < wanted) {
      below += count;
      continue;
    }
    const bound = bucketBounds[bucket] ?? 0;
    const part = (wanted - below) / count;
    return Math.round(bucket === 0 ? bound * part : (bound / ratio) * ratio ** part);
  }
  return undefined;
}

const empty = (): number[] => new Array<number>(bucketCount).fill(0);
