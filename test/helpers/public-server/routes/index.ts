import type { Route } from '../types.ts';
import type { World } from '../world.ts';
import { ampcodeRoutes } from './ampcode.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { authFileRoutes } from './auth-files.ts';
import { configRoutes } from './config.ts';
import { logRoutes } from './logs.ts';
import { miscRoutes } from './misc.ts';
import { modelRoutes } from './models.ts';
import { openaiCompatibilityRoutes } from './openai-compatibility.ts';
import { providerListRoutes } from './provider-lists.ts';
import { settingRoutes } from './settings.ts';
import { signInRoutes } from './sign-in.ts';
import { usageRoutes } from './usage.ts';

/** Every management route of both servers, one line each. */
export function managementRoutes(world: World): Route[] {
  return [
    ...configRoutes(world),
    ...apiKeyRoutes(world),
    ...settingRoutes(world),
    ...providerListRoutes(world),
    ...openaiCompatibilityRoutes(world),
    ...ampcodeRoutes(world),
    ...modelRoutes(world),
    ...authFileRoutes(world),
    ...signInRoutes(world),
    ...usageRoutes(world),
    ...logRoutes(world),
    ...miscRoutes(world),
  ];
}
