import type { Feature, Watch } from '../feature.ts';
import { ampActs, showAbsent } from './acts.tsx';
import { ampSight } from './rows.ts';
import { AmpScreen } from './screen.tsx';
import { words } from './words.ts';

/** Whether the server has AMP_API_KEY comes with how its keys fare: that is asked for once, and not followed. */
const watchAmp: Watch = (session) => {
  const { store } = session;
  if (store.snapshot().providerStates) return () => {};
  const unwatch = session.watchProviderStates();
  const stop = store.subscribe(() => {
    if (!store.snapshot().providerStates) return;
    stop();
    unwatch();
  });
  return () => {
    stop();
    unwatch();
  };
};

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
