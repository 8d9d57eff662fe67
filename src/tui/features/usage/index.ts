import type { Feature } from '../feature.ts';
import { usageActs } from './acts.ts';
import { UsageScreen } from './screen.tsx';
import { catchUp } from './sight.ts';
import { watchUsage } from './watch.ts';
import { words } from './words.ts';

export const usageFeature: Feature = {
  id: 'usage',
  number: '5',
  words: () => words().screen,
  Screen: UsageScreen,
  acts: usageActs,
  catchUp,
  watch: watchUsage,
  absent: ({ hasUsage }) => !hasUsage,
};
