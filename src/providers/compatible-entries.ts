import { Secret } from '../base/secrets/secret.ts';
import type { Config } from '../contract/config.ts';
import type { Preset } from './fields/key-settings.ts';
import { readCommon, trimSlash, weightOf } from './fields/read-entry.ts';
import { openAiPaths } from './paths.ts';
import type { ApiRoute, UpstreamEntry } from './provider.ts';

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
    ...responsesOf(item, base),
  }));
}

/** Who is known to take the Responses API, or not to; all take chat. */
const responsesAt = new Map([
  ['api.openai.com', true],
  ['api.groq.com', true],
  ['api.x.ai', true],
  ['openrouter.ai', true],
  ['api.cline.bot', false],
]);

function responsesOf(item: CompatibleItem, base: string): Pick<UpstreamEntry, 'responses'> {
  const told = item.responses ?? (item.websockets === true || responsesAt.get(hostOf(base)));
  if (told === true) return {};
  return { responses: told === false ? 'no' : 'unknown' };
}

/** Behind the base of such an item. */
export const compatiblePath = (route: ApiRoute, { responses }: UpstreamEntry): string | undefined =>
  route === 'responses' && responses === 'no' ? undefined : openAiPaths[route];

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
