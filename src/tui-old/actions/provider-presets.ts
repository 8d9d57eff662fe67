import { addProviderKey } from '../../operations/index.ts';
import type { EnvironmentKey } from '../../providers/environment-keys.ts';
import { providers } from '../../providers/index.ts';
import type { Preset } from '../../providers/key-settings.ts';
import { begunWith, spareKeyOf } from '../providers/presets.ts';
import type { Acts } from './carry-out.ts';
import type { Desk } from './desk.ts';
import { providerFormActs } from './provider-forms.ts';

export const providerPresetActs: Acts<'add-preset'> = {
  async 'add-preset'(desk, { provider }) {
    const preset = providers.find(({ id }) => id === provider)?.settings?.preset;
    const spare = preset && spareKeyOf(desk.context(), preset);
    if (!preset || !spare) return providerFormActs['add-provider'](desk, { type: 'add-provider', provider });
    return addPreset(desk, provider, preset, spare);
  },
};

async function addPreset(desk: Desk, provider: string, preset: Preset, spare: EnvironmentKey): Promise<void> {
  const { name: _, ...fields } = begunWith(preset);
  const added = await desk.session.run(addProviderKey, {
    provider,
    fields: preset.models.length > 0 ? fields : { 'base-url': preset.baseUrl },
    ...(spare.key && { key: spare.key }),
  });
  if (added.ok)
    desk.dispatch({ type: 'list', screen: 'providers', action: { type: 'wanted', id: added.value.id } });
}
