import type { AuthFile } from '../../contract/auth-file.ts';
import type { UsageGroup } from '../../contract/usage-figures.ts';
import { accountProvider } from './auth-file-kinds.ts';

/** As usage records name an account: two of one address are counted as one. */
export function usageNameOf({ provider = '', account, name }: AuthFile): {
  provider: string;
  account: string;
} {
  return {
    provider: accountProvider(provider)?.authFile.types[0] ?? provider,
    account: account ?? name.replace(/\.json$/, ''),
  };
}

/** The accounts with their requests since midnight. @param groupsOf a provider's requests by account */
export function withTraffic(
  files: readonly AuthFile[],
  groupsOf: (provider: string) => readonly UsageGroup[],
): AuthFile[] {
  const counted = new Map<string, ReadonlyMap<string | null, UsageGroup>>();
  const of = (provider: string) => {
    const known = counted.get(provider) ?? new Map(groupsOf(provider).map((group) => [group.value, group]));
    counted.set(provider, known);
    return known;
  };
  return files.map((file) => {
    const { provider, account } = usageNameOf(file);
    const { requests = 0, failed = 0 } = of(provider).get(account) ?? {};
    return { ...file, traffic: { calls: requests, errors: failed, since: 'midnight' } };
  });
}
