import { providers } from '../../providers/index.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { type Line, segment } from '../text/line.ts';
import { count } from './figures.ts';

/** SCREENS, names of states: `active`, `disabled` …, and what stands beside it. */
export function providerStateOf(key: ProviderKey): Line {
  const { disabled, models, priority, duplicate, variable } = key;
  const notServed = providers.find(({ id }) => id === key.provider)?.settings?.notServed;
  const more = [
    ...(models.length > 0 ? [count(models.length, 'model')] : []),
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...(variable === undefined ? [] : ['from the environment']),
    ...(notServed === undefined ? [] : ['kept only']),
    ...(duplicate ? ['duplicate'] : []),
  ];
  const state = disabled ? segment('disabled', 'dim') : segment('active', 'good');
  return [state, segment(more.map((text) => ` · ${text}`).join(''), disabled ? 'dim' : 'plain')];
}
