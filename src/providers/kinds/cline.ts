import { maskOf } from '../../base/secrets/secret.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import { baseUrlField, compatibleFields } from '../fields/key-fields.ts';
import type { Preset } from '../fields/key-settings.ts';
import { compatiblePath } from '../fields/read-entry.ts';
import { type Fields, fieldsOf } from '../json-fields.ts';
import { bearer } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { modelIds, type RemoteKey } from '../test/key-request.ts';
import { refusals, saying } from './words.ts';

/**
 * Guesses from its form what a refused Cline credential is (J1): an account token is a JSON Web Token, sent with
 * `workos:` before it. Cause and remedy without a full stop; undefined: it looks like an API key.
 */
function refusedAccountToken(key: string, now: number): string | undefined {
  const marked = key.startsWith('workos:');
  const claims = claimsOf(marked ? key.slice('workos:'.length) : key);
  if (!marked && !claims) return undefined;
  const { exp } = claims ?? {};
  if (typeof exp === 'number' && exp * 1000 <= now) {
    const when = formatInstant(exp * 1000, now);
    return refusals().cline.expired(when);
  }
  return marked ? refusals().cline.wrong : refusals().cline.unmarked;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, claims] = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*$/.exec(token) ?? [];
  if (claims === undefined) return undefined;
  try {
    return fieldsOf(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

const keysPath = '/api-keys';

/** The documentation names the route and not its format, so the usual ones are accepted; undefined: none of them. */
function readKeys(body: unknown): readonly RemoteKey[] | undefined {
  const list = listIn(body);
  return list?.flatMap((item) => readKey(fieldsOf(item)) ?? []);
}

function listIn(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  const top = fieldsOf(body);
  for (const name of ['data', 'items', 'apiKeys', 'api_keys', 'api-keys', 'keys']) {
    const found = top?.[name];
    if (found !== undefined && found !== null) return listIn(found);
  }
  return undefined;
}

function readKey(item: Fields | undefined): RemoteKey | undefined {
  if (!item) return undefined;
  const id = textOf(item, 'id', 'keyId', 'key_id');
  if (id === undefined) return undefined;
  return {
    id,
    name: textOf(item, 'name', 'label', 'description'),
    mask: maskIn(item),
    createdAt: textOf(item, 'createdAt', 'created_at'),
    lastUsedAt: textOf(item, 'lastUsedAt', 'last_used_at'),
    expiresAt: textOf(item, 'expiresAt', 'expires_at'),
  };
}

/** The visible part of the key; what may be the whole key is masked. */
function maskIn(item: Fields): string | undefined {
  const part = textOf(item, 'maskedKey', 'masked_key', 'keyPrefix', 'key_prefix', 'prefix', 'hint');
  if (part !== undefined) return part.length > 16 && !/[*.…]/.test(part) ? maskOf(part) : part;
  const whole = textOf(item, 'key', 'apiKey', 'api_key', 'token');
  return whole === undefined ? undefined : /[*…]|\.\.\./.test(whole) ? whole : maskOf(whole);
}

function textOf(item: Fields, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = item[name];
    if (typeof value === 'string' && value !== '') return value.slice(0, 200);
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

const preset: Preset = {
  name: 'cline',
  host: 'api.cline.bot',
  baseUrl: 'https://api.cline.bot/api/v1',
  models: ['anthropic/claude-sonnet-4-6', 'google/gemini-2.5-pro', 'openai/gpt-4o'],
  environment: 'CLINE_API_KEY',
};

/** Cline's API (J): OpenAI's chat; CLINE_API_KEY alone makes it reachable as `cline/model`. */
export const cline: Provider = {
  id: 'cline',
  settings: {
    title: 'Cline',
    list: 'openai-compatibility',
    fields: compatibleFields(baseUrlField(true, preset.baseUrl)),
    preset,
  },
  path: compatiblePath,
  credential: (_, key) => bearer(key),
  serves: () => false,
  knownModels: [],
  takesApplication: true,
  explain(refusal) {
    const { status } = refusal;
    const { key, credits, forbidden } = refusals().cline;
    if (status === 401) return { cause: 'key', text: saying(key, refusal) };
    if (status === 402) return { cause: 'credits', text: saying(credits, refusal) };
    if (status === 403) return { cause: 'forbidden', text: saying(forbidden, refusal) };
    return undefined;
  },
  // Its own list of keys (J2): free, and refused without a valid key.
  keyTest: {
    request: {
      method: 'GET',
      path: () => keysPath,
      credential: bearer,
      get baseHint() {
        return refusals().ownBase('Cline', preset.baseUrl);
      },
    },
    looks: refusedAccountToken,
  },
  remoteKeys: {
    list: { method: 'GET', path: () => keysPath, credential: bearer },
    remove: (id) => ({
      method: 'DELETE',
      path: () => `${keysPath}/${encodeURIComponent(id)}`,
      credential: bearer,
    }),
    read: readKeys,
  },
  clineCliName: 'cline',
  // Public, so no key is sent.
  modelList: { request: { method: 'GET', path: () => '/ai/cline/models' }, read: modelIds },
};
