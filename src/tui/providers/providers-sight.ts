import { type ProviderKey, providerKeysOf } from '../../providers/provider-keys.ts';
import type { ConsoleState } from '../../store/state.ts';
import { textIn } from '../input/text-field.ts';
import { remember } from '../remember.ts';
import { providerTexts } from '../rows/provider-texts.ts';
import type { UiState } from '../ui/ui-state.ts';
import type { Listed } from '../view.ts';

/** What of the provider keys is to be seen. */
export interface ProvidersSight {
  /** In the order of the config. */
  readonly all: readonly ProviderKey[];
  /** Those that fit the filter. */
  readonly visible: readonly ProviderKey[];
  /** The one under the cursor. */
  readonly selected: ProviderKey | undefined;
  readonly listed: Listed;
}

const none: readonly ProviderKey[] = [];
export const noProviders: ProvidersSight = {
  all: none,
  visible: none,
  selected: undefined,
  listed: { ids: [], known: new Set() },
};

/** The sight of each frame; the config is read again only when it has changed, and only while the screen is shown. */
export function createProvidersSight(): (console: ConsoleState, ui: UiState) => ProvidersSight {
  const read = remember((server: ConsoleState['server']) => (server ? providerKeysOf(server.config) : none));
  const found = remember((all: readonly ProviderKey[], filter: string) => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length === 0 ? all : all.filter((key) => matches(key, words));
  });
  const listed = remember(
    (visible: readonly ProviderKey[], all: readonly ProviderKey[]): Listed => ({
      ids: visible.map(({ id }) => id),
      known: new Set(all.map(({ id }) => id)),
    }),
  );
  return ({ server }, { screen, lists, filters }) => {
    if (screen !== 'providers') return noProviders;
    const all = read(server);
    const visible = found(all, textIn(filters.providers));
    const selected = visible.find(({ id }) => id === lists.providers.cursor);
    return { all, visible, selected, listed: listed(visible, all) };
  };
}

function matches(key: ProviderKey, words: readonly string[]): boolean {
  const { kind, name, mask, base } = providerTexts(key);
  const text = [kind, name, mask, base, key.disabled ? 'disabled' : '', key.fingerprint]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
