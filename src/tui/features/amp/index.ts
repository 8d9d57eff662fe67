import type { Feature } from '../feature.ts';
import { ampActs, showAbsent } from './acts.tsx';
import { AmpScreen } from './screen.tsx';
import { ampSight } from './sight.ts';
import { watchAmp } from './watch.ts';
import { words } from './words.ts';

/** 9: upstream keys of client keys at Amp. */
export const ampFeature: Feature = {
  id: 'amp',
  number: '9',
  words: () => words().screen,
  Screen: AmpScreen,
  acts: ampActs,
  list: (at) => ampSight(at).listed,
  watch: watchAmp,
  absent: ({ capabilities, server }) =>
    capabilities?.amp === 'absent' && (server?.config.ampcode ?? undefined) === undefined,
  whenAbsent: showAbsent,
};
