import { tokenFile } from '../accounts/auth-file.ts';
import type { Explained, Refusal } from '../answers/refusal.ts';
import { baseUrlField, flagField, keyListFields } from '../fields/key-fields.ts';
import { textIn } from '../json-fields.ts';
import { namedBy, type ProviderOAuth } from '../oauth.ts';
import { bearer, openAiPaths } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { words } from '../quota/words.ts';
import { openAiModels } from '../test/key-request.ts';
import { refusals, saying } from './words.ts';

/** xAI accounts; their tokens are used like an API key. */
const xaiOAuth: ProviderOAuth = {
  words: ['xai'],
  aliases: ['grok'],
  title: 'xAI',
  offeredBy: { v7: 'xai' },
  issuer: 'https://auth.x.ai',
  tokenEndpoint: 'https://auth.x.ai/oauth2/token',
  device: { endpoint: 'https://auth.x.ai/oauth2/device/code' },
  scopes: ['openid', 'profile', 'email', 'offline_access', 'api:access'],
  file: {
    type: 'xai',
    identity: ['sub', 'email'],
    account: ({ claims }) => ({ email: textIn(claims, 'email'), sub: textIn(claims, 'sub') }),
    name: namedBy('xai', 'email'),
  },
  upstream: { baseUrl: 'https://api.x.ai/v1' },
  apiOrigins: ['https://cli-chat-proxy.grok.com'],
};

/** Of OpenAI's routes. */
const absent: ReadonlySet<string> = new Set([
  'moderations',
  'image_variations',
  'speech',
  'transcriptions',
  'translations',
  'compact',
]);

const base = 'https://api.x.ai/v1';

/** It answers 400 for a wrong key, and 403 if there are no credits. */
function explain(refusal: Refusal): Explained | undefined {
  const { status, message } = refusal;
  const { key, credits, forbidden } = refusals();
  if (status === 401 || (status === 400 && /^incorrect api key/i.test(message)))
    return { cause: 'key', text: saying(key.deleted('xAI'), refusal) };
  if (status === 402 || (status === 403 && /credits|licenses/i.test(message)))
    return { cause: 'credits', text: saying(credits.team('xAI'), refusal) };
  if (status === 403) return { cause: 'forbidden', text: saying(forbidden.permissions('xAI'), refusal) };
  return undefined;
}

export const xai: Provider = {
  id: 'xai',
  owner: 'xai',
  authFile: tokenFile({ types: ['xai'] }),
  settings: {
    title: 'xAI',
    list: 'xai-api-key',
    baseUrl: base,
    // As for codex, an entry without one is dropped.
    fields: keyListFields(
      baseUrlField(true, base),
      flagField('websockets', 'WebSockets', 'Allow responses over a WebSocket.'),
    ),
  },
  path: (route) => (absent.has(route) ? undefined : openAiPaths[route]),
  credential: (_, key) => bearer(key),
  serves: (model) => model.startsWith('grok-'),
  knownModels: ['grok-4.6', 'grok-build-0.1'],
  takesApplication: false,
  oauth: xaiOAuth,
  quota: {
    get notAsked() {
      return words().xai;
    },
  },
  explain,
  keyTest: { request: openAiModels.request },
  modelList: openAiModels,
};
