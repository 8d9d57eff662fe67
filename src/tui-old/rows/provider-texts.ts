import { providers } from '../../providers/index.ts';
import { shownUrl } from '../../providers/name-provider-key.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';

/** The words for one provider key; all of them come from the config, so none holds a control character. */
export interface ProviderTexts {
  /** Of whom: `Claude`. */
  readonly kind: string;
  readonly shortKind: string;
  /** What tells it from others of its kind: its name, its prefix, both; or `–`. */
  readonly name: string;
  readonly mask: string;
  /** Without the scheme, and without the user and password that it may hold. */
  readonly base: string;
}

export function providerTexts(key: ProviderKey): ProviderTexts {
  const { provider, name, prefix, mask, variable, baseUrl } = key;
  const parts = [name, prefix === name ? undefined : prefix].filter((part) => part !== undefined);
  const text = (value: string) => value.trim();
  const settings = providers.find(({ id }) => id === provider)?.settings;
  return {
    kind: settings?.title ?? text(provider),
    shortKind: settings?.short ?? settings?.title ?? text(provider),
    name: text(parts.join(' ')) || '–',
    mask: text(mask ?? (variable === undefined ? 'no key' : `$${variable}`)),
    base: text(shownUrl(baseUrl).replace(/^https:\/\//, '')) || '–',
  };
}
