import {
  claimsOf,
  googleVerification,
  instantIn,
  knownFields,
  rfc3339,
  tokenFile,
} from '../accounts/auth-file.ts';
import { words } from '../accounts/words.ts';
import type { Explained, Refusal } from '../answers/refusal.ts';
import { baseUrlField, keyListFields } from '../fields/key-fields.ts';
import { textIn } from '../json-fields.ts';
import { namedBy, type ProviderOAuth } from '../oauth.ts';
import { bearer, openAiPaths, versioned } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { geminiQuota } from '../quota/gemini.ts';
import { modelIds } from '../test/key-request.ts';
import { google, googleBrowser, googleScopes } from './google-oauth.ts';
import { refusals, saying } from './words.ts';

/** Google accounts for Gemini; used as Google documents it for the user's own OAuth client, billed to the project. */
const geminiOAuth: ProviderOAuth = {
  ...google,
  words: ['gemini-cli', 'google'],
  aliases: ['gemini'],
  callbackWord: 'google',
  title: 'Gemini',
  offeredBy: { v6: 'gemini-cli' },
  browser: { ...googleBrowser, port: 8085, path: '/oauth2callback' },
  scopes: googleScopes,
  file: {
    type: 'gemini',
    tokensIn: 'token',
    expiryField: 'expiry',
    identity: ['email', 'project_id'],
    account: ({ profile, project }) => ({ email: textIn(profile, 'email'), project_id: project }),
    name: namedBy('gemini', 'email', 'project_id'),
  },
  apiOrigins: ['https://cloudcode-pa.googleapis.com'],
  upstream: {
    baseUrl: 'https://generativelanguage.googleapis.com',
    headers(file): Record<string, string> {
      const project = textIn(file, 'project_id');
      return project === undefined ? {} : { 'x-goog-user-project': project };
    },
  },
};

const base = 'https://generativelanguage.googleapis.com';

const modelList = {
  request: {
    method: 'GET',
    path: (baseUrl: string) => versioned(baseUrl, '/v1beta', '/models?pageSize=1000'),
    credential: (key: string) => ['x-goog-api-key', key] as const,
    get baseHint() {
      return refusals().ownBase('Google', base);
    },
  },
  read: (body: unknown) => modelIds(body)?.map((id) => id.replace(/^models\//, '')),
} as const;

/** Google answers 400 for a wrong key, and 403 for no key. */
function explain(refusal: Refusal): Explained | undefined {
  const { status, message, code = '' } = refusal;
  const { key, forbidden, rate } = refusals();
  // Later in a message there may be text of the client, such as the name of a tool parameter, api_key.
  const ofKey =
    status === 401 || (status === 400 && (/^API_KEY_/.test(code) || /^api[ _]key/i.test(message)));
  const say = (cause: Explained['cause'], text: string) => ({ cause, text: saying(text, refusal) });
  if (ofKey && /api key.*expired/i.test(message)) return say('key', key.expired('Google'));
  if (ofKey) return say('key', key.wrong('Google'));
  if (status === 429) return say('rate-limit', rate.project);
  if (status !== 403) return undefined;
  if (/unregistered callers|established identity/i.test(message)) return say('key', key.unsent);
  if (/has not been used|is disabled/i.test(message)) return say('forbidden', forbidden.apiOff);
  if (/are blocked|referer|ip address restriction/i.test(message))
    return say('forbidden', forbidden.restricted('Google'));
  return say('forbidden', forbidden.permissions('Google'));
}

/** Google's Generative Language API; it also has OpenAI-style endpoints. */
export const gemini: Provider = {
  id: 'gemini',
  owner: 'google',
  authFile: tokenFile({
    types: ['gemini', 'gemini-cli'],
    tokensIn: 'token',
    expiryField: 'expiry',
    wantsVerification: googleVerification,
    /** `~/.gemini/oauth_creds.json`; others keep tokens in the same form, with addresses that are not Google's. */
    adopt(file, now) {
      const isGoogles = /googleapis|^ya29\.|^1\/\//;
      const texts = ['scope', 'access_token', 'refresh_token'].map((name) => textIn(file, name) ?? '');
      if (file.type !== undefined || !('expiry_date' in file) || 'resource_url' in file) return undefined;
      if (!texts.some((text) => isGoogles.test(text))) return undefined;
      const { expiry_date: expiry, id_token: idToken, ...rest } = file;
      const fields = knownFields({
        type: 'gemini',
        email: textIn(claimsOf(textIn(file, 'id_token')), 'email'),
        token: knownFields({ ...rest, id_token: idToken, expiry: rfc3339(instantIn(expiry)) }),
      });
      return { from: words().login('Gemini CLI'), name: geminiOAuth.file.name(fields, now), fields };
    },
  }),
  settings: {
    title: 'Gemini',
    list: 'gemini-api-key',
    baseUrl: base,
    fields: keyListFields(baseUrlField(false, base)),
  },
  path(route, { baseUrl }) {
    if (route === 'gemini') return versioned(baseUrl, '/v1beta', '/models');
    if (route === 'chat' || route === 'embeddings')
      return versioned(baseUrl, '/v1beta', `/openai${openAiPaths[route]}`);
    return undefined;
  },
  credential: (route, key) => (route === 'gemini' ? ['x-goog-api-key', key] : bearer(key)),
  serves: (model) => /^(gemini|gemma|imagen|veo|learnlm|text-embedding-004$)/.test(model),
  knownModels: ['gemini-3-pro-preview', 'gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-embedding-001'],
  takesApplication: false,
  oauth: geminiOAuth,
  quota: geminiQuota,
  explain,
  keyTest: { request: modelList.request },
  modelList,
};
