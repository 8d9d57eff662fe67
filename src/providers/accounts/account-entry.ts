import { Secret } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import { weightOf } from '../fields/read-entry.ts';
import { type Fields, textIn } from '../json-fields.ts';
import type { ProviderOAuth } from '../oauth.ts';
import { trimSlash, trimSlashes } from '../paths.ts';
import type { AccountUse, ModelName, UpstreamEntry } from '../upstream-entry.ts';
import { channelNames } from './auth-file-kinds.ts';
import { oauthSettings } from './sign-in-records.ts';

/**
 * An account as a credential beside the keys; undefined: it is disabled, or its tokens cannot be used here.
 * Fields of the file as recorded auth-files.json has them. @param key returns the current token
 */
export function accountEntry(
  record: ProviderOAuth,
  { name, file }: { readonly name: string; readonly file: Fields },
  config: Config,
  key: () => string | undefined,
): (UpstreamEntry & { readonly account: AccountUse }) | undefined {
  const { upstream } = record;
  if (!upstream || file.disabled === true) return undefined;
  const channel = record.file.type;
  const names = channelNames(channel);
  const excluded = [
    ...names.flatMap((one) => config['oauth-excluded-models']?.[one] ?? []),
    ...textsIn(file, 'excluded_models'),
  ];
  const retry = numberIn(file, 'request_retry');
  return {
    name: channel,
    get key() {
      const token = key();
      return token === undefined ? undefined : new Secret(token);
    },
    baseUrl: trimSlash(oauthSettings(record, config)['base-url'] || upstream.baseUrl),
    prefix: trimSlashes(textIn(file, 'prefix') ?? '') || undefined,
    proxyUrl: textIn(file, 'proxy_url'),
    headers: { ...upstream.headers?.(file), ...headersIn(file) },
    priority: numberIn(file, 'priority') ?? 0,
    weight: weightOf(numberIn(file, 'weight')),
    coolingDisabled: file.disable_cooling === true,
    requestRetry: retry,
    models: [],
    excluded: excluded.map((pattern) => pattern.toLowerCase()),
    socket: file.websockets === true,
    account: {
      name,
      label: textIn(file, 'email') ?? name,
      ...(upstream.routes && { routes: upstream.routes }),
      joinedHeaders: upstream.joinedHeaders ?? {},
      aliases: names.flatMap((one) => aliasesOf(config, one)),
    },
  };
}

function aliasesOf(config: Config, channel: string): ModelName[] {
  return (config['oauth-model-alias']?.[channel] ?? []).flatMap(({ name, alias }) =>
    name && alias ? [{ name, alias }] : [],
  );
}

/** A priority may be written as text by hand. */
function numberIn(file: Fields, name: string): number | undefined {
  const value = file[name];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function textsIn(file: Fields, name: string): string[] {
  const value = file[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function headersIn(file: Fields): Record<string, string> {
  const { headers } = file;
  if (typeof headers !== 'object' || headers === null) return {};
  const texts = Object.entries(headers).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value as string]));
}
