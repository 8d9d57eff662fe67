import * as v from 'valibot';
import { signInPaths } from '../../../contract/management-path.ts';
import type { PublicRoute } from './public-route.ts';
import {
  ampcode,
  anything,
  compatibleProvider,
  done,
  list,
  mapping,
  nothing,
  providerKey,
  rawBody,
  text,
} from './public-schemas.ts';

const value = v.object({ value: v.unknown() });
const matched = v.union([
  v.object({ match: text, value: anything }),
  v.object({ name: text, value: anything }),
]);

/** config.yaml and its parts: client keys, provider keys, settings, Amp. */
export const configRoutes = {
  getConfig: { method: 'GET', path: signInPaths.public, input: nothing, output: anything },
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
  /** A list as a whole: what PATCH changes in it is never applied. */
  putAmp: { method: 'PUT', path: '/ampcode/{field}', input: value, output: done, only: 'v6' },
} as const satisfies Record<string, PublicRoute>;
