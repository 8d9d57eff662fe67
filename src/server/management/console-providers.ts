import { json } from '../http/answer.ts';
import type { ManagementHandler } from './management-call.ts';

/** How every provider key fares, in one request. */
export const consoleProviders: ManagementHandler = async ({ providerStates }) =>
  json(200, providerStates.all());
