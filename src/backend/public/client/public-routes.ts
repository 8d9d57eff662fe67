import type * as v from 'valibot';
import { accountRoutes } from '../sessions/account-routes.ts';
import { usageRoutes } from '../usage/usage-routes.ts';
import { configRoutes } from './config-routes.ts';

/**
 * The public servers' management routes that a console needs, under /v0/management; `{…}` in a path is filled
 * from `params`. `only` names the one generation that has it. Recorded in contract and contract/v6.
 */
export const publicRoutes = { ...configRoutes, ...accountRoutes, ...usageRoutes };

export type PublicRouteId = keyof typeof publicRoutes;
export type PublicInput<Id extends PublicRouteId> = v.InferInput<(typeof publicRoutes)[Id]['input']>;
export type PublicOutput<Id extends PublicRouteId> = v.InferOutput<(typeof publicRoutes)[Id]['output']>;
