import type { ConsoleState } from '../../store/state.ts';
import type { Scope } from '../act.ts';
import { ampFeature } from './amp/index.tsx';
import { clientKeysFeature } from './client-keys/index.tsx';
import { configFeature } from './config/index.tsx';
import type { Feature } from './feature.ts';
import { healthFeature } from './health/index.tsx';
import { logsFeature } from './logs/index.tsx';
import { overviewFeature } from './overview/index.tsx';
import { providersFeature } from './providers/index.tsx';
import { sessionsFeature } from './sessions/index.tsx';
import { usageFeature } from './usage/index.tsx';

/** All screens, in the order of their numbers. */
export const features: readonly Feature[] = [
  overviewFeature,
  clientKeysFeature,
  providersFeature,
  sessionsFeature,
  usageFeature,
  configFeature,
  logsFeature,
  healthFeature,
  ampFeature,
];

/** The feature of a screen; undefined for an act's scope that is not a screen. */
export const featureOf = (scope: Scope): Feature | undefined => features.find(({ id }) => id === scope);

/** The features that this server has. */
export const featuresOf = (console: ConsoleState): readonly Feature[] =>
  features.filter(({ absent }) => !absent?.(console));
