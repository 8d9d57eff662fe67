import * as v from 'valibot';
import type { PublicRoute } from '../client/public-route.ts';
import {
  anything,
  authFile,
  done,
  list,
  modelEntry,
  nothing,
  rawBody,
  signInStatus,
  signInUrl,
  text,
} from '../client/public-schemas.ts';

/** Auth files and sign-in at the providers. */
export const accountRoutes = {
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
} as const satisfies Record<string, PublicRoute>;
