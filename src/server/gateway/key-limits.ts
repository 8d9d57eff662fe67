import { formatDuration } from '../../base/duration.ts';
import type { Fingerprint } from '../../base/fingerprint.ts';
import { matchesPattern } from '../../base/match-pattern.ts';
import { startOfDay } from '../../base/start-of-day.ts';
import type { KeyLimits } from '../../contract/client-key.ts';
import type { UsageTokens } from '../../contract/usage-record.ts';
import type { ApiError } from './protocol-error.ts';

export interface LimitSource {
  /** undefined: this key has none. */
  of(key: Fingerprint): KeyLimits | undefined;
  /** Tokens of a key since an instant (ms since the epoch), from what is kept of earlier runs. */
  readonly tokensSince?: (key: Fingerprint, since: number) => number;
}

const minuteMs = 60_000;

interface Window {
  /** Instants of the requests of the last minute, oldest first. */
  instants: number[];
  day: { start: number; tokens: number } | undefined;
  month: { start: number; tokens: number } | undefined;
}

/** Counts what keys with limits use. A request is let in while the count is below the limit: its own tokens are known only after it. */
export class KeyLimiter {
  readonly #source: LimitSource;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  readonly #warn: (sentence: string) => void;
  #warned = false;

  constructor(source: LimitSource, now: () => number, warn: (sentence: string) => void) {
    this.#source = source;
    this.#now = now;
    this.#warn = warn;
  }

  /** Counts the request when it is let in. */
  admit(key: Fingerprint | undefined): ApiError | undefined {
    const limits = key === undefined ? undefined : this.#source.of(key);
    if (key === undefined || !limits) return undefined;
    const now = this.#now();
    const window = this.#window(key);
    const { tokensPerDay, tokensPerMonth, requestsPerMinute } = limits;
    if (tokensPerDay !== undefined) {
      const day = this.#period(key, window, 'day', now);
      if (day.tokens >= tokensPerDay) return refusal('tokens per day', tokensPerDay, nextDay(now), now);
    }
    if (tokensPerMonth !== undefined) {
      const month = this.#period(key, window, 'month', now);
      if (month.tokens >= tokensPerMonth)
        return refusal('tokens per month', tokensPerMonth, nextMonth(now), now);
    }
    if (requestsPerMinute === undefined) return undefined;
    window.instants = window.instants.filter((at) => at > now - minuteMs);
    const first = window.instants[Math.max(0, window.instants.length - requestsPerMinute)];
    if (window.instants.length >= requestsPerMinute)
      return refusal('requests per minute', requestsPerMinute, (first ?? now) + minuteMs, now);
    window.instants.push(now);
    return undefined;
  }

  /** Patterns of the models that this key may use; undefined: all. */
  modelsOf(key: Fingerprint | undefined): readonly string[] | undefined {
    return key === undefined ? undefined : this.#source.of(key)?.models;
  }

  used(key: string | undefined, tokens: UsageTokens | undefined): void {
    const window = key === undefined ? undefined : this.#windows.get(key);
    if (!window || !tokens) return;
    const count = tokens.total ?? (tokens.input ?? 0) + (tokens.output ?? 0);
    const now = this.#now();
    if (window.day?.start === startOfDay(now)) window.day.tokens += count;
    if (window.month?.start === monthStart(now)) window.month.tokens += count;
  }

  #window(key: Fingerprint): Window {
    let window = this.#windows.get(key);
    if (!window) {
      window = { instants: [], day: undefined, month: undefined };
      this.#windows.set(key, window);
    }
    return window;
  }

  #period(key: Fingerprint, window: Window, name: 'day' | 'month', now: number): { tokens: number } {
    const start = name === 'day' ? startOfDay(now) : monthStart(now);
    const known = window[name];
    if (known?.start === start) return known;
    if (!this.#source.tokensSince && !this.#warned) {
      this.#warned = true;
      this.#warn('token limits of client keys count from this start on: what was used before is not known');
    }
    const period = { start, tokens: this.#source.tokensSince?.(key, start) ?? 0 };
    window[name] = period;
    return period;
  }
}

/** @param patterns of KeyLimits.models @param names what was asked for, and as the provider knows it */
export function mayUse(patterns: readonly string[] | undefined, ...names: string[]): boolean {
  if (patterns === undefined) return true;
  return patterns.some((pattern) =>
    names.some((name) => matchesPattern(pattern.toLowerCase(), name.toLowerCase())),
  );
}

function refusal(limit: string, most: number, reset: number, now: number): ApiError {
  const seconds = Math.max(1, Math.ceil((reset - now) / 1000));
  const until = new Date(reset).toISOString();
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'client_key_limit',
    message: `This client key has used up its limit of ${most} ${limit}; it starts anew in ${formatDuration(seconds * 1000)}, at ${until}.`,
    more: { limit, limit_value: most, reset_seconds: seconds, reset_at: until },
    headers: { 'retry-after': String(seconds) },
  };
}

const monthStart = (now: number): number => new Date(startOfDay(now)).setDate(1);
function nextDay(now: number): number {
  const date = new Date(startOfDay(now));
  return date.setDate(date.getDate() + 1);
}
function nextMonth(now: number): number {
  const date = new Date(monthStart(now));
  return date.setMonth(date.getMonth() + 1);
}
