import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { Secret } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { ExchangeStep, OutsideEnd, OutsideRequest, StepReport } from '../../contract/outside.ts';
import { keysInEnvironment } from '../../providers/environment-keys.ts';
import { readCommon } from '../../providers/fields/read-entry.ts';
import { providers } from '../../providers/index.ts';
import { trimSlash, urlOf } from '../../providers/paths.ts';
import type { Provider } from '../../providers/provider.ts';
import { type ProviderEntry, type ProviderKey, providerEntriesOf } from '../../providers/provider-keys.ts';
import { hostOf } from '../../providers/test/interpret-test.ts';
import type { KeyRequest } from '../../providers/test/key-request.ts';
import type { Environment } from '../../providers/upstream-entry.ts';
import { gone } from '../client-keys/find-client-key.ts';
import type { OperationContext } from '../operation.ts';
import { words } from './words.ts';

/** One request to a provider. @param keyless as a client without the key would send it */
export function askProvider(
  context: OperationContext,
  asked: ProviderTarget,
  request: KeyRequest,
  keyless = false,
): Promise<Outcome<OutsideEnd>> {
  const credential =
    keyless || !asked.key ? undefined : request.credential?.(asked.key.reveal(), asked.baseUrl);
  return exchangeFor(context, asked.id, {
    method: request.method,
    url: urlOf(asked.baseUrl, request.path(asked.baseUrl)),
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
      ...(credential && { [credential[0]]: new Secret(credential[1]) }),
      // Any of them may hold a secret of its own.
      ...Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, new Secret(value)])),
    },
    ...(request.body === undefined ? {} : { body: request.body }),
    proxyUrl: asked.proxyUrl,
  });
}

/** One exchange, reported step by step. Failures: `cancelled`, and `unsupported` without network access. */
export async function exchangeFor(
  { outside, progress, signal }: OperationContext,
  about: string | undefined,
  request: OutsideRequest,
): Promise<Outcome<OutsideEnd>> {
  if (!outside) return failure('unsupported', words().ask.impossible);
  const host = hostOf(request.url);
  const report = ({ step, ms, detail }: StepReport) =>
    progress?.({ about, text: stepTexts[step](host), ms, exchange: { step, host, detail } });
  const end = await outside.exchange(request, report, signal);
  if (end.kind === 'cancelled') return failure('cancelled', words().ask.cancelled);
  return success(end);
}

const stepTexts: Readonly<Record<ExchangeStep, (host: string) => string>> = {
  resolve: (host) => words().ask.steps.resolve(host),
  connect: (host) => words().ask.steps.connect(host),
  proxy: (host) => words().ask.steps.proxy(host),
  tls: (host) => words().ask.steps.tls(host),
  request: (host) => words().ask.steps.request(host),
  answer: (host) => words().ask.steps.answer(host),
};

/** A key of the config by its row, or one that is only in a form yet. */
export type ProviderKeyInput = ProviderRowInput | ProviderKeyDraft;

export interface ProviderRowInput {
  /** Of the row (`providerKeysOf`). */
  readonly id: string;
  /** `baseUrl` of the row as it was shown: a key is sent to no other host. */
  readonly shownUrl: string;
  /** Asked with instead of the row's own, which stays: a new key is tried before it is put in. */
  readonly newKey?: Secret | undefined;
  /** Set if the key is in the server's environment: it is tested only if ours has the same one. */
  readonly inEnvironment?: { readonly variable: string; readonly fingerprint: Fingerprint } | undefined;
}

/** A row as it is on a screen. */
export function inputOf({ id, baseUrl, variable, fingerprint }: ProviderKey): ProviderRowInput {
  const inEnvironment = variable !== undefined && fingerprint !== undefined && { variable, fingerprint };
  return { id, shownUrl: baseUrl, ...(inEnvironment && { inEnvironment }) };
}

interface ProviderKeyDraft {
  /** Id of a record in the list of providers. */
  readonly provider: string;
  readonly baseUrl: string;
  readonly key: Secret | undefined;
  readonly name?: string | undefined;
  readonly proxyUrl?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** All that a request with a provider key needs. */
export interface ProviderTarget {
  /** Of the row; undefined for a draft. */
  readonly id: string | undefined;
  readonly provider: Provider;
  /** What sentences call it. */
  readonly subject: string;
  readonly baseUrl: string;
  /** undefined if it is asked without one. */
  readonly key: Secret | undefined;
  readonly proxyUrl: string | undefined;
  /** Of the entry; sent along, and stronger than the provider's own. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Failures: `conflict` (gone, or it leads elsewhere now), `invalid`, `unsupported` (only the server has the
 * key).
 */
export async function findProviderTarget(
  context: OperationContext,
  input: ProviderKeyInput,
): Promise<Outcome<ProviderTarget>> {
  const loaded = await context.backend.load(context.signal);
  if (!loaded.ok) return loaded;
  return targetIn(loaded.value.config, context.environment, input);
}

/** The same in a config that has been loaded. */
export function targetIn(
  config: Config,
  environment: Environment | undefined,
  input: ProviderKeyInput,
): Outcome<ProviderTarget> {
  const asked = 'provider' in input ? ofDraft(input, config) : ofRow(input, config, environment);
  if (!asked.ok || asked.value.baseUrl !== '') return asked;
  return failure('invalid', words().ask.noBaseUrl(asked.value.subject));
}

function ofRow(
  input: ProviderRowInput,
  config: Config,
  environment: Environment = {},
): Outcome<ProviderTarget> {
  const known = keysInEnvironment(environment);
  const { inEnvironment: expected } = input;
  if (expected && !input.newKey && known[expected.variable]?.fingerprint !== expected.fingerprint)
    return elsewhere(expected.variable);
  const entries = providerEntriesOf(config, known);
  const entry = entries.find(({ row }) => row.id === input.id);
  if (!entry) return gone(words().askedKey);
  const asked = targetOfEntry(entry, config);
  const { baseUrl, subject } = asked;
  if (originOf(baseUrl) !== originOf(input.shownUrl)) {
    return failure('conflict', words().ask.moved(subject, originOf(baseUrl), originOf(input.shownUrl)));
  }
  if (input.newKey) return success({ ...asked, key: input.newKey });
  if (entry.row.variable !== undefined && !asked.key) return elsewhere(entry.row.variable);
  return success(asked);
}

const elsewhere = (variable: string) => failure('unsupported', words().ask.inEnvironment(variable));

/** A key of the config as the gateway would use it. */
export function targetOfEntry({ row, item }: ProviderEntry, config: Config): ProviderTarget {
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

function ofDraft(draft: ProviderKeyDraft, config: Config): Outcome<ProviderTarget> {
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

/** Scheme, host and port; the text itself if it is not an address. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);
