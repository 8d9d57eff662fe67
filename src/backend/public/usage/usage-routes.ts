import * as v from 'valibot';
import type { PublicRoute } from '../client/public-route.ts';
import {
  aliasEntry,
  anything,
  done,
  list,
  logPage,
  mapping,
  modelEntry,
  nothing,
  text,
  upstreamUsage,
  usageRecord,
  usageSnapshot,
} from '../client/public-schemas.ts';

/** Usage, logs, models and the rest. */
export const usageRoutes = {
  getUsage: {
    method: 'GET',
    path: '/usage',
    input: nothing,
    output: v.looseObject({ usage: usageSnapshot }),
    only: 'v6',
  },
  exportUsage: { method: 'GET', path: '/usage/export', input: nothing, output: anything, only: 'v6' },
  importUsage: { method: 'POST', path: '/usage/import', input: anything, output: anything, only: 'v6' },
  /** Takes the records out: who else reads them gets none of these (H4). */
  takeUsage: { method: 'GET', path: '/usage-queue', input: nothing, output: list(usageRecord), only: 'v7' },
  getUpstreamUsage: { method: 'GET', path: '/api-key-usage', input: nothing, output: upstreamUsage },

  getLogs: { method: 'GET', path: '/logs', input: nothing, output: logPage },
  clearLogs: { method: 'DELETE', path: '/logs', input: nothing, output: anything },
  getErrorLogs: {
    method: 'GET',
    path: '/request-error-logs',
    input: nothing,
    output: v.looseObject({ files: list(v.looseObject({ name: text, size: v.optional(v.number()) })) }),
  },
  getErrorLog: { method: 'GET', path: '/request-error-logs/{name}', input: nothing, output: text },
  getRequestLog: { method: 'GET', path: '/request-log-by-id/{id}', input: nothing, output: text },

  getModelDefinitions: {
    method: 'GET',
    path: '/model-definitions/{channel}',
    input: nothing,
    output: v.looseObject({ models: list(modelEntry) }),
  },
  getExcludedModels: {
    method: 'GET',
    path: '/oauth-excluded-models',
    input: nothing,
    output: v.looseObject({ 'oauth-excluded-models': mapping(list(text)) }),
  },
  patchExcludedModels: {
    method: 'PATCH',
    path: '/oauth-excluded-models',
    input: v.object({ provider: text, models: v.array(text) }),
    output: done,
  },
  getModelAliases: {
    method: 'GET',
    path: '/oauth-model-alias',
    input: nothing,
    output: v.looseObject({ 'oauth-model-alias': mapping(list(aliasEntry)) }),
  },
  patchModelAliases: {
    method: 'PATCH',
    path: '/oauth-model-alias',
    input: v.object({ channel: text, aliases: v.array(anything) }),
    output: done,
  },
  resetQuota: {
    method: 'POST',
    path: '/reset-quota',
    input: v.object({ auth_index: text }),
    output: v.looseObject({ auth_index: text, models: list(text) }),
  },
  getLatestVersion: {
    method: 'GET',
    path: '/latest-version',
    input: nothing,
    output: v.looseObject({ 'latest-version': text }),
  },
} as const satisfies Record<string, PublicRoute>;
