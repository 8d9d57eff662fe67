import type { Secret } from '../../base/secrets/secret.ts';
import { matchesPattern } from '../../base/text/match-pattern.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { Config } from '../../contract/config.ts';
import { serverUrl } from '../../contract/server-address.ts';
import { upstreamModel } from '../../providers/fields/model-names.ts';
import { providers } from '../../providers/index.ts';
import { trimSlash } from '../../providers/paths.ts';
import type { Provider } from '../../providers/provider.ts';
import { type ProviderKey, upstreamEntries } from '../../providers/provider-keys.ts';
import type { ApiRoute, UpstreamEntry } from '../../providers/upstream-entry.ts';
import { words } from './words.ts';

/** The server that a snippet addresses, and how. */
export interface SnippetTarget {
  /** Of the server or the provider, for sentences. */
  readonly name: string;
  /** What OpenAI's SDKs take as base URL; undefined if it speaks no OpenAI-style chat. */
  readonly openAi: string | undefined;
  /** What Anthropic's clients take as base URL, without `/v1`. */
  readonly anthropic: string | undefined;
  /** What Google's clients take as base URL, without `/v1beta`. */
  readonly gemini: string | undefined;
  /** Whether it takes the Responses API, also on a WebSocket. */
  readonly responses: boolean;
  /** One request in plain HTTP. */
  readonly request: {
    readonly url: string;
    readonly header: string;
    readonly before: string;
    readonly body: object;
  };
  /** A model that it has; MODEL when none is known. */
  readonly model: string;
  /** The variable that holds the key. */
  readonly env: string;
  /** Programs look for the key under that name alone; else they take OPENAI_API_KEY and OPENAI_BASE_URL. */
  readonly ownVariable: boolean;
  /** Only when the user asked for it in full. */
  readonly key: Secret | undefined;
  /** Path of the certificate that the server shows. */
  readonly ca: string | undefined;
  /** Its name for `cline auth -p`; undefined: `openai`, with the base URL. */
  readonly clineName: string | undefined;
}

/** Used where no model is known. */
export const noModel = 'MODEL';

interface ClientTargetOptions {
  /** Base URL that the console talks to; absent: from the config. */
  readonly url?: string | undefined;
  readonly model?: string | undefined;
  readonly key?: Secret | undefined;
  /** Patterns of models that the key may use. */
  readonly allowed?: readonly string[] | undefined;
}

/** A client key at the server itself, which translates for every client. */
export function clientTarget(
  config: Config,
  { url, model, key, allowed }: ClientTargetOptions,
): SnippetTarget {
  const origin = trimSlash(url ?? serverUrl(config));
  const named = model ?? modelOf(config, allowed) ?? noModel;
  return {
    name: 'this server',
    openAi: `${origin}/v1`,
    anthropic: origin,
    gemini: origin,
    responses: true,
    request: chatRequest(`${origin}/v1`, named),
    model: named,
    env: 'CLI_PROXY_API_KEY',
    ownVariable: false,
    key,
    ca: config.tls?.enable === true ? (config.tls.cert ?? undefined) : undefined,
    clineName: undefined,
  };
}

/** The first model of a conversation that the config offers, as a client asks for it. */
function modelOf(config: Config, allowed: readonly string[] | undefined): string | undefined {
  const any = allowed === undefined || allowed.length === 0;
  let byName: string | undefined;
  for (const provider of providers) {
    for (const entry of upstreamEntries(provider, config, {})) {
      if (!conversations.some((route) => provider.path(route, entry) !== undefined)) continue;
      const names = modelsOf(provider, entry).map((alias) =>
        entry.prefix ? `${entry.prefix}/${alias}` : alias,
      );
      const fit = names.find((name) => any || matches(allowed, name));
      if (fit !== undefined) return fit;
      const name = `${entry.name}/${noModel}`;
      if (any && upstreamModel({ provider, entry }, name, config['force-model-prefix'] === true) === noModel)
        byName ??= name;
    }
  }
  return byName;
}

const conversations: readonly ApiRoute[] = ['chat', 'messages', 'responses', 'gemini'];

/** Whether it is known to: a snippet must work. */
const speaks = (provider: Provider, entry: UpstreamEntry, route: ApiRoute): boolean =>
  provider.path(route, entry) !== undefined && (route !== 'responses' || entry.responses === undefined);

const modelsOf = (provider: Provider, entry: UpstreamEntry): readonly string[] =>
  (entry.models.length > 0 ? entry.models.map(({ alias }) => alias) : provider.knownModels).filter(
    (name) => !matches(entry.excluded, name),
  );

const matches = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), name.toLowerCase()));

/** A provider key at its provider, past the server. */
export function providerTarget(
  provider: Provider,
  entry: UpstreamEntry,
  { model, key }: { readonly model?: string | undefined; readonly key?: Secret | undefined } = {},
): SnippetTarget {
  const path = provider.path('chat', entry);
  const openAi = path?.endsWith('/chat/completions')
    ? entry.baseUrl + path.slice(0, -'/chat/completions'.length)
    : undefined;
  const messages = provider.path('messages', entry);
  const monitor = provider.path('monitor', entry);
  // Behind the server a model has its alias; past it, the provider's own name.
  const named = model ?? entry.models[0]?.name ?? provider.knownModels[0] ?? noModel;
  return {
    name: entry.name,
    openAi,
    anthropic: messages === undefined ? undefined : (entry.baseUrl + messages).replace(/\/v1\/messages$/, ''),
    gemini: provider.path('gemini', entry) === undefined ? undefined : entry.baseUrl.replace(/\/v1beta$/, ''),
    responses: speaks(provider, entry, 'responses'),
    request:
      openAi === undefined && monitor !== undefined
        ? {
            url: entry.baseUrl + monitor,
            header: 'Authorization',
            before: 'Bearer ',
            body: { prompt: 'Say hello', model: 'CHATGPT' },
          }
        : chatRequest(openAi ?? entry.baseUrl, named),
    model: named,
    env: provider.settings?.preset?.environment ?? envOf(entry.name),
    ownVariable: provider.settings?.preset !== undefined,
    key,
    ca: undefined,
    clineName: provider.clineCliName,
  };
}

const envOf = (name: string): string =>
  `${
    name
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .replace(/^(?=\d)/, '_') || 'PROVIDER'
  }_API_KEY`;

function chatRequest(base: string, model: string): SnippetTarget['request'] {
  return {
    url: `${base}/chat/completions`,
    header: 'Authorization',
    before: 'Bearer ',
    body: { model, messages: [{ role: 'user', content: 'Say hello' }] },
  };
}

/** A provider key past the server, straight at its provider; undefined: there is no way that is known. */
export function providerKeyTarget(
  config: Config,
  row: ProviderKey,
  model?: string | undefined,
): SnippetTarget | undefined {
  const provider = providers.find(({ id }) => id === row.provider);
  const variable = provider?.settings?.preset?.environment;
  // A snippet holds no key: which one is in the server's environment does not matter.
  const key = row.key?.reveal() ?? (row.variable === undefined ? undefined : 'unknown');
  const environment = key !== undefined && variable ? { [variable]: key } : {};
  const entries = provider ? upstreamEntries(provider, config, environment) : [];
  const entry = entries.find((it) => it.key?.reveal() === key && it.baseUrl === row.baseUrl);
  return provider && entry && providerTarget(provider, entry, { model });
}

/** Why `providerKeyTarget` knows no way. */
export function noProviderTarget(
  { everyProvider }: Pick<Capabilities, 'everyProvider'>,
  { disabled }: Pick<ProviderKey, 'disabled'>,
): string {
  if (disabled) return words().disabled;
  return everyProvider === 'enforced' ? words().notDirect : words().notUsed;
}
