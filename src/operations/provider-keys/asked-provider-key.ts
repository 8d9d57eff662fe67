import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { keysInEnvironment } from '../../providers/environment-keys.ts';
import { readCommon, trimSlash } from '../../providers/fields/read-entry.ts';
import { providers } from '../../providers/index.ts';
import type { Environment, Provider } from '../../providers/provider.ts';
import { type ProviderEntry, type ProviderKey, providerEntriesOf } from '../../providers/provider-keys.ts';
import { gone } from '../client-keys/name-key.ts';
import type { OperationContext } from '../operation.ts';

/** A key of the config by its row, or one that stands in a form and nowhere else yet. */
export type ProviderKeyInput = ProviderRowInput | ProviderKeyDraft;

export interface ProviderRowInput {
  /** Of the row (`providerKeysOf`). */
  readonly id: string;
  /** `baseUrl` of the row as it was shown: a key goes to no other host than that. */
  readonly shownUrl: string;
  /** Asked with instead of the row's own, which stays: a new key is tried before it is put in. */
  readonly newKey?: Secret | undefined;
  /** Where the key stands in the server's environment: it is asked with only if ours has the same one. */
  readonly inEnvironment?: { readonly variable: string; readonly fingerprint: Fingerprint } | undefined;
}

/** A row as it stands on a screen. */
export function inputOf({ id, baseUrl, variable, fingerprint }: ProviderKey): ProviderRowInput {
  const inEnvironment = variable !== undefined && fingerprint !== undefined && { variable, fingerprint };
  return { id, shownUrl: baseUrl, ...(inEnvironment && { inEnvironment }) };
}

export interface ProviderKeyDraft {
  /** Id of a record in the list of providers. */
  readonly provider: string;
  readonly baseUrl: string;
  readonly key: Secret | undefined;
  readonly name?: string | undefined;
  readonly proxyUrl?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** All that a request with a provider key needs. */
export interface AskedProviderKey {
  /** Of the row; undefined for a draft. */
  readonly id: string | undefined;
  readonly provider: Provider;
  /** What sentences call it. */
  readonly subject: string;
  readonly baseUrl: string;
  /** undefined: it is asked without one. */
  readonly key: Secret | undefined;
  readonly proxyUrl: string | undefined;
  /** Of the entry; sent along, and stronger than the provider's own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Failures: `conflict` (gone, or it leads elsewhere now), `invalid`, `unsupported` (only the server has the key). */
export async function askedProviderKey(
  context: OperationContext,
  input: ProviderKeyInput,
): Promise<Outcome<AskedProviderKey>> {
  const loaded = await context.backend.load(context.signal);
  if (!loaded.ok) return loaded;
  return askedIn(loaded.value.config, context.environment, input);
}

/** The same in a config that has been loaded. */
export function askedIn(
  config: Config,
  environment: Environment | undefined,
  input: ProviderKeyInput,
): Outcome<AskedProviderKey> {
  const asked = 'provider' in input ? ofDraft(input, config) : ofRow(input, config, environment);
  if (!asked.ok || asked.value.baseUrl !== '') return asked;
  return failure('invalid', `${asked.value.subject} has no base-url, so nothing was asked: write one.`);
}

function ofRow(
  input: ProviderRowInput,
  config: Config,
  environment: Environment = {},
): Outcome<AskedProviderKey> {
  const known = keysInEnvironment(environment);
  const { inEnvironment: told } = input;
  if (told && !input.newKey && known[told.variable]?.fingerprint !== told.fingerprint)
    return elsewhere(told.variable);
  const entries = providerEntriesOf(config, known);
  const entry = entries.find(({ row }) => row.id === input.id);
  if (!entry) return gone('that provider key');
  const asked = askedOfEntry(entry, config);
  const { baseUrl, subject } = asked;
  if (originOf(baseUrl) !== originOf(input.shownUrl)) {
    return failure(
      'conflict',
      `${subject} leads to ${originOf(baseUrl)} now and no longer to ${originOf(input.shownUrl)}, so nothing was sent: look at it again.`,
    );
  }
  if (input.newKey) return success({ ...asked, key: input.newKey });
  if (entry.row.variable !== undefined && !asked.key) return elsewhere(entry.row.variable);
  return success(asked);
}

const elsewhere = (variable: string) =>
  failure(
    'unsupported',
    `The key stands in ${variable} of the server's environment, which only the server can read, so nothing was asked.`,
  );

/** A key of the config as the gateway would use it. */
export function askedOfEntry({ row, item }: ProviderEntry, config: Config): AskedProviderKey {
  const provider = recordOf(row.provider);
  return {
    id: row.id,
    provider,
    subject: row.name ?? provider.settings?.title ?? provider.id,
    baseUrl: row.baseUrl,
    key: row.key,
    proxyUrl: row.proxyUrl ?? (config['proxy-url'] || undefined),
    headers: item ? readCommon(item).headers : {},
  };
}

function ofDraft(draft: ProviderKeyDraft, config: Config): Outcome<AskedProviderKey> {
  const provider = recordOf(draft.provider);
  const { settings } = provider;
  return success({
    id: undefined,
    provider,
    subject: draft.name || (settings?.title ?? provider.id),
    baseUrl: trimSlash(draft.baseUrl || (settings?.baseUrl ?? '')),
    key: draft.key,
    proxyUrl: draft.proxyUrl || config['proxy-url'] || undefined,
    headers: readCommon({ headers: draft.headers }).headers,
  });
}

function recordOf(id: string): Provider {
  const found = providers.find((provider) => provider.id === id);
  if (!found) throw new Error(`no provider ${id}`);
  return found;
}

/** Scheme, host and port; what is no address stands for itself. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);
