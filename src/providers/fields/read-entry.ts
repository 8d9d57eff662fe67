import { Secret } from '../../base/secrets/secret.ts';
import type { FlatItem, GroupedItem } from '../../contract/config.ts';
import { openAiPaths, trimSlash, trimSlashes } from '../paths.ts';
import type { ApiRoute, ModelName, UpstreamEntry } from '../upstream-entry.ts';
import type { Preset } from './key-settings.ts';

/** An entry of a flat list. @param defaultBase when it names no `base-url` */
export function readFlatEntry(item: FlatItem, name: string, defaultBase: string): UpstreamEntry {
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

/** The fields that entries of all lists share. */
export function readCommon(
  item: Common,
): Pick<UpstreamEntry, 'prefix' | 'headers' | 'priority' | 'coolingDisabled' | 'requestRetry' | 'models'> {
  const headers = Object.entries(item.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    prefix: trimSlashes(item.prefix ?? '') || undefined,
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

/** An entry with a weight below 1 would never be used; the public server reads it as 1, too. */
export function weightOf(weight: number | null | undefined): number {
  return Math.max(1, weight ?? 1);
}

/** One upstream entry for each key; requests to a provider without keys (a local model server) have none. */
export function readGroupedEntry(item: GroupedItem, environmentKey?: string): UpstreamEntry[] {
  const base = trimSlash(item['base-url'] ?? '');
  if (item.disabled === true || base === '') return [];
  const written = (item['api-key-entries'] ?? []).filter((entry) => entry['api-key']);
  const keys = written.length > 0 ? written : [{ 'api-key': environmentKey ?? null }];
  return keys.map((entry) => ({
    ...readCommon(item),
    name: item.name || hostOf(base),
    key: entry['api-key'] ? new Secret(entry['api-key']) : undefined,
    baseUrl: base,
    proxyUrl: ('proxy-url' in entry && entry['proxy-url']) || undefined,
    weight: weightOf('weight' in entry ? (entry.weight as number | null | undefined) : undefined),
    excluded: excludedOf(item),
    socket: item.websockets === true,
    ...responsesOf(item, base),
  }));
}

/** Hosts known to support the Responses API, or not to support it; all support chat. */
const responsesAt = new Map([
  ['api.openai.com', true],
  ['api.groq.com', true],
  ['api.x.ai', true],
  ['openrouter.ai', true],
  ['api.cline.bot', false],
]);

function responsesOf(item: GroupedItem, base: string): Pick<UpstreamEntry, 'responses'> {
  const supported = item.responses ?? (item.websockets === true || responsesAt.get(hostOf(base)));
  if (supported === true) return {};
  return { responses: supported === false ? 'no' : 'unknown' };
}

/** Path after the base URL of such an item. */
export const compatiblePath = (route: ApiRoute, { responses }: UpstreamEntry): string | undefined =>
  (route === 'responses' || route === 'compact') && responses === 'no' ? undefined : openAiPaths[route];

/** Whether an item is this well-known provider: by its name or by its host. */
export function isPreset(item: GroupedItem, { name, host }: Pick<Preset, 'name' | 'host'>): boolean {
  return item.name?.toLowerCase() === name || hostOf(item['base-url'] ?? '') === host;
}

function excludedOf(item: GroupedItem): string[] {
  const list = item['excluded-models'];
  return Array.isArray(list) ? list.map((pattern) => String(pattern).toLowerCase()) : [];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
