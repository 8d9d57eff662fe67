import type { Feature } from '../feature.ts';
import { overviewActs } from './acts.tsx';
import { OverviewScreen } from './screen.tsx';
import { overviewSight } from './sight.ts';
import { watchOverview } from './watch.ts';
import { words } from './words.ts';

/** 1: what needs attention, and the traffic of this server. */
export const overviewFeature: Feature = {
  id: 'overview',
  number: '1',
  words: () => words().screen,
  Screen: OverviewScreen,
  acts: overviewActs,
  list: (at) => overviewSight(at).listed,
  watch: watchOverview,
};
