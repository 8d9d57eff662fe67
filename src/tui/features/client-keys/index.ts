import type { Feature } from '../feature.ts';
import { clientKeyActs } from './acts.tsx';
import { fullNameOf, stateWord } from './key-texts.ts';
import { ClientKeysScreen } from './screen.tsx';
import { clientKeySorts, clientKeysSight } from './sight.ts';
import { watchKeyCalls } from './watch.ts';
import { words } from './words.ts';

/** 2: the client keys (A). */
export const clientKeysFeature: Feature = {
  id: 'client-keys',
  number: '2',
  words: () => words().screen,
  Screen: ClientKeysScreen,
  acts: clientKeyActs,
  list: (at) => clientKeysSight(at).listed,
  sorts: clientKeySorts,
  search: (at) =>
    clientKeysSight(at).all.map(({ key }) => {
      const [name, mask] = [fullNameOf(key), key.key.mask];
      return {
        id: key.id,
        name,
        text: name === mask ? name : `${name} · ${mask}`,
        state: stateWord(key, at.now),
      };
    }),
  watch: watchKeyCalls,
};
