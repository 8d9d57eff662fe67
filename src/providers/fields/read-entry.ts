import { Secret } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import type { ModelName, UpstreamEntry } from '../provider.ts';

export type KeyItem = NonNullable<NonNullable<Config['gemini-api-key']>[number]>;

/** The entries of one `*-api-key` list. @param defaultBase when an entry names no `base-url` */
export function readKeyList(
  list: Config['gemini-api-key'],
  name: string,
  defaultBase: string,
): UpstreamEntry[] {
  return (list ?? []).filter((item) => item['api-key']).map((item) => readKey(item, name, defaultBase));
}

function readKey(item: KeyItem, name: string, defaultBase: string): UpstreamEntry {
  return {
    ...readCommon(item),
    name,
    key: new Secret(item['api-key'] ?? ''),
    baseUrl: trimSlash(item['base-url'] || defaultBase),
    proxyUrl: item['proxy-url'] || undefined,
    weight: weightOf(item.weight),
    excluded: (item['excluded-models'] ?? []).map((pattern) => pattern.toLowerCase()),
    socket: item.websockets === true,
  };
}

interface Common {
  readonly prefix?: string | null | undefined;
  readonly headers?: Record<string, string> | null | undefined;
  readonly priority?: number | null | undefined;
  readonly 'disable-cooling'?: boolean | null | undefined;
  readonly 'request-retry'?: number | null | undefined;
  readonly models?:
    | readonly { name?: string | null | undefined; alias?: string | null | undefined }[]
    | null
    | undefined;
}

/** What entries of every list have alike. */
export function readCommon(
  item: Common,
): Pick<UpstreamEntry, 'prefix' | 'headers' | 'priority' | 'coolingDisabled' | 'requestRetry' | 'models'> {
  const headers = Object.entries(item.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    prefix: item.prefix?.replace(/^\/+|\/+$/g, '') || undefined,
    headers: Object.fromEntries(headers),
    priority: item.priority ?? 0,
    coolingDisabled: item['disable-cooling'] === true,
    requestRetry: item['request-retry'] ?? undefined,
    models: (item.models ?? []).flatMap(readModel),
  };
}

function readModel(model: {
  name?: string | null | undefined;
  alias?: string | null | undefined;
}): ModelName[] {
  const name = model.name || model.alias;
  return name ? [{ name, alias: model.alias || name }] : [];
}

/** A weight below 1 would never be used; the public server takes it as 1, too. */
export function weightOf(weight: number | null | undefined): number {
  return Math.max(1, weight ?? 1);
}

export function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
