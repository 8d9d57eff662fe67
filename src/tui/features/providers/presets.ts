import type { ConfigValue } from '../../../contract/config-edit.ts';
import { addProviderKey } from '../../../operations/index.ts';
import type { EnvironmentKey } from '../../../providers/environment-keys.ts';
import { providers } from '../../../providers/index.ts';
import type { Preset } from '../../../providers/key-settings.ts';
import type { At, Console } from '../../act.ts';
import { settingsOf } from './key-texts.ts';
import { providersSight } from './sight.ts';

/** What an entry of a well-known provider begins with (J1, K1). */
export const begunWith = (preset: Preset): Readonly<Record<string, ConfigValue>> => ({
  name: preset.name,
  'base-url': preset.baseUrl,
  models: preset.models.map((name) => ({ name })),
});

export type SpareKey = EnvironmentKey & { readonly where: 'server' | 'console' };

/**
 * The key of a well-known provider in the environment: the server's own need not be written to the config, that of
 * this console must.
 */
export function spareKeyOf({ console, ui }: At, { environment: variable }: Preset): SpareKey | undefined {
  const servers = console.providerStates?.environment?.[variable];
  if (servers) return { ...servers, where: 'server' };
  const own = ui.environment?.[variable];
  return own?.key && { ...own, where: 'console' };
}

/** Well-known providers that the config lacks and whose key is in an environment: one choice adds them. */
export function waitingPresets(
  at: At,
): readonly { readonly provider: string; readonly preset: Preset; readonly spare: SpareKey }[] {
  const inConfig = new Set(
    providersSight(at)
      .all.filter(({ keysOfEntry }) => keysOfEntry > 0)
      .map(({ provider }) => provider),
  );
  return providers.flatMap(({ id, settings }) => {
    const preset = settings?.preset;
    const spare = preset && spareKeyOf(at, preset);
    return spare && !inConfig.has(id) ? [{ provider: id, preset, spare }] : [];
  });
}

/** Adds it at once. Returns false where no key of it is in an environment: then a form has to ask for it. */
export function addWaitingPreset(console: Console, provider: string): boolean {
  const preset = settingsOf(provider)?.preset;
  const spare = preset && spareKeyOf(console.at(), preset);
  if (!spare) return false;
  const { name: _, ...fields } = begunWith(preset);
  void console.session
    .run(addProviderKey, {
      provider,
      fields: preset.models.length > 0 ? fields : { 'base-url': preset.baseUrl },
      ...(spare.key && { key: spare.key }),
    })
    .then((added) => {
      if (added.ok) selectProvider(console, added.value.id);
    });
  return true;
}

/** Puts the cursor on a row as soon as it is there. */
export const selectProvider = ({ ui }: Console, id: string): void =>
  ui.dispatch({ type: 'list', screen: 'providers', action: { type: 'wanted', id } });
