import type { Route } from '../types.ts';
import type { World } from '../world.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { authFileRoutes } from './auth-files.ts';
import { configRoutes } from './config.ts';
import { settingRoutes } from './settings.ts';

/** Every management route of both servers, one line each. */
export function managementRoutes(world: World): Route[] {
  return [...configRoutes(world), ...apiKeyRoutes(world), ...settingRoutes(world), ...authFileRoutes(world)];
}
