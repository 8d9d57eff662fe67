import { environmentKeys } from '../../../operations/index.ts';
import type { Feature, Watch } from '../feature.ts';
import { providerActs } from './acts.tsx';
import { hintOf, providerName, stateWord } from './key-texts.ts';
import { providerSorts, providersSight } from './rows.ts';
import { ProvidersScreen } from './screen.tsx';
import { words } from './words.ts';

/** How the keys do is followed while they are shown; which ones this environment could give is asked once. */
const watchProviders: Watch = (session, ui) => {
  if (!ui.snapshot().environment) {
    void session.ask(environmentKeys, {}).then((found) => {
      if (found.ok) ui.dispatch({ type: 'set', ui: { environment: found.value } });
    });
  }
  return session.watchProviderStates();
};

/** 3: the keys of the providers (D). */
export const providersFeature: Feature = {
  id: 'providers',
  number: '3',
  words: () => words().screen,
  Screen: ProvidersScreen,
  acts: providerActs,
  list: (at) => providersSight(at).listed,
  sorts: providerSorts,
  hint(at) {
    const { selected } = providersSight(at);
    return selected && hintOf(selected, at.now);
  },
  search: (at) =>
    providersSight(at).all.map((key) => ({
      id: key.id,
      text: providerName(key),
      state: stateWord(key, at.now),
    })),
  watch: watchProviders,
};
