import type { AuthFile } from '../../contract/auth-file.ts';
import type { UsageGroup } from '../../contract/usage-figures.ts';
import { accountProvider } from './auth-file-kinds.ts';

/** The name of an account in usage records: two of one address are counted as one. */
export function usageNamesOfAccount({ provider = '', account, name }: AuthFile): {
  provider: string;
  account: string;
} {
  return {
    provider: accountProvider(provider)?.authFile.types[0] ?? provider,
    account: account ?? name.replace(/\.json$/, ''),
  };
}

/** The accounts with their requests since midnight. @param groupsOf a provider's requests by account */
export async function withTraffic(
  files: readonly AuthFile[],
  groupsOf: (provider: string) => Promise<readonly UsageGroup[]>,
): Promise<AuthFile[]> {
  const counted = new Map<string, ReadonlyMap<string | null, UsageGroup>>();
  for (const provider of new Set(files.map((file) => usageNamesOfAccount(file).provider))) {
    const groups = await groupsOf(provider);
    counted.set(provider, new Map(groups.map((group) => [group.value, group])));
  }
  return files.map((file) => {
    const { provider, account } = usageNamesOfAccount(file);
    const { requests = 0, failed = 0 } = counted.get(provider)?.get(account) ?? {};
    return { ...file, traffic: { calls: requests, errors: failed, since: 'midnight' } };
  });
}
