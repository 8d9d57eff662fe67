import { startOfDay } from '../../base/text/start-of-day.ts';
import type { Config } from '../../contract/config.ts';
import type { ProviderKeyState, ProviderStates } from '../../contract/provider-states.ts';
import type { UsageGroup } from '../../contract/usage-figures.ts';
import { providerKeysOf, usageNameOfKey } from '../../providers/provider-keys.ts';
import type { UsageQueries } from '../../usage/usage-store.ts';

const longMs = 90 * 86_400_000;

/**
 * The health of provider keys by the usage file alone: requests by result, as it does not record
 * attempts before another key answered, nor which key is cooling down. Two keys of one provider with the same
 * mask cannot be distinguished.
 */
export async function statesFromUsage(
  config: Config,
  store: UsageQueries | undefined,
  /** Requests are kept. */
  recording: boolean,
  now: number,
): Promise<ProviderStates> {
  if (!store) return { states: {} };
  const midnight = startOfDay(now);
  const rows = providerKeysOf(config).filter(({ mask }) => mask !== undefined);
  const names = new Set(rows.map(usageNameOfKey));
  const today = new Map<string, ReadonlyMap<string, UsageGroup>>();
  const long = new Map<string, ReadonlyMap<string, UsageGroup>>();
  for (const provider of names) {
    const of = { provider, ...store.own };
    today.set(provider, byAccount(await store.groups({ since: midnight, ...of }, 'account')));
    long.set(provider, byAccount(await store.groups({ since: now - longMs, ...of }, 'account')));
  }
  const states = rows.flatMap((row): [string, ProviderKeyState][] => {
    const { id, mask = '' } = row;
    const name = usageNameOfKey(row);
    const twins = rows.filter((other) => other.mask === mask && usageNameOfKey(other) === name);
    if (twins.some((other) => other.fingerprint !== row.fingerprint)) return [];
    const counts = today.get(name)?.get(mask);
    const lastUsedAt = long.get(name)?.get(mask)?.lastAt;
    const state: ProviderKeyState = {
      ...(recording && { callsToday: counts?.requests ?? 0, errorsToday: counts?.failed ?? 0 }),
      lastUsedAt,
    };
    return [[id, state]];
  });
  return { states: Object.fromEntries(states) };
}

const byAccount = (groups: readonly UsageGroup[]): ReadonlyMap<string, UsageGroup> =>
  new Map(groups.flatMap((group) => (group.value === null ? [] : [[group.value, group] as const])));
