/** How Go prints a duration in whole seconds: `30m0s`, `58s`, `1h0m0s`. */
export function goDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** `2026-11-21 08:10:51` in UTC, where the recordings were made. */
export function logTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** A Go timestamp: RFC 3339 with nanoseconds. */
export function goTime(at: number): string {
  return new Date(at).toISOString().replace(/(\.\d{3})Z$/, '$1000001Z');
}

/** Twenty buckets of ten minutes up to now, oldest first; `now` holds the counts of the last one. */
export function recentRequests(at: number, success = 0, failed = 0) {
  const width = 600_000;
  const last = Math.floor(at / width) * width;
  const clock = (time: number) =>
    `${two(new Date(time).getUTCHours())}:${two(new Date(time).getUTCMinutes())}`;
  return Array.from({ length: 20 }, (_, index) => {
    const start = last - (19 - index) * width;
    const now = index === 19;
    return {
      time: `${clock(start)}-${clock(start + width)}`,
      success: now ? success : 0,
      failed: now ? failed : 0,
    };
  });
}
