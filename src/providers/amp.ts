import { fingerprint } from '../base/fingerprint.ts';
import { Secret } from '../base/secret.ts';
import type { Config } from '../contract/config.ts';
import { bearer } from './paths.ts';
import type { Environment, Provider, UpstreamEntry } from './provider.ts';
import { trimSlash } from './read-entry.ts';

/** Amp's own service: everything under /api/, with the upstream key of the client key that asks (F1). */
export const amp: Provider = {
  id: 'amp',
  entries: () => [],
  path: (route) => (route === 'amp' ? '' : undefined),
  credential: (_, key) => bearer(key),
  serves: () => false,
  knownModels: [],
  takesApplication: false,
};

export interface AmpUpstreams {
  /** @param clientKey fingerprint; undefined: let in without a key */
  entryFor(clientKey: string | undefined): UpstreamEntry;
  /** The routes of Amp's service are for clients on this machine alone. */
  readonly localOnly: boolean;
}

/** undefined: the config has no `ampcode`. AMP_API_KEY stands in for a missing default key. */
export function readAmp(config: Config, environment: Environment): AmpUpstreams | undefined {
  const settings = config.ampcode;
  if (!settings) return undefined;
  const baseUrl = trimSlash(settings['upstream-url'] || 'https://ampcode.com');
  const entry = (key: string | undefined): UpstreamEntry => ({
    ...plain,
    baseUrl,
    key: key ? new Secret(key) : undefined,
  });
  const fallback = entry(settings['upstream-api-key'] || environment.AMP_API_KEY);
  const mapped = new Map<string, UpstreamEntry>();
  for (const mapping of settings['upstream-api-keys'] ?? []) {
    const key = mapping['upstream-api-key'];
    if (!key) continue;
    const upstream = entry(key);
    // The first mapping that names a client key is the one that counts.
    for (const client of mapping['api-keys'] ?? [])
      if (!mapped.has(fingerprint(client))) mapped.set(fingerprint(client), upstream);
  }
  return {
    localOnly: settings['restrict-management-to-localhost'] === true,
    entryFor: (clientKey) => (clientKey === undefined ? fallback : (mapped.get(clientKey) ?? fallback)),
  };
}

const plain: Omit<UpstreamEntry, 'key' | 'baseUrl'> = {
  name: 'amp',
  prefix: undefined,
  proxyUrl: undefined,
  headers: {},
  priority: 0,
  weight: 1,
  coolingDisabled: true,
  requestRetry: 0,
  models: [],
  excluded: [],
  socket: false,
};
