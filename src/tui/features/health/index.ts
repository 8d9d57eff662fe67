import type { Feature } from '../feature.ts';
import { healthActs } from './acts.tsx';
import { HealthScreen } from './screen.tsx';
import { healthSight } from './sight.ts';
import { watchHealth } from './watch.ts';
import { words } from './words.ts';

/** 8: problems of this server, why they matter, and fixes. */
export const healthFeature: Feature = {
  id: 'health',
  number: '8',
  words: () => words().screen,
  Screen: HealthScreen,
  acts: healthActs,
  list: (at) => healthSight(at).listed,
  watch: watchHealth,
};
