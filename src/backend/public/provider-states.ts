import { type Outcome, success } from '../../contract/outcome.ts';
import { isGrouped } from '../../contract/provider-lists.ts';
import type { ProviderKeyState, ProviderStates } from '../../contract/provider-states.ts';
import { type ProviderEntry, providerEntriesOf } from '../../providers/provider-keys.ts';
import type { BackendProviders } from '../backend.ts';
import type { PublicClient } from './client/public-client.ts';
import type { PublicOutput } from './client/public-routes.ts';
import type { SeenConfig } from './read-config.ts';

/** ms for which an answer is given again: each question costs the server 60 ms of work. */
const freshMs = 15_000;

/**
 * What a public server counts by provider key since its start. It reports neither cooldowns nor why a request
 * failed: its list of credentials has accounts only.
 */
export function publicProviderStates(options: {
  readonly client: PublicClient;
  readonly latest: () => SeenConfig;
  readonly now: () => number;
}): Pick<BackendProviders, 'states'> {
  const { client, latest, now } = options;
  let last: { readonly at: number; readonly usage: PublicOutput<'getUpstreamUsage'> } | undefined;
  return {
    async states(signal) {
      if (!last || now() - last.at >= freshMs) {
        const answer = await client.request('getUpstreamUsage', { signal });
        if (!answer.ok) return answer as Outcome<never>;
        last = { at: now(), usage: answer.value };
      }
      return success(statesOf(latest(), last));
    },
  };
}

/** Recorded: requests are reported in periods of ten minutes, the current one last. */
const stretchMs = 600_000;

/** The counts of a public server, by the ids of the keys in its config. */
function statesOf(
  { config }: SeenConfig,
  { at, usage }: { readonly at: number; readonly usage: PublicOutput<'getUpstreamUsage'> },
): ProviderStates {
  const known = new Map<string, (typeof usage)[string][string]>(
    Object.entries(usage).flatMap(([provider, keys]) =>
      Object.entries(keys).map(([key, counts]) => [`${provider.toLowerCase()} ${key}`, counts] as const),
    ),
  );
  const states = providerEntriesOf(config).flatMap((entry): [string, ProviderKeyState][] => {
    const counts = known.get(nameOf(entry));
    if (!counts) return [];
    const { success: good, failed, recent_requests: recent } = counts;
    const lastUsedAt = lastUse(recent, at);
    const state: ProviderKeyState = {
      calls: good + failed,
      errors: failed,
      ...(lastUsedAt !== undefined && { lastUsedAt, lastUsedWithin: stretchMs }),
    };
    return [[entry.row.id, state]];
  });
  return { states: Object.fromEntries(states) };
}

/** As the server writes it: `provider`, then `base-url|key` with the address as it is in the config. */
function nameOf({ row, item }: ProviderEntry): string {
  const provider = isGrouped(row.list) ? (row.name ?? '') : row.provider;
  return `${provider.toLowerCase()} ${item?.['base-url'] ?? ''}|${row.key?.reveal() ?? ''}`;
}

/** Start of the last stretch with a request; undefined if none in the last 200 minutes, or never. */
function lastUse(
  recent: readonly { readonly success: number; readonly failed: number }[],
  at: number,
): number | undefined {
  const back = [...recent].reverse().findIndex((stretch) => stretch.success + stretch.failed > 0);
  return back < 0 ? undefined : (Math.floor(at / stretchMs) - back) * stretchMs;
}
