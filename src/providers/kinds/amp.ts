import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { environmentSecret } from '../../base/secrets/secret-text.ts';
import type { Config } from '../../contract/config.ts';
import { bearer, trimSlash } from '../paths.ts';
import type { Provider } from '../provider.ts';
import type { Environment, UpstreamEntry } from '../upstream-entry.ts';

/** Contains the default upstream key when the config has none (F1). */
export const ampVariable = 'AMP_API_KEY';

/** Amp's own service: everything under /api/, with the upstream key of the client key (F1). */
export const amp: Provider = {
  id: 'amp',
  path: (route) => (route === 'amp' ? '' : undefined),
  credential: (_, key) => bearer(key),
  serves: () => false,
  knownModels: [],
  takesApplication: false,
};

export interface AmpUpstreams {
  /** @param clientKey fingerprint; undefined: let in without a key */
  entryFor(clientKey: string | undefined): UpstreamEntry;
  /** The routes of Amp's service are only for clients on this machine. */
  readonly localOnly: boolean;
  /** The model to use for one that Amp asks for; undefined if there is no mapping. */
  mapped(model: string): string | undefined;
  /** Mappings come before this server's own models of that name. */
  readonly mappingsFirst: boolean;
}

/** undefined: the config names no `ampcode.upstream-url`. AMP_API_KEY replaces a missing default key. */
export function readAmp(config: Config, environment: Environment): AmpUpstreams | undefined {
  const settings = config.ampcode;
  if (!settings?.['upstream-url']) return undefined;
  const baseUrl = trimSlash(settings['upstream-url']);
  // Amp gets its key in both headers, as recorded.
  const entry = (key: string | undefined): UpstreamEntry =>
    key
      ? { ...plain, baseUrl, key: new Secret(key), headers: { 'x-api-key': key } }
      : { ...plain, baseUrl, key: undefined };
  const byEnvironment = environmentSecret(environment[ampVariable]);
  const mapped = new Map<string, UpstreamEntry>(
    [...firstMappings(settings)].map(([client, key]) => [client, entry(key)]),
  );
  const fallback = entry(ampKeyOf(undefined, settings, byEnvironment || undefined).key);
  return {
    mappingsFirst: settings['force-model-mappings'] === true,
    mapped: modelMapper(settings['model-mappings'] ?? []),
    localOnly: settings['restrict-management-to-localhost'] === true,
    entryFor: (clientKey) => (clientKey === undefined ? fallback : (mapped.get(clientKey) ?? fallback)),
  };
}

/** Why a client key gets its upstream key (F2). */
export type AmpReason = 'mapped' | 'default' | 'environment' | 'none';

/** The order of precedence of v6 (recorded amp-traffic.json): mapping, default key, environment, no key at all. */
export function ampKeyOf<Key>(
  mapped: Key | undefined,
  settings: { readonly 'upstream-api-key'?: string | null | undefined } | null | undefined,
  byEnvironment: Key | undefined,
): { readonly key: Key | string | undefined; readonly why: AmpReason } {
  if (mapped !== undefined) return { key: mapped, why: 'mapped' };
  const common = settings?.['upstream-api-key'];
  if (common) return { key: common, why: 'default' };
  if (byEnvironment !== undefined) return { key: byEnvironment, why: 'environment' };
  return { key: undefined, why: 'none' };
}

/** The upstream key of each client key that a mapping names, by fingerprint; the first of several mappings counts. */
export function firstMappings(settings: NonNullable<Config['ampcode']>): Map<Fingerprint, string> {
  const mapped = new Map<Fingerprint, string>();
  for (const mapping of settings['upstream-api-keys'] ?? []) {
    const key = mapping['upstream-api-key'];
    if (!key) continue;
    for (const client of mapping['api-keys'] ?? [])
      if (!mapped.has(fingerprint(client))) mapped.set(fingerprint(client), key);
  }
  return mapped;
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

type Mapping = {
  from?: string | null | undefined;
  to?: string | null | undefined;
  regex?: boolean | null | undefined;
};

/** Exact names first, then patterns in their order; an invalid pattern maps nothing. */
function modelMapper(mappings: readonly Mapping[]): (model: string) => string | undefined {
  const exact = new Map<string, string>();
  const patterns: (readonly [RegExp, string])[] = [];
  for (const { from, to, regex } of mappings) {
    if (!from || !to) continue;
    if (regex !== true) {
      exact.set(from.toLowerCase(), to);
      continue;
    }
    try {
      patterns.push([new RegExp(from, 'i'), to]);
    } catch {}
  }
  return (model) =>
    exact.get(model.toLowerCase()) ?? patterns.find(([pattern]) => pattern.test(model.slice(0, 200)))?.[1];
}
