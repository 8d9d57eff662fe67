import type { Config } from '../../contract/config.ts';
import { providerEntriesOf, usageNameOfKey } from '../../providers/provider-keys.ts';
import { json } from '../http/answer.ts';
import type { UpstreamFigures } from '../usage/upstream-counts.ts';
import type { ManagementHandler } from './management-request.ts';

interface Credential {
  readonly provider: string;
  readonly baseUrl: string;
  readonly account: string;
}

/** Recorded: every credential of the config, used or not, as `base-url|key`; here the key is its mask (M2). */
export const getUpstreamUsage: ManagementHandler = async ({ activeConfig, usage }) => {
  const { upstreams } = usage;
  // Without a prototype, as a provider of the config may have any name.
  const answer: Record<string, Record<string, UpstreamFigures>> = Object.create(null);
  const add = ({ provider, baseUrl, account }: Credential) => {
    answer[provider] ??= Object.create(null) as Record<string, UpstreamFigures>;
    answer[provider][`${baseUrl}|${account}`] = upstreams.of(provider, account);
  };
  const configured = credentialsOf(activeConfig.state.config);
  configured.forEach(add);
  const known = new Set(configured.map(({ provider, account }) => `${provider}|${account}`));
  for (const [provider, accounts] of upstreams.seen()) {
    for (const account of accounts) {
      if (!known.has(`${provider}|${account}`)) add({ provider, baseUrl: '', account });
    }
  }
  return json(200, answer);
};

const credentialsOf = (config: Config): Credential[] =>
  providerEntriesOf(config).flatMap(({ row, item }) =>
    row.mask === undefined
      ? []
      : [{ provider: usageNameOfKey(row), baseUrl: item?.['base-url'] ?? '', account: row.mask }],
  );
