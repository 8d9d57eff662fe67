import { type ProviderKeyStanding, providerKeyStanding } from '../../contract/provider-states.ts';
import type { StatedProviderKey } from '../providers/stated-keys.ts';
import { type Line, type Style, segment } from '../text/line.ts';
import { count } from './figures.ts';
import { left, type Moment } from './moment.ts';

const tones: Readonly<Record<ProviderKeyStanding, Style>> = {
  active: 'good',
  disabled: 'dim',
  cooling: 'warning',
  failing: 'danger',
  refused: 'danger',
};

/** SCREENS, names of states, and what stands beside: `cooling 38 s · 429`, `failing · 401 …`, `active · 2 models`. */
export function providerStateOf(key: StatedProviderKey, moment: Moment): Line {
  const standing = providerKeyStanding(key.disabled, key.state, moment.now);
  const { coolingUntil = 0, coolingModels = [], lastError } = key.state ?? {};
  const status = lastError?.status === undefined ? undefined : String(lastError.status);
  if (standing === 'cooling') {
    const [model] = coolingModels;
    const models = coolingModels.length === 1 && model !== undefined ? model : undefined;
    const what = models ?? (coolingModels.length > 1 ? count(coolingModels.length, 'model') : undefined);
    return told(`cooling ${left(moment, coolingUntil)}`, standing, [status, what, ...oddities(key)]);
  }
  if (standing === 'failing' || standing === 'refused') {
    const said = [status, lastError?.message ?? ''].filter(Boolean).join(' ');
    return told(standing, standing, [said === '' ? undefined : said, ...oddities(key)]);
  }
  const { models, priority } = key;
  return told(standing, standing, [
    models.length > 0 ? count(models.length, 'model') : undefined,
    priority === 0 ? undefined : `priority ${priority}`,
    ...oddities(key),
  ]);
}

const told = (words: string, standing: ProviderKeyStanding, more: readonly (string | undefined)[]): Line => [
  segment(words, tones[standing]),
  segment(
    more.flatMap((text) => (text === undefined ? [] : [` · ${text}`])).join(''),
    standing === 'disabled' ? 'dim' : 'plain',
  ),
];

function oddities({ variable, keptOnly, duplicate }: StatedProviderKey): readonly (string | undefined)[] {
  return [
    variable === undefined ? undefined : 'environment',
    keptOnly ? 'not served' : undefined,
    duplicate ? 'duplicate' : undefined,
  ];
}
