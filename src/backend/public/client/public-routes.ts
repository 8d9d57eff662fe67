import * as v from 'valibot';
import { signInPaths } from '../../../contract/server-address.ts';
import {
  anything,
  authFile,
  done,
  list,
  mapping,
  modelEntry,
  nothing,
  rawBody,
  signInStatus,
  signInUrl,
  text,
  upstreamUsage,
  usageRecord,
  usageSnapshot,
} from './public-schemas.ts';

/** One management route of a public server. */
export interface PublicRoute {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Under /v0/management; each `{…}` is filled from `params`. */
  readonly path: string;
  readonly input: v.GenericSchema;
  readonly output: v.GenericSchema;
  /** Absent: both generations have it. */
  readonly only?: 'v6' | 'v7';
  /** It changes nothing, whatever its method. */
  readonly asks?: true;
}

const value = v.object({ value: v.unknown() });

/** The management routes of public servers that a console uses. Recorded in contract and contract/v6. */
export const publicRoutes = {
  getConfig: { method: 'GET', path: signInPaths.public, input: nothing, output: anything },
  getConfigText: { method: 'GET', path: '/config.yaml', input: nothing, output: text },
  putConfigText: {
    method: 'PUT',
    path: '/config.yaml',
    input: rawBody,
    output: v.looseObject({ ok: v.literal(true) }),
  },

  putApiKeys: { method: 'PUT', path: '/api-keys', input: v.array(text), output: done },
  /** An `old` that is not there APPENDS `new`: read back. Never by index. */
  patchApiKeys: {
    method: 'PATCH',
    path: '/api-keys',
    input: v.object({ old: text, new: text }),
    output: done,
  },
  /** `?value=` is in the server's log: only ever a tombstone. */
  deleteApiKey: { method: 'DELETE', path: '/api-keys', input: nothing, output: done },

  putSetting: { method: 'PUT', path: '/{setting}', input: value, output: done },
  /** A list as a whole: what PATCH changes in it is never applied. */
  putAmp: { method: 'PUT', path: '/ampcode/{field}', input: value, output: done, only: 'v6' },

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
  /** Every key but `name` is written to the file, dots making nested objects. */
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
  /** Consumes the records: other readers miss these (H4). */
  takeUsage: { method: 'GET', path: '/usage-queue', input: nothing, output: list(usageRecord), only: 'v7' },
  getUpstreamUsage: { method: 'GET', path: '/api-key-usage', input: nothing, output: upstreamUsage },

  /**
   * One request to a provider, with `$TOKEN$` in a header replaced by the account's. With an index that is not there
   * the text itself is sent.
   */
  callApi: {
    method: 'POST',
    path: '/api-call',
    asks: true,
    input: v.object({
      auth_index: v.pipe(text, v.minLength(1)),
      method: text,
      url: text,
      header: v.record(text, text),
      data: v.optional(text),
    }),
    output: v.looseObject({
      status_code: v.number(),
      header: mapping(v.array(text)),
      body: v.optional(text, ''),
    }),
  },
  /** 400 while `logging-to-file` is off. v6 has no cursor. */
  getLogs: {
    method: 'GET',
    path: '/logs',
    input: nothing,
    output: v.looseObject({
      lines: list(text),
      'latest-timestamp': v.number(),
      'next-cursor': v.optional(text),
      'cursor-reset': v.optional(v.boolean()),
    }),
  },
  /** Empty while `request-log` is on. */
  getRequestErrorLogs: {
    method: 'GET',
    path: '/request-error-logs',
    input: nothing,
    output: v.looseObject({ files: list(v.object({ name: text, size: v.number(), modified: v.number() })) }),
  },
  /** Keys are masked; prompts are in it. */
  getRequestErrorLog: { method: 'GET', path: '/request-error-logs/{id}', input: nothing, output: text },
  getRequestLog: { method: 'GET', path: '/request-log-by-id/{id}', input: nothing, output: text },

  resetQuota: {
    method: 'POST',
    path: '/reset-quota',
    input: v.object({ auth_index: text }),
    output: v.looseObject({ auth_index: text, models: list(text) }),
  },
} as const satisfies Record<string, PublicRoute>;

export type PublicRouteId = keyof typeof publicRoutes;
export type PublicInput<Id extends PublicRouteId> = v.InferInput<(typeof publicRoutes)[Id]['input']>;
export type PublicOutput<Id extends PublicRouteId> = v.InferOutput<(typeof publicRoutes)[Id]['output']>;
