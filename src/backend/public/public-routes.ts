import * as v from 'valibot';
import {
  aliasEntry,
  ampcode,
  anything,
  authFile,
  compatibleProvider,
  done,
  list,
  logPage,
  mapping,
  modelEntry,
  nothing,
  providerKey,
  signInStatus,
  signInUrl,
  text,
  upstreamUsage,
  usageRecord,
  usageSnapshot,
} from './public-schemas.ts';

const value = v.object({ value: v.unknown() });
const matched = v.union([
  v.object({ match: text, value: anything }),
  v.object({ name: text, value: anything }),
]);
/** Bodies that go out as they are: text, or bytes with the content type given beside them. */
export const rawBody = v.union([v.string(), v.instance(Buffer)]);

/**
 * The public servers' management routes that a console needs, under /v0/management; `{…}` in a path is filled
 * from `params`. `only` names the one generation that has it. Recorded in contract and contract/v6.
 */
export const publicRoutes = {
  getConfig: { method: 'GET', path: '/config', input: nothing, output: anything },
  getConfigText: { method: 'GET', path: '/config.yaml', input: nothing, output: text },
  putConfigText: {
    method: 'PUT',
    path: '/config.yaml',
    input: rawBody,
    output: v.looseObject({ ok: v.literal(true) }),
  },

  getApiKeys: {
    method: 'GET',
    path: '/api-keys',
    input: nothing,
    output: v.looseObject({ 'api-keys': list(text) }),
  },
  putApiKeys: { method: 'PUT', path: '/api-keys', input: v.array(text), output: done },
  /** An `old` that is not there APPENDS `new`: read back. Never by index. */
  patchApiKeys: {
    method: 'PATCH',
    path: '/api-keys',
    input: v.object({ old: text, new: text }),
    output: done,
  },
  /** `?value=` stands in the server's log: only ever a tombstone. */
  deleteApiKey: { method: 'DELETE', path: '/api-keys', input: nothing, output: done },

  /** `{list}`: gemini-api-key, claude-api-key … and openai-compatibility. The answer is `{[list]: […]}`. */
  getProviderList: { method: 'GET', path: '/{list}', input: nothing, output: mapping(list(providerKey)) },
  putProviderList: { method: 'PUT', path: '/{list}', input: v.array(anything), output: done },
  patchProvider: { method: 'PATCH', path: '/{list}', input: matched, output: done },
  deleteProvider: { method: 'DELETE', path: '/{list}', input: nothing, output: done },
  getCompatibility: {
    method: 'GET',
    path: '/openai-compatibility',
    input: nothing,
    output: v.looseObject({ 'openai-compatibility': list(compatibleProvider) }),
  },

  /** `{setting}`: a path of `settings` (contract/routes.ts). */
  getSetting: { method: 'GET', path: '/{setting}', input: nothing, output: anything },
  putSetting: { method: 'PUT', path: '/{setting}', input: value, output: done },
  clearSetting: { method: 'DELETE', path: '/{setting}', input: nothing, output: done },

  getAmp: { method: 'GET', path: '/ampcode', input: nothing, output: v.looseObject({ ampcode }), only: 'v6' },
  putAmp: { method: 'PUT', path: '/ampcode/{field}', input: value, output: done, only: 'v6' },
  /** Lists only: puts the entries given, by upstream key or by `from`, and leaves the others. */
  patchAmp: { method: 'PATCH', path: '/ampcode/{field}', input: value, output: done, only: 'v6' },
  /** The body is a must: without one `model-mappings` would lose ALL its entries. */
  deleteAmp: {
    method: 'DELETE',
    path: '/ampcode/{field}',
    input: v.object({ value: v.pipe(v.array(text), v.minLength(1)) }),
    output: done,
    only: 'v6',
  },

  getAuthFiles: {
    method: 'GET',
    path: '/auth-files',
    input: nothing,
    output: v.looseObject({ files: list(authFile) }),
  },
  getAuthFileModels: {
    method: 'GET',
    path: '/auth-files/models',
    input: nothing,
    output: v.looseObject({ models: list(modelEntry) }),
  },
  /** Tokens in plain. */
  downloadAuthFile: { method: 'GET', path: '/auth-files/download', input: nothing, output: text },
  /** `?name=`; overwrites without asking, and broken JSON is a 500. */
  uploadAuthFile: {
    method: 'POST',
    path: '/auth-files',
    input: rawBody,
    output: v.looseObject({ status: text }),
  },
  deleteAuthFiles: {
    method: 'DELETE',
    path: '/auth-files',
    input: v.object({ names: v.pipe(v.array(text), v.minLength(1)) }),
    output: anything,
  },
  setAuthFileStatus: {
    method: 'PATCH',
    path: '/auth-files/status',
    input: v.object({ name: text, disabled: v.boolean() }),
    output: v.looseObject({ status: text, disabled: v.boolean() }),
  },
  /** Every key but `name` goes into the file, dots making nested objects. */
  setAuthFileFields: {
    method: 'PATCH',
    path: '/auth-files/fields',
    input: v.looseObject({ name: text }),
    output: anything,
  },

  getSignInUrl: { method: 'GET', path: '/{provider}-auth-url', input: nothing, output: signInUrl },
  postSignInCallback: { method: 'POST', path: '/oauth-callback', input: anything, output: done },
  getSignInStatus: { method: 'GET', path: '/get-auth-status', input: nothing, output: signInStatus },
  cancelSignIn: {
    method: 'DELETE',
    path: '/oauth-session',
    input: nothing,
    output: v.looseObject({ cancelled: v.boolean() }),
    only: 'v7',
  },

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

export interface PublicRoute {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  readonly path: string;
  readonly input: v.GenericSchema;
  readonly output: v.GenericSchema;
  /** Absent: both generations have it. */
  readonly only?: 'v6' | 'v7';
}

export type PublicRouteId = keyof typeof publicRoutes;
export type PublicInput<Id extends PublicRouteId> = v.InferInput<(typeof publicRoutes)[Id]['input']>;
export type PublicOutput<Id extends PublicRouteId> = v.InferOutput<(typeof publicRoutes)[Id]['output']>;
