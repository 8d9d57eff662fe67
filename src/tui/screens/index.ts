import type { Screen } from '../view.ts';
import { clientKeysScreen } from './client-keys.ts';
import { overviewScreen } from './overview.ts';

/** The screens, in the order of their tabs. */
export const screens: readonly Screen[] = [overviewScreen, clientKeysScreen];
