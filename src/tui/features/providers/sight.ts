import { providerKeyStanding } from '../../../contract/provider-states.ts';
import type { At } from '../../act.ts';
import { createListSight, type ListSight } from '../../ui/list-sight.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { attemptsOf, providerTexts, stateWord } from './key-texts.ts';
import { createStatedKeys, type StatedProviderKey } from './stated-keys.ts';

/** Columns that `o` goes through after the default: provider, then list order, which fill-first uses. */
export const providerSorts = ['name', 'attempts', 'errors', 'state'] as const;

const standings = ['refused', 'failing', 'cooling', 'disabled', 'active'] as const;
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What is compared; figures go down, words and troubles up. Not known is last. */
function compareBy(column: string, now: number): (a: StatedProviderKey, b: StatedProviderKey) => number {
  const down = (of: (key: StatedProviderKey) => number | undefined) => {
    const value = (key: StatedProviderKey) => of(key) ?? -1;
    return (a: StatedProviderKey, b: StatedProviderKey) => value(b) - value(a);
  };
  const figures = (key: StatedProviderKey) =>
    attemptsOf(key, key.state?.callsToday === undefined ? 'since start' : 'today');
  switch (column) {
    case 'name':
      return (a, b) => collator.compare(providerTexts(a).name, providerTexts(b).name);
    case 'attempts':
      return down((key) => figures(key).attempts);
    case 'errors':
      return down((key) => {
        const { attempts, errors } = figures(key);
        return attempts && errors !== undefined ? errors / attempts : undefined;
      });
    default: {
      const rank = (key: StatedProviderKey) =>
        standings.indexOf(providerKeyStanding(key.disabled, key.state, now));
      return (a, b) => rank(a) - rank(b);
    }
  }
}

function sorted(keys: readonly StatedProviderKey[], { column, reversed }: Sort, now: number) {
  const ordered = column === undefined ? keys : [...keys].sort(compareBy(column, now));
  return reversed ? [...ordered].reverse() : ordered;
}

/** The provider keys of the config, with what the server reports of them. */
export const providersSight: (at: Pick<At, 'console' | 'ui' | 'now'>) => ListSight<StatedProviderKey> =
  createListSight<StatedProviderKey>({
    screen: 'providers',
    items: createStatedKeys(),
    idOf: ({ id }) => id,
    words(key, now) {
      const { kind, name, mask, base } = providerTexts(key);
      return [kind, name, mask, base, stateWord(key, now), key.variable, key.fingerprint];
    },
    sort: sorted,
  });
