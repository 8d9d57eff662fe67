import * as v from 'valibot';
import { auditEntrySchema, routeChangeSchema } from './audit.ts';
import {
  authFileBatchSchema,
  authFileFieldsSchema,
  authFileModelSchema,
  authFileSchema,
  revocationSchema,
  revokedAuthFilesSchema,
  uploadedAuthFileSchema,
} from './auth-file.ts';
import { configProblemSchema } from './change.ts';
import { keyActivitySchema, keyRecordEditSchema, keyRecordSchema } from './client-key.ts';
import { configEditSchema, configVersionSchema } from './config-edit.ts';
import { providerStatesSchema } from './provider-states.ts';
import { quotaSchema } from './quota/quota.ts';
import { managementPrefix, signInPaths } from './server-address.ts';
import { usageFiguresSchema, usageRequestSchema } from './usage-figures.ts';

const nothing = v.undefined();
const statusOk = v.object({ status: v.literal('ok') });
const revision = v.string();
const anything = v.record(v.string(), v.unknown());

/** Recorded; a device login has the members behind `state` as well. */
const signInUrlSchema = v.looseObject({
  status: v.literal('ok'),
  url: v.string(),
  state: v.string(),
  flow: v.optional(v.string()),
  user_code: v.optional(v.string()),
  /** s. */
  expires_in: v.optional(v.number()),
});

/** Answer to `console/state`: everything for a first screen in one request. Secrets in plain, as in `GET config`. */
const consoleStateSchema = v.object({
  version: v.string(),
  signedInAs: v.picklist(['local password', 'management secret']),
  revision,
  /** The config in force, parsed; `remote-management.secret-key` is left out. */
  config: v.record(v.string(), v.unknown()),
  problem: v.nullable(configProblemSchema),
  warnings: v.array(v.string()),
  /** Addresses that sent forwarding headers and are not in `trusted-proxies`. */
  unnamedProxies: v.optional(v.array(v.string())),
  keyRecords: v.array(keyRecordSchema),
  /** They cannot be read; absent: they can. */
  withoutKeyRecords: v.optional(v.boolean()),
  /** By fingerprint; a key that is not in it has not been used since `countedSince`. */
  activity: v.record(v.string(), keyActivitySchema),
  countedSince: v.number(),
  /** ms since the epoch; absent: a server of an earlier version. */
  startedAt: v.optional(v.number()),
  /** Names this state, for `?since=` of the event feed. */
  stamp: v.optional(v.string()),
});
export type ConsoleStateAnswer = v.InferOutput<typeof consoleStateSchema>;

const text = v.string();
const names = v.pipe(v.array(text), v.minLength(1));
/** Answers of the recorded routes are the public server's; our own client reads few of them. */

/**
 * The accounts of auth-dir: as recorded (`auth-files`, `reset-quota`), as documented (`sessions`, B6), and for our
 * own console, with sentences and undo (`console/sessions`).
 */
const sessionRoutes = {
  /** `?name=`, `?auth_index=` */
  listAuthFiles: { method: 'GET', path: '/auth-files', input: nothing, output: anything },
  listAuthFileModels: { method: 'GET', path: '/auth-files/models', input: nothing, output: anything },
  /** `?name=`: tokens in plain. */
  downloadAuthFile: { method: 'GET', path: '/auth-files/download', input: nothing, output: text },
  /** Multipart with one or more files, `channel` and `prefix`; or JSON with `?name=`. Overwrites an existing file. */
  uploadAuthFiles: { method: 'POST', path: '/auth-files', input: text, output: anything },
  /** `?name=` once or more, `?all=true`, or names in the body; they are moved to the trash. */
  deleteAuthFiles: { method: 'DELETE', path: '/auth-files', input: v.unknown(), output: anything },
  setAuthFileStatus: { method: 'PATCH', path: '/auth-files/status', input: v.unknown(), output: anything },
  setAuthFileFields: { method: 'PATCH', path: '/auth-files/fields', input: v.unknown(), output: statusOk },
  resetQuota: { method: 'POST', path: '/reset-quota', input: v.unknown(), output: anything },

  /** `?name=`: only that one. */
  getSessions: {
    method: 'GET',
    path: '/sessions',
    input: nothing,
    output: v.object({ sessions: v.array(authFileSchema) }),
  },
  deleteSession: {
    method: 'DELETE',
    path: '/sessions/{id}',
    input: nothing,
    output: v.object({ status: v.literal('ok'), token: v.optional(text) }),
  },

  getSessionModels: {
    method: 'GET',
    path: '/console/sessions/models',
    input: nothing,
    output: v.object({ models: v.array(authFileModelSchema) }),
  },
  /** The whole file, tokens in plain. */
  downloadSession: {
    method: 'POST',
    path: '/console/sessions/download',
    asks: true,
    input: v.object({ name: text }),
    output: v.object({ text }),
  },
  setSessionsDisabled: {
    method: 'POST',
    path: '/console/sessions/disabled',
    input: v.object({ names, disabled: v.boolean() }),
    output: authFileBatchSchema,
  },
  editSession: {
    method: 'POST',
    path: '/console/sessions/fields',
    input: v.object({ name: text, fields: authFileFieldsSchema }),
    output: statusOk,
  },
  uploadSession: {
    method: 'POST',
    path: '/console/sessions/upload',
    input: v.object({
      name: text,
      text,
      overwrite: v.boolean(),
      channel: v.optional(text),
      prefix: v.optional(text),
    }),
    output: uploadedAuthFileSchema,
  },
  revokeSessions: {
    method: 'POST',
    path: '/console/sessions/revoke',
    input: v.object({ names, keepTokens: v.optional(v.boolean()) }),
    output: revokedAuthFilesSchema,
  },
  getRevocations: {
    method: 'GET',
    path: '/console/sessions/revocations',
    input: nothing,
    output: v.object({ revocations: v.array(revocationSchema) }),
  },
  restoreSessions: {
    method: 'POST',
    path: '/console/sessions/restore',
    input: v.object({ token: text }),
    output: authFileBatchSchema,
  },
  resetSessionCooldown: {
    method: 'POST',
    path: '/console/sessions/cooldown',
    input: v.object({ name: text }),
    output: statusOk,
  },
  /** Asks the provider with the account's token, once a minute at most. */
  askSessionQuota: {
    method: 'POST',
    path: '/console/sessions/quota',
    asks: true,
    input: v.object({ name: text }),
    output: v.object({ quota: quotaSchema }),
  },
} as const;

/**
 * Every management route that both sides of this program know: the server registers handlers by id, the client
 * builds its requests from it. `input` is the JSON body (undefined: none; `v.string()` with `yaml`: raw text).
 * Recorded in the public server's contract, except `console/*` and `events`, which only ours has.
 */
export const routes = {
  getConfig: { method: 'GET', path: '/config', input: nothing, output: v.record(v.string(), v.unknown()) },
  getConfigText: { method: 'GET', path: '/config.yaml', input: nothing, output: v.string() },
  /** `If-Match: "<revision>"` makes it compare-and-write: 412 with `{error, message}` on another revision. */
  putConfigText: {
    method: 'PUT',
    path: '/config.yaml',
    input: v.string(),
    output: v.object({ ok: v.literal(true), changed: v.array(v.string()), revision: v.optional(revision) }),
  },
  getApiKeys: {
    method: 'GET',
    path: '/api-keys',
    input: nothing,
    output: v.object({ 'api-keys': v.nullable(v.array(v.string())) }),
  },
  putApiKeys: {
    method: 'PUT',
    path: '/api-keys',
    input: v.union([v.array(v.string()), v.object({ items: v.array(v.string()) })]),
    output: statusOk,
  },
  patchApiKeys: {
    method: 'PATCH',
    path: '/api-keys',
    input: v.union([
      v.object({ old: v.string(), new: v.string() }),
      v.object({ index: v.number(), value: v.string() }),
    ]),
    output: statusOk,
  },
  deleteApiKey: { method: 'DELETE', path: '/api-keys', input: nothing, output: statusOk },
  consoleState: { method: 'GET', path: signInPaths.ours, input: nothing, output: consoleStateSchema },
  editConfig: {
    method: 'POST',
    path: '/console/config-edits',
    input: v.object({ edits: v.array(configEditSchema), revision: v.optional(revision) }),
    output: v.object({ revision }),
  },
  /** The texts of config.yaml that were replaced, newest first. */
  listConfigVersions: {
    method: 'GET',
    path: '/console/config-versions',
    input: nothing,
    output: v.object({ versions: v.array(configVersionSchema) }),
  },
  /** `?id=`, in plain like config.yaml itself. */
  readConfigVersion: { method: 'GET', path: '/console/config-version', input: nothing, output: v.string() },
  editKeyRecords: {
    method: 'POST',
    path: '/console/key-records',
    input: v.object({ edits: v.array(keyRecordEditSchema) }),
    output: statusOk,
  },
  /** B7: hashed on disk at once, in force with the answer. */
  setManagementSecret: {
    method: 'PUT',
    path: '/console/management-secret',
    input: v.object({ value: v.pipe(v.string(), v.minLength(8)) }),
    output: statusOk,
  },
  getAudit: {
    method: 'GET',
    path: '/console/audit',
    input: nothing,
    output: v.object({ entries: v.array(auditEntrySchema) }),
  },
  appendAudit: { method: 'POST', path: '/console/audit', input: auditEntrySchema, output: statusOk },
  /** Newest first: what other programs changed over the routes of the public server and can be undone. */
  getChanges: {
    method: 'GET',
    path: '/console/changes',
    input: nothing,
    output: v.object({ changes: v.array(routeChangeSchema) }),
  },
  undoChange: {
    method: 'POST',
    path: '/console/changes/undo',
    input: v.object({ id: v.string() }),
    output: v.object({ change: routeChangeSchema }),
  },
  /** Recorded: begins a login; ours accepts POST /oauth/{provider} for the same (B6). */
  startSignIn: { method: 'GET', path: '/{provider}-auth-url', input: nothing, output: signInUrlSchema },
  startSignInBy: { method: 'POST', path: '/oauth/{provider}', input: v.unknown(), output: signInUrlSchema },
  /** Recorded: needs no secret, as only the client that began the login has its `state`; ours adds the account. */
  submitSignIn: {
    method: 'POST',
    path: '/oauth-callback',
    input: v.object({ redirect_url: v.string() }),
    output: statusOk,
  },
  getSignInStatus: {
    method: 'GET',
    path: '/get-auth-status',
    input: nothing,
    output: v.looseObject({
      status: v.picklist(['wait', 'ok', 'error']),
      error: v.optional(v.string()),
      name: v.optional(v.string()),
      account: v.optional(v.string()),
    }),
  },
  cancelSignIn: {
    method: 'DELETE',
    path: '/oauth-session',
    input: nothing,
    output: v.looseObject({ status: v.literal('ok'), cancelled: v.boolean() }),
  },
  /** Totals, groups, a series and the newest records in one answer. */
  consoleUsage: {
    method: 'POST',
    path: '/console/usage',
    asks: true,
    input: usageRequestSchema,
    output: usageFiguresSchema,
  },
  /** The health of each provider key, and the keys in the environment. */
  consoleProviders: {
    method: 'GET',
    path: '/console/providers',
    input: nothing,
    output: providerStatesSchema,
  },
  /** By id of the provider key. */
  clearProviderCooldown: {
    method: 'POST',
    path: '/console/providers/cooldown',
    input: v.object({ id: v.string() }),
    output: statusOk,
  },
  /** Recorded of v6; a client key is label and mask. Totals count all, details are the newest 10,000. */
  getUsage: { method: 'GET', path: '/usage', input: nothing, output: anything },
  /** As above with all details, to be imported elsewhere. */
  exportUsage: { method: 'GET', path: '/usage/export', input: nothing, output: anything },
  importUsage: { method: 'POST', path: '/usage/import', input: v.unknown(), output: anything },
  /** Recorded of v7: removes and returns `?count=` records, the oldest first; no other reader gets these (H4). */
  takeUsage: { method: 'GET', path: '/usage-queue', input: nothing, output: v.array(anything) },
  /** Recorded: by upstream credential since the start; here the credential is a mask. */
  getUpstreamUsage: { method: 'GET', path: '/api-key-usage', input: nothing, output: anything },
  /** `?limit=`, `?cursor=`, `?after=` (s); `?format=json` of ours: lines with all fields. Recorded: logs.json. */
  getLogs: {
    method: 'GET',
    path: '/logs',
    input: nothing,
    output: v.looseObject({
      lines: v.array(text),
      'next-cursor': text,
      'cursor-reset': v.optional(v.boolean()),
    }),
  },
  getRequestErrorLogs: {
    method: 'GET',
    path: '/request-error-logs',
    input: nothing,
    output: v.looseObject({
      files: v.array(v.object({ name: text, size: v.number(), modified: v.number() })),
    }),
  },
  getRequestErrorLog: { method: 'GET', path: '/request-error-logs/{id}', input: nothing, output: text },
  getRequestLog: { method: 'GET', path: '/request-log-by-id/{id}', input: nothing, output: text },
  ...sessionRoutes,
} as const;
export type RouteId = keyof typeof routes;

/**
 * Sent by a program that writes a line into the audit log for each of its operations, so that the server writes none
 * for the requests of which they consist.
 */
export const auditedByClient = { name: 'x-cli-proxy-audit', value: 'own' } as const;

/** Prometheus text, behind the management secret; there while `metrics` is on. */
export const metricsPath = '/metrics';

/** WebSocket with `Change` frames (contract/change.ts); the secret goes in the upgrade request's headers. */
export const eventsPath = `${managementPrefix}/events`;

/**
 * Body of a failed `console/*` request, and of PUT config.yaml: `error` is a short code, `message` the sentence.
 * `kind` is a FailureKind, so that the client need not guess it from the status.
 */
export const failureBodySchema = v.object({
  error: v.string(),
  message: v.string(),
  kind: v.optional(v.string()),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
});

/** The scalar settings, one route each under the prefix (recorded settings.json). Path inside the config = path parts. */
export const settings = {
  debug: 'boolean',
  'usage-statistics-enabled': 'boolean',
  'request-log': 'boolean',
  'ws-auth': 'boolean',
  'logging-to-file': 'boolean',
  'force-model-prefix': 'boolean',
  'request-retry': 'integer',
  'max-retry-interval': 'integer',
  'max-retry-credentials': 'integer',
  'logs-max-total-size-mb': 'integer',
  'error-logs-max-files': 'integer',
  'quota-exceeded/switch-project': 'boolean',
  'quota-exceeded/switch-preview-model': 'boolean',
  'proxy-url': 'string',
  'routing/strategy': 'strategy',
} as const;
export type SettingPath = keyof typeof settings;
