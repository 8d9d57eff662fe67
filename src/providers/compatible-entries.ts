import { Secret } from '../base/secret.ts';
import type { Config } from '../contract/config.ts';
import type { Preset } from './key-settings.ts';
import type { UpstreamEntry } from './provider.ts';
import { readCommon, trimSlash, weightOf } from './read-entry.ts';

export type CompatibleItem = NonNullable<NonNullable<Config['openai-compatibility']>[number]>;

/** One upstream entry a key; a provider without keys (a model server on this machine) is asked without one. */
export function readCompatible(item: CompatibleItem, environmentKey?: string): UpstreamEntry[] {
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
  }));
}

/** Whether an item is this well-known provider: by its name or by its host. */
export function isPreset(item: CompatibleItem, { name, host }: Pick<Preset, 'name' | 'host'>): boolean {
  return item.name?.toLowerCase() === name || hostOf(item['base-url'] ?? '') === host;
}

function excludedOf(item: CompatibleItem): string[] {
  const list = item['excluded-models'];
  return Array.isArray(list) ? list.map((pattern) => String(pattern).toLowerCase()) : [];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
