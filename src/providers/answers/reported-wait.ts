import { retryAfterMs } from '../../base/retry-after.ts';
import { fieldsOf } from '../json-fields.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * ms that a provider asks to wait; undefined if it does not say. Providers put it in a header, in a member of the
 * error (in `details` with Google), or only in the words of the message.
 */
export function reportedWait(headers: Headers, json: unknown, now: number): number | undefined {
  return inHeaders(headers, now) ?? inMembers(json, now, 7) ?? inWords(json);
}

function inHeaders(headers: Headers, now: number): number | undefined {
  const exact = headers['retry-after-ms'];
  if (typeof exact === 'string' && /^\d+$/.test(exact)) return Number(exact);
  const reported = headers['retry-after'];
  return (
    retryAfterMs(reported, now) ??
    durationMs(reported) ??
    instantMs(headers['anthropic-ratelimit-unified-reset'], now)
  );
}

type Reader = (value: unknown, now: number) => number | undefined;

const members: readonly (readonly [name: string, read: Reader])[] = [
  ['retry_after_ms', (value) => numberIn(value)],
  ...[
    'resets_in_seconds',
    'reset_seconds',
    'retry_after',
    'retry_after_seconds',
    'retryAfter',
    // google.rpc.RetryInfo and ErrorInfo
    'retryDelay',
    'quotaResetDelay',
  ].map((name) => [name, secondsIn] as const),
  ...['resets_at', 'reset_at', 'quotaResetTimeStamp'].map((name) => [name, instantMs] as const),
];

function inMembers(value: unknown, now: number, depth: number): number | undefined {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  const fields = fieldsOf(value);
  for (const [name, read] of fields ? members : []) {
    const found = read(fields?.[name], now);
    if (found !== undefined) return found;
  }
  for (const inner of Object.values(value)) {
    const found = inMembers(inner, now, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `Please try again in 6m0s.` (OpenAI, Groq), `Please retry in 36.5s.` (Google) */
function inWords(json: unknown): number | undefined {
  const top = fieldsOf(Array.isArray(json) ? json[0] : json);
  const message = fieldsOf(top?.error)?.message ?? top?.error ?? top?.message;
  return typeof message === 'string'
    ? durationMs(/\b(?:again|retry) in ((?:\d+(?:\.\d+)?(?:ms|h|m|s))+)/i.exec(message)?.[1])
    : undefined;
}

const numberIn = (value: unknown): number | undefined =>
  value !== null && value !== '' && Number(value) >= 0 && typeof value !== 'object'
    ? Number(value)
    : undefined;

function secondsIn(value: unknown): number | undefined {
  const seconds = numberIn(value);
  return seconds === undefined ? durationMs(value) : Math.ceil(seconds * 1000);
}

/** ms from now until a future time: seconds or ms since the epoch, or a date. */
function instantMs(value: unknown, now: number): number | undefined {
  const count = numberIn(value);
  const at =
    count === undefined
      ? Date.parse(typeof value === 'string' ? value : '')
      : count < 1e11
        ? count * 1000
        : count;
  return at > now ? Math.ceil(at - now) : undefined;
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** `6m0s`, `36.5s`, `373.8ms`, as Go writes durations. */
function durationMs(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|h|m|s))+$/i.test(value)) return undefined;
  const parts = value.toLowerCase().matchAll(/([\d.]+)(ms|h|m|s)/g);
  return Math.ceil(
    [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0),
  );
}
