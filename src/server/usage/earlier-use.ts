import { startOfDay } from '../../base/text/start-of-day.ts';
import type { UsageGroup } from '../../contract/usage-figures.ts';
import type { UsageStore } from '../../usage/usage-store.ts';
import type { Target } from '../gateway/routing/route-table.ts';

/** Stored figures of a credential from before this start. */
export interface EarlierUse {
  readonly callsToday: number;
  readonly errorsToday: number;
  /** ms since the epoch; absent: not in the last 90 days. */
  readonly lastUsedAt: number | undefined;
}

const longMs = 90 * 86_400_000;

/**
 * Read once for each provider and day, as figures from before the start no longer change; until they can be read, they
 * are unknown.
 */
export function earlierUse(store: Pick<UsageStore, 'own' | 'groups'>, startedAt: number, now: () => number) {
  const last = new Map<string, Promise<ReadonlyMap<string | null, UsageGroup>>>();
  const today = new Map<string, Promise<ReadonlyMap<string | null, UsageGroup>>>();
  let day = 0;

  const read = async (provider: string, since: number) => {
    if (since >= startedAt) return new Map<string | null, UsageGroup>();
    const groups = await store.groups({ since, until: startedAt, provider, ...store.own }, 'account');
    return new Map(groups.map((group) => [group.value, group]));
  };
  const before = (provider: string, since: number, known: typeof last) => {
    const found = known.get(provider) ?? read(provider, since);
    known.set(provider, found);
    found.catch(() => known.get(provider) === found && known.delete(provider));
    return found;
  };
  return {
    /** undefined: it cannot be read now. */
    async of({ entry: { name }, account }: Target): Promise<EarlierUse | undefined> {
      const midnight = startOfDay(now());
      if (midnight !== day) today.clear();
      day = midnight;
      const found = await Promise.all([
        before(name, midnight, today),
        before(name, startedAt - longMs, last),
      ]).catch(() => undefined);
      if (!found) return undefined;
      const [counts, long] = found;
      const { requests = 0, failed = 0 } = (account !== undefined && counts.get(account)) || {};
      const lastUsedAt = account === undefined ? undefined : long.get(account)?.lastAt;
      return { callsToday: requests, errorsToday: failed, lastUsedAt };
    },
  };
}
