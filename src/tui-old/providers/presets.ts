import type { ConfigValue } from '../../contract/config-edit.ts';
import type { EnvironmentKey } from '../../providers/environment-keys.ts';
import { providers } from '../../providers/index.ts';
import type { Preset } from '../../providers/key-settings.ts';
import type { KeyContext } from '../binding.ts';
import type { MenuItem } from '../ui/dialog.ts';

/** What an entry of a well-known provider begins with (J1, K1). */
export const begunWith = (preset: Preset): Readonly<Record<string, ConfigValue>> => ({
  name: preset.name,
  'base-url': preset.baseUrl,
  models: preset.models.map((name) => ({ name })),
});

/** A key of the environment: the server's own needs not be written into the config, that of this console must. */
export function spareKeyOf(
  { console, ui }: KeyContext,
  { environment: variable }: Preset,
): (EnvironmentKey & { readonly where: 'server' | 'console' }) | undefined {
  const servers = console.providerStates?.environment?.[variable];
  if (servers) return { ...servers, where: 'server' };
  const own = ui.environment?.[variable];
  return own?.key && { ...own, where: 'console' };
}

/** Well-known providers that the config lacks and that have a key waiting: one choice adds them. */
export function waitingPresets(context: KeyContext): readonly MenuItem[] {
  return providers.flatMap(({ id, settings }): MenuItem[] => {
    const preset = settings?.preset;
    const spare = preset && spareKeyOf(context, preset);
    if (!spare || isInConfig(context, id)) return [];
    const from =
      spare.where === 'server' ? 'which the server has' : 'of this console, written into the config';
    return [
      {
        title: `${settings?.title}, with ${preset?.environment}`,
        hint: `${spare.mask} ${from}`,
        act: { type: 'add-preset', provider: id },
      },
    ];
  });
}

const isInConfig = ({ providers: { all } }: KeyContext, provider: string): boolean =>
  all.some((row) => row.provider === provider && row.keysOfEntry > 0);
