import type { Fingerprint } from '../../../base/secrets/fingerprint.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import { matchesPattern } from '../../../base/text/match-pattern.ts';
import {
  type ClientKey,
  type CountedLimit,
  type KeyLimits,
  type KeySpending,
  limitWords,
  type Spent,
} from '../../../contract/client-key.ts';
import type { UsageTokens } from '../../../contract/usage-record.ts';
import { totalOf } from '../../../usage/tokens.ts';
import type { ActiveConfig } from '../../active-config.ts';
import type { ApiError } from '../request/protocol-error.ts';
import { RequestWindow } from './request-window.ts';
import { days, months, TokenPeriod } from './token-period.ts';

export interface LimitSource {
  /** undefined if this key has none. */
  of(key: Fingerprint): KeyLimits | undefined;
  /**
   * Tokens by key since a time (ms since the epoch), from the stored requests that have ended, up to the last;
   * undefined if they cannot be read now.
   */
  readonly tokensSince?: (since: number) => Promise<ReadonlyMap<string, number> | undefined>;
  /** Whether any key has such a limit; absent: unknown. */
  readonly inUse?: (limit: 'tokensPerDay' | 'tokensPerMonth') => boolean;
  /** Whether requests are stored at all; absent: they are. */
  readonly kept?: () => boolean;
}

/** Counts the use of keys with limits. A request is accepted while the count is below the limit. */
export class KeyLimiter {
  readonly #source: LimitSource;
  readonly #now: () => number;
  readonly #warn: (sentence: string) => void;
  readonly #windows = new Map<string, RequestWindow>();
  readonly #periods: { readonly tokensPerDay: TokenPeriod; readonly tokensPerMonth: TokenPeriod };
  #warned = false;
  #failing = false;
  /** Called when the tokens of a request with such a limit have been counted. */
  onSpent: ((key: Fingerprint) => void) | undefined;

  constructor(source: LimitSource, now: () => number, warn: (sentence: string) => void) {
    this.#source = source;
    this.#now = now;
    this.#warn = warn;
    const load = (since: number) => this.#tokensSince(since);
    this.#periods = {
      tokensPerDay: new TokenPeriod(days, load),
      tokensPerMonth: new TokenPeriod(months, load),
    };
  }

  /** Reads what keys with limits of tokens have used before, so that it counts for their first requests. */
  async restore(): Promise<void> {
    for (const name of ['tokensPerDay', 'tokensPerMonth'] as const)
      if (this.#source.inUse?.(name) !== false) await this.#periods[name].restore(this.#now());
  }

  /** Counts the request if it is accepted. */
  admit(key: Fingerprint | undefined): ApiError | undefined {
    const limits = key === undefined ? undefined : this.#source.of(key);
    if (key === undefined || !limits) return undefined;
    const now = this.#now();
    for (const name of ['tokensPerMonth', 'tokensPerDay', 'requestsPerMinute'] as const) {
      const most = limits[name];
      const until = most === undefined ? undefined : this.#spent(key, name, most, now).refusedUntil;
      if (most !== undefined && until !== undefined) return limitRefusal(name, most, until, now);
    }
    if (limits.requestsPerMinute !== undefined) this.#window(key).add(now);
    return undefined;
  }

  /** undefined if it has no limit that can be used up. */
  spending(key: Fingerprint): KeySpending | undefined {
    const limits = this.#source.of(key);
    const now = this.#now();
    let spending: KeySpending | undefined;
    for (const name of ['requestsPerMinute', 'tokensPerDay', 'tokensPerMonth'] as const) {
      const most = limits?.[name];
      if (most !== undefined) spending = { ...spending, [name]: this.#spent(key, name, most, now) };
    }
    return spending;
  }

  /** Patterns of the models that this key may use; undefined: all. */
  modelsOf(key: Fingerprint | undefined): readonly string[] | undefined {
    return key === undefined ? undefined : this.#source.of(key)?.models;
  }

  used(key: Fingerprint | undefined, tokens: UsageTokens | undefined): void {
    if (key === undefined || !tokens) return;
    const count = totalOf(tokens) ?? 0;
    const now = this.#now();
    this.#periods.tokensPerDay.add(key, count, now);
    this.#periods.tokensPerMonth.add(key, count, now);
    const limits = this.onSpent && this.#source.of(key);
    if (limits?.tokensPerDay !== undefined || limits?.tokensPerMonth !== undefined) this.onSpent?.(key);
  }

  #spent(key: Fingerprint, name: CountedLimit, most: number, now: number): Spent {
    if (name === 'requestsPerMinute') {
      const window = this.#window(key);
      const used = window.count(now);
      const over = used < most ? {} : { refusedUntil: window.roomAt(most) };
      return { used, resetsAt: used === 0 ? now : window.emptyAt(), ...over };
    }
    const period = this.#periods[name];
    const used = period.of(key, now);
    const resetsAt = period.calendar.nextAfter(now);
    return { used, resetsAt, ...(used < most ? {} : { refusedUntil: resetsAt }) };
  }

  #window(key: Fingerprint): RequestWindow {
    let window = this.#windows.get(key);
    if (!window) {
      window = new RequestWindow();
      this.#windows.set(key, window);
    }
    return window;
  }

  async #tokensSince(since: number): Promise<ReadonlyMap<string, number> | undefined> {
    const { tokensSince, kept } = this.#source;
    if ((!tokensSince || kept?.() === false) && !this.#warned) {
      this.#warned = true;
      this.#warn('token limits of client keys count from this start: earlier usage is not known');
    }
    if (!tokensSince) return new Map();
    const tokens = await tokensSince(since);
    if (!tokens && !this.#failing)
      this.#warn(
        'could not read what client keys have used: until then, token limits count only usage from now on',
      );
    this.#failing = tokens === undefined;
    return tokens;
  }
}

/** 429: names the limit and its reset, for users in the sentence, for programs in fields and Retry-After. */
function limitRefusal(name: CountedLimit, most: number, until: number, now: number): ApiError {
  const limit = limitWords[name];
  const seconds = Math.max(1, Math.ceil((until - now) / 1000));
  const at = new Date(until).toISOString();
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'client_key_limit',
    message: `This client key has used up its limit of ${most} ${limit}; it resets in ${formatDuration(seconds * 1000)}, at ${at}.`,
    more: { limit, limit_value: most, reset_seconds: seconds, reset_at: at },
    headers: { 'retry-after': String(seconds) },
  };
}

/** @param patterns of KeyLimits.models @param names the requested name, and the provider's name */
export function mayUse(patterns: readonly string[] | undefined, ...names: string[]): boolean {
  if (patterns === undefined) return true;
  return patterns.some((pattern) =>
    names.some((name) => matchesPattern(pattern.toLowerCase(), name.toLowerCase())),
  );
}

/** The limits of the client keys in force; a change applies to the next request. */
export function limitsOf(activeConfig: ActiveConfig, tokensSince: LimitSource['tokensSince']): LimitSource {
  let keys: readonly ClientKey[] | undefined;
  let limits = new Map<Fingerprint, KeyLimits>();
  return {
    of(key) {
      if (keys !== activeConfig.state.clientKeys) {
        keys = activeConfig.state.clientKeys;
        limits = new Map(
          keys.flatMap(({ fingerprint, record }) => (record?.limits ? [[fingerprint, record.limits]] : [])),
        );
      }
      return limits.get(key);
    },
    ...(tokensSince ? { tokensSince } : {}),
    inUse: (limit) =>
      activeConfig.state.clientKeys.some(({ record }) => record?.limits?.[limit] !== undefined),
    kept: () => activeConfig.state.config['usage-statistics-enabled'] !== false,
  };
}
