import { instantIn, knownFields, rfc3339, tokenFile } from '../accounts/auth-file.ts';
import { words } from '../accounts/words.ts';
import type { Explained, Refusal } from '../answers/refusal.ts';
import { baseUrlField, flagField, keyListFields, textField } from '../fields/key-fields.ts';
import { fieldsOf, objectIn, textIn } from '../json-fields.ts';
import { namedBy, type ProviderOAuth } from '../oauth.ts';
import { bearer, openAiPaths, versioned } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { claudeQuota } from '../quota/claude.ts';
import { modelIds } from '../test/key-request.ts';
import { refusals, saying } from './words.ts';

/** Claude accounts. Its token endpoint takes JSON and requires `state` again. */
const claudeOAuth: ProviderOAuth = {
  words: ['anthropic'],
  aliases: ['claude'],
  callbackWord: 'anthropic',
  title: 'Claude',
  offeredBy: { v6: 'anthropic', v7: 'anthropic' },
  issuer: 'https://claude.ai',
  tokenEndpoint: 'https://api.anthropic.com/v1/oauth/token',
  browser: {
    endpoint: 'https://claude.ai/oauth/authorize',
    port: 54545,
    path: '/callback',
    parameters: { code: 'true' },
  },
  scopes: [
    'user:profile',
    'user:inference',
    'user:sessions:claude_code',
    'user:mcp_servers',
    'user:file_upload',
  ],
  tokenRequest: { json: true, withState: true },
  file: {
    type: 'claude',
    identity: ['account_uuid', 'email'],
    account({ answer }) {
      const account = objectIn(answer, 'account');
      return { email: textIn(account, 'email_address'), account_uuid: textIn(account, 'uuid') };
    },
    name: namedBy('claude', 'email'),
  },
  upstream: {
    baseUrl: 'https://api.anthropic.com',
    routes: ['messages', 'count_tokens'],
    joinedHeaders: { 'anthropic-beta': 'oauth-2025-04-20' },
  },
};

const base = 'https://api.anthropic.com';

const modelList = {
  request: {
    method: 'GET',
    path: (baseUrl: string) => versioned(baseUrl, '/v1', '/models?limit=1000'),
    credential: (key: string) => ['x-api-key', key] as const,
    headers: { 'anthropic-version': '2023-06-01' },
    get baseHint() {
      return refusals().ownBase('Anthropic', base);
    },
  },
  read: modelIds,
} as const;

function explain(refusal: Refusal): Explained | undefined {
  const { status, message } = refusal;
  const { key, credits, forbidden, rate } = refusals();
  if (status === 401) return { cause: 'key', text: saying(key.revoked('Anthropic'), refusal) };
  if (status === 402 || /^your credit balance/i.test(message))
    return { cause: 'credits', text: saying(credits.account('Anthropic'), refusal) };
  if (status === 403) return { cause: 'forbidden', text: saying(forbidden.workspace('Anthropic'), refusal) };
  if (status === 529) return { cause: 'down', text: saying(rate.overloaded('Anthropic'), refusal) };
  return undefined;
}

/** Anthropic's API; it answers OpenAI-style chat as well, with the key as a bearer token. */
export const claude: Provider = {
  id: 'claude',
  owner: 'anthropic',
  authFile: tokenFile({
    types: ['claude'],
    /** `~/.claude/.credentials.json`; it does not contain the account's name. */
    adopt(file, now) {
      const login = fieldsOf(file.claudeAiOauth);
      if (login === undefined) return undefined;
      const fields = knownFields({
        type: 'claude',
        access_token: textIn(login, 'accessToken'),
        refresh_token: textIn(login, 'refreshToken'),
        expired: rfc3339(instantIn(login.expiresAt)),
        plan_type: textIn(login, 'subscriptionType'),
      });
      return { from: words().login('Claude Code'), name: claudeOAuth.file.name(fields, now), fields };
    },
  }),
  settings: {
    title: 'Claude',
    list: 'claude-api-key',
    baseUrl: base,
    fields: keyListFields(
      baseUrlField(false, base),
      textField('fingerprint-profile', 'Fingerprint profile', 'A setting of the public server, by name.'),
      flagField('rebuild-mid-system-message', 'Rebuild system messages', 'Used by the public server only.'),
    ),
  },
  path(route, { baseUrl }) {
    if (route === 'messages') return versioned(baseUrl, '/v1', '/messages');
    if (route === 'count_tokens') return versioned(baseUrl, '/v1', '/messages/count_tokens');
    if (route === 'chat') return versioned(baseUrl, '/v1', openAiPaths.chat ?? '');
    return undefined;
  },
  credential: (route, key) => (route === 'chat' ? bearer(key) : ['x-api-key', key]),
  serves: (model) => model.startsWith('claude-'),
  knownModels: ['claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001', 'claude-opus-4-20250514'],
  takesApplication: false,
  oauth: claudeOAuth,
  quota: claudeQuota,
  explain,
  keyTest: { request: modelList.request },
  modelList,
};
