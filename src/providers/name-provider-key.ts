import { words } from './fields/words.ts';
import { providers } from './index.ts';
import type { ProviderKey } from './provider-keys.ts';

/** The name of a provider key in a sentence: `openrouter (sk-o…2b2b)`, `Claude key prod (sk-a…04QK)`. */
export function nameOfProviderKey(row: Pick<ProviderKey, 'provider' | 'name' | 'prefix' | 'mask'>): string {
  const { name, prefix, mask } = row;
  if (name !== undefined) return mask === undefined ? name : `${name} (${mask})`;
  const kind = words().keyOf(titleOfProvider(row.provider));
  if (prefix !== undefined) return mask === undefined ? `${kind} ${prefix}` : `${kind} ${prefix} (${mask})`;
  return mask === undefined ? words().without(kind) : `${kind} ${mask}`;
}

/** @param id of a provider record */
function titleOfProvider(id: string): string {
  return providers.find((provider) => provider.id === id)?.settings?.title ?? id;
}

/**
 * An address as it may be shown: without the user name and password that it may hold, which may have an `@`, and
 * where no address can be read, also a `/`, `?` or `#`.
 */
export function shownUrl(url: string): string {
  const isRead = url.includes('://') && URL.canParse(url);
  return url.replace(isRead ? /^([^:]+:\/\/+)[^/?#]*@/ : /^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1…@');
}
