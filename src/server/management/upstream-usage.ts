import { maskOf } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import { json } from '../http/answer.ts';
import type { UpstreamFigures } from '../usage/upstream-counts.ts';
import type { ManagementHandler } from './management-call.ts';

const lists = ['gemini', 'claude', 'codex', 'vertex', 'xai', 'interactions'] as const;

interface Credential {
  readonly provider: string;
  readonly baseUrl: string;
  readonly account: string;
}

/** Recorded: every credential of the config, used or not, as `base-url|key`; here the key is its mask (M2). */
export const getUpstreamUsage: ManagementHandler = async ({ activeConfig, usage }) => {
  const { upstreams } = usage;
  // Without prototypes: a provider of the config may have any name.
  const answer: Record<string, Record<string, UpstreamFigures>> = Object.create(null);
  const tell = ({ provider, baseUrl, account }: Credential) => {
    answer[provider] ??= Object.create(null) as Record<string, UpstreamFigures>;
    answer[provider][`${baseUrl}|${account}`] = upstreams.of(provider, account);
  };
  const configured = credentialsOf(activeConfig.state.config);
  configured.forEach(tell);
  const known = new Set(configured.map(({ provider, account }) => `${provider}|${account}`));
  for (const [provider, accounts] of upstreams.seen()) {
    for (const account of accounts) {
      if (!known.has(`${provider}|${account}`)) tell({ provider, baseUrl: '', account });
    }
  }
  return json(200, answer);
};

function credentialsOf(config: Config): Credential[] {
  const keys = lists.flatMap((provider) =>
    (config[`${provider}-api-key`] ?? []).map((entry) => ({
      provider,
      baseUrl: entry['base-url'] ?? '',
      account: maskOf(entry['api-key'] ?? ''),
    })),
  );
  const compatible = (config['openai-compatibility'] ?? []).flatMap((entry) =>
    (entry['api-key-entries'] ?? []).map((own) => ({
      provider: entry.name ?? '',
      baseUrl: entry['base-url'] ?? '',
      account: maskOf(own['api-key'] ?? ''),
    })),
  );
  return [...keys, ...compatible];
}
