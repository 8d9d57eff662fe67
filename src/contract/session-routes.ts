import * as v from 'valibot';
import {
  authFileBatchSchema,
  authFileFieldsSchema,
  authFileModelSchema,
  authFileSchema,
  revocationSchema,
  revokedAuthFilesSchema,
  uploadedAuthFileSchema,
} from './auth-file.ts';

const nothing = v.undefined();
const text = v.string();
const names = v.pipe(v.array(text), v.minLength(1));
const statusOk = v.object({ status: v.literal('ok') });
/** Answers of the recorded routes are the public server's; our own client reads few of them. */
const anything = v.record(v.string(), v.unknown());

/**
 * The accounts of auth-dir: as recorded (`auth-files`, `reset-quota`), as documented (`sessions`, B6), and for our
 * own console, with sentences and ways back (`console/sessions`).
 */
export const sessionRoutes = {
  /** `?name=`, `?auth_index=` */
  listAuthFiles: { method: 'GET', path: '/auth-files', input: nothing, output: anything },
  listAuthFileModels: { method: 'GET', path: '/auth-files/models', input: nothing, output: anything },
  /** `?name=`: tokens in plain. */
  downloadAuthFile: { method: 'GET', path: '/auth-files/download', input: nothing, output: text },
  /** Multipart with one or more files, `channel` and `prefix`; or JSON with `?name=`. Goes over a file that is there. */
  uploadAuthFiles: { method: 'POST', path: '/auth-files', input: text, output: anything },
  /** `?name=` once or more, `?all=true`, or names in the body; they go to the trash. */
  deleteAuthFiles: { method: 'DELETE', path: '/auth-files', input: v.unknown(), output: anything },
  setAuthFileStatus: { method: 'PATCH', path: '/auth-files/status', input: v.unknown(), output: anything },
  setAuthFileFields: { method: 'PATCH', path: '/auth-files/fields', input: v.unknown(), output: statusOk },
  resetQuota: { method: 'POST', path: '/reset-quota', input: v.unknown(), output: anything },

  /** `?name=`: that one alone. */
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
    input: v.object({ names }),
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
} as const;
