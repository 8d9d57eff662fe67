/** A ban lasts half an hour (B5); a longer figure is not believed, as it would lock the console up. */
const longest = 24 * 3_600_000;
const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  µs: 0.001,
  us: 0.001,
  ns: 1e-6,
};

/**
 * How long a banned address has to wait, in ms: `Retry-After` (seconds or a date), or the text "Try again in
 * 29m58s" of the public server (recorded ban.json). undefined if it is no ban.
 */
export function lockoutWaitMs(
  retryAfter: string | undefined,
  text: string | undefined,
  now: number,
): number | undefined {
  return headerWait(retryAfter, now) ?? textWait(text);
}

function headerWait(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Math.min(longest, Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.min(longest, Math.max(0, date - now));
}

function textWait(text: string | undefined): number | undefined {
  const duration = /try again in ((?:\d+(?:\.\d+)?(?:h|ms|m|s|µs|us|ns))+)/i.exec(text ?? '')?.[1];
  return duration === undefined ? undefined : goDuration(duration);
}

/** `1h2m3.5s` as Go prints it, in ms; undefined if not a duration. */
export function goDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|µs|us|ns))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|µs|us|ns)/g)) {
    total += Number(count) * (units[unit ?? ''] ?? 0);
  }
  return Math.min(longest, total);
}
