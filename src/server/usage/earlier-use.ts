import { startOfDay } from '../../base/text/start-of-day.ts';
import type { UsageQueries } from '../../usage/usage-store.ts';
import type { Target } from '../gateway/routing/route-table.ts';

/** What was kept of a credential's requests before this start. */
export interface EarlierUse {
  readonly callsToday: number;
  readonly errorsToday: number;
  /** ms since the epoch; absent: not in the last 90 days. */
  readonly lastUsedAt: number | undefined;
}

const longMs = 90 * 86_400_000;
const minuteMs = 60_000;
/** Records of a minute that are looked at. */
const most = 1000;

/** Read once for each provider and day: what lies before a start does not change any more. */
export function earlierUse(store: UsageQueries, startedAt: number, now: () => number) {
  const last = new Map<string, ReadonlyMap<string, number>>();
  const today = new Map<string, ReadonlyMap<string, { requests: number; failed: number }>>();
  let day = 0;

  const lastOf = (provider: string) => {
    const groups = store.groups({ since: startedAt - longMs, until: startedAt, provider }, 'account');
    return new Map(
      groups.flatMap(({ value, lastAt }) => (value && lastAt ? [[value, lastAt] as const] : [])),
    );
  };
  const todayOf = (provider: string) => {
    const counts = new Map<string, { requests: number; failed: number }>();
    const add = (account: string, requests: number, failed: number) => {
      const before = counts.get(account) ?? { requests: 0, failed: 0 };
      counts.set(account, { requests: before.requests + requests, failed: before.failed + failed });
    };
    // Sums are kept by the minute, and the one of the start holds requests that came after it.
    const whole = Math.floor(startedAt / minuteMs) * minuteMs;
    for (const { value, requests, failed } of store.groups({ since: day, until: whole, provider }, 'account'))
      if (value) add(value, requests, failed);
    for (const { account, failed } of store.records({ since: whole, until: startedAt, provider }, most))
      if (account) add(account, 1, failed ? 1 : 0);
    return counts;
  };
  return {
    of({ entry, account }: Target): EarlierUse {
      const midnight = startOfDay(now());
      if (midnight !== day) today.clear();
      day = midnight;
      const { name } = entry;
      if (!last.has(name)) last.set(name, lastOf(name));
      if (!today.has(name)) today.set(name, day < startedAt ? todayOf(name) : new Map());
      const counts = account === undefined ? undefined : today.get(name)?.get(account);
      const lastUsedAt = account === undefined ? undefined : last.get(name)?.get(account);
      return { callsToday: counts?.requests ?? 0, errorsToday: counts?.failed ?? 0, lastUsedAt };
    },
  };
}
