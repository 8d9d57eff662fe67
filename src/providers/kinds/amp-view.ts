import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { maskOf } from '../../base/secrets/secret.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import type { EnvironmentKey, EnvironmentKeys } from '../environment-keys.ts';
import { type AmpReason, ampKeyOf, ampVariable, firstMappings } from './amp.ts';

/** An upstream key without the key. */
export interface AmpKey {
  readonly fingerprint: Fingerprint;
  readonly mask: string;
}

/** The upstream key that one client key uses at Amp, and why (F1, F2). */
export interface AmpClient {
  readonly fingerprint: Fingerprint;
  readonly label: string | undefined;
  readonly mask: string;
  /** undefined: none is sent, or only the server knows which. */
  readonly upstream: AmpKey | undefined;
  /** `unknown`: neither mapped nor a default, and AMP_API_KEY of the server's environment is not known. */
  readonly why: AmpReason | 'unknown';
}

/** One client key that a mapping names. */
interface AmpMapped {
  readonly fingerprint: Fingerprint;
  readonly label: string | undefined;
  readonly mask: string;
  /** It is among the client keys; otherwise the mapping has no effect. */
  readonly known: boolean;
  /** An earlier mapping names it already, and that one counts. */
  readonly repeated: boolean;
}

/** One entry of `upstream-api-keys`. */
export interface AmpMapping {
  readonly upstream: AmpKey;
  readonly clients: readonly AmpMapped[];
  /** An earlier entry has this upstream key already: edits can only name that one. */
  readonly repeated: boolean;
}

export interface AmpView {
  /** undefined: Amp is not set up. */
  readonly upstreamUrl: string | undefined;
  readonly defaultKey: AmpKey | undefined;
  /** AMP_API_KEY of the server; undefined: it has none, or `environmentKnown` is false. */
  readonly environmentKey: AmpKey | undefined;
  readonly environmentKnown: boolean;
  /** In the order of the client keys. */
  readonly clients: readonly AmpClient[];
  /** In the order of the file. */
  readonly mappings: readonly AmpMapping[];
  readonly localOnly: boolean;
  readonly modelMappings: number;
}

/** @param environment of the server; undefined: not known */
export function ampViewOf(
  config: Config,
  clientKeys: readonly ClientKey[],
  environment: EnvironmentKeys | undefined,
): AmpView {
  const settings = config.ampcode ?? {};
  const spare = environment?.[ampVariable];
  const mapped = firstMappings(settings);
  const once = clientKeys.filter((key) => key.id === key.fingerprint);
  const labels = new Map(once.map((key) => [key.fingerprint, key.record?.label]));
  return {
    upstreamUrl: settings['upstream-url'] || undefined,
    defaultKey: settings['upstream-api-key'] ? withoutKey(settings['upstream-api-key']) : undefined,
    environmentKey: spare && withoutKey(spare),
    environmentKnown: environment !== undefined,
    clients: once.map((key): AmpClient => {
      const found = ampKeyOf<string | EnvironmentKey>(mapped.get(key.fingerprint), settings, spare);
      return {
        fingerprint: key.fingerprint,
        label: key.record?.label,
        mask: key.key.mask,
        upstream: found.key === undefined ? undefined : withoutKey(found.key),
        why: found.why === 'none' && environment === undefined ? 'unknown' : found.why,
      };
    }),
    mappings: mappingsOf(settings, labels),
    localOnly: settings['restrict-management-to-localhost'] === true,
    modelMappings: settings['model-mappings']?.length ?? 0,
  };
}

function mappingsOf(
  settings: NonNullable<Config['ampcode']>,
  labels: ReadonlyMap<Fingerprint, string | undefined>,
): AmpMapping[] {
  const clients = new Set<Fingerprint>();
  const upstreams = new Set<string>();
  return (settings['upstream-api-keys'] ?? []).flatMap((entry): AmpMapping[] => {
    const key = entry['upstream-api-key'];
    // The servers skip an entry without an upstream key.
    if (!key) return [];
    const named = (entry['api-keys'] ?? []).map((client): AmpMapped => {
      const print = fingerprint(client);
      const repeated = clients.has(print);
      clients.add(print);
      const [label, known] = [labels.get(print), labels.has(print)];
      return { fingerprint: print, label, mask: maskOf(client), known, repeated };
    });
    const repeated = upstreams.has(key);
    upstreams.add(key);
    return [{ upstream: withoutKey(key), clients: named, repeated }];
  });
}

const withoutKey = (key: string | EnvironmentKey): AmpKey =>
  typeof key === 'string'
    ? { fingerprint: fingerprint(key), mask: maskOf(key) }
    : { fingerprint: key.fingerprint, mask: key.mask };

/** Which upstream key a client key gets, and why, as text for a line of its details. */
export function ampWords({ upstream, why }: Pick<AmpClient, 'upstream' | 'why'>, isSetUp: boolean): string {
  if (upstream === undefined) {
    if (!isSetUp) return 'none · Amp is not set up';
    const spare = `none in the config · ${ampVariable} of the server, if it is set`;
    return why === 'unknown' ? spare : 'none · neither a mapping nor a default';
  }
  const idle = isSetUp ? '' : ' · idle: Amp has no upstream-url';
  return `${upstream.mask} · ${reasons[why]}${idle}`;
}

const reasons: Readonly<Record<AmpClient['why'], string>> = {
  mapped: 'mapped to this key',
  default: 'the default; no mapping names this key',
  environment: `${ampVariable} of the server; there is neither a mapping nor a default`,
  none: '',
  unknown: '',
};
