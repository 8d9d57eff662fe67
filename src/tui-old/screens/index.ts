import type { ConsoleState } from '../../store/state.ts';
import type { Screen } from '../view.ts';
import { ampScreen } from './amp.ts';
import { clientKeysScreen } from './client-keys.ts';
import { healthScreen } from './health.ts';
import { overviewScreen } from './overview.ts';
import { providersScreen } from './providers.ts';
import { sessionsScreen } from './sessions.ts';
import { usageScreen } from './usage.ts';

/** The screens, in the order of their tabs. */
export const screens: readonly Screen[] = [
  overviewScreen,
  clientKeysScreen,
  providersScreen,
  sessionsScreen,
  usageScreen,
  healthScreen,
  ampScreen,
];

/** Those that have something to show on this server: no empty tabs. */
export const screensOf = (console: ConsoleState): readonly Screen[] =>
  screens.filter(({ isThere }) => isThere?.(console) ?? true);
