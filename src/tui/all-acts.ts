import type { Act } from './act.ts';
import { features } from './features/index.ts';
import { filterActs, itemActs, listActs } from './list-acts.ts';
import { everywhereActs, screenActs } from './screen-acts.ts';

/** Every act of the console, in the order of the help: screens, lists, everywhere. */
export const allActs = (): readonly Act[] => [
  ...features.flatMap(({ acts }) => acts),
  ...itemActs,
  ...listActs,
  ...screenActs,
  ...filterActs,
  ...everywhereActs,
];
