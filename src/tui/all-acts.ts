import type { Act } from './act.ts';
import { dialogActs } from './components/dialogs/acts.ts';
import { firstRunActs } from './features/first-run/first-run.tsx';
import { features } from './features/index.ts';
import { serverActs } from './features/server/acts.tsx';
import { wayInActs } from './features/sign-in/acts.tsx';
import { frameActs } from './frame/acts.tsx';
import { helpActs } from './frame/help.tsx';
import { paletteActs } from './frame/palette.tsx';
import { everywhereActs, filterActs, itemActs, listActs, screenActs } from './shared-acts.ts';

/** Every act of the console, in the order of the help: screens, lists, every screen, ways in, everywhere, open boxes. */
export const allActs = (): readonly Act[] => [
  ...features.flatMap(({ acts }) => acts),
  ...itemActs,
  ...listActs,
  ...screenActs,
  ...serverActs,
  ...filterActs,
  ...wayInActs,
  ...firstRunActs,
  ...frameActs,
  ...paletteActs,
  ...helpActs,
  ...everywhereActs,
  ...dialogActs,
];
