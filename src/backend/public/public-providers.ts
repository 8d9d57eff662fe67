import { type Outcome, success } from '../../contract/outcome.ts';
import type { BackendProviders } from '../backend.ts';
import type { PublicClient } from './client/public-client.ts';
import type { PublicOutput } from './client/public-routes.ts';
import type { SeenConfig } from './read-config.ts';

/** Each question costs the server 60 ms of work. */
const gentleMs = 15_000;

/**
 * What a public server counts by provider key since its start. It tells neither who rests nor why a request failed:
 * its list of credentials has accounts only.
 */
export function publicProviders(options: {
  readonly client: PublicClient;
  readonly latest: () => SeenConfig;
  readonly now: () => number;
}): BackendProviders {
  const { client, latest, now } = options;
  let last: { readonly at: number; readonly usage: PublicOutput<'getUpstreamUsage'> } | undefined;
  return {
    refreshMs: gentleMs,
    async states(signal) {
      if (!last || now() - last.at >= gentleMs) {
        const answer = await client.request('getUpstreamUsage', { signal });
        if (!answer.ok) return answer as Outcome<never>;
        last = { at: now(), usage: answer.value };
      }
      // Only here is the list of providers needed, and not for a first screen.
      const { statesOf } = await import('./usage/read-provider-states.ts');
      return success(statesOf(latest(), last));
    },
  };
}
