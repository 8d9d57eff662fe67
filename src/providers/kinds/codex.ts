import { claimsOf, instantIn, knownFields, rfc3339, tokenFile } from '../accounts/auth-file.ts';
import { words } from '../accounts/words.ts';
import type { Explained, Refusal } from '../answers/refusal.ts';
import { baseUrlField, flagField, keyListFields } from '../fields/key-fields.ts';
import { fieldsOf, objectIn, textIn } from '../json-fields.ts';
import { namedBy, type ProviderOAuth } from '../oauth.ts';
import { bearer, openAiPaths } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { codexQuota } from '../quota/codex.ts';
import { openAiModels } from '../test/key-request.ts';
import { refusals, saying } from './words.ts';

/** The claim of OpenAI's ID tokens that says which workspace and plan it is. */
const workspace = 'https://api.openai.com/auth';

/** ChatGPT accounts; their tokens work with the Responses API of ChatGPT, not with api.openai.com. */
const codexOAuth: ProviderOAuth = {
  words: ['codex'],
  aliases: ['openai'],
  callbackWord: 'codex',
  title: 'Codex',
  offeredBy: { v6: 'codex', v7: 'codex' },
  issuer: 'https://auth.openai.com',
  tokenEndpoint: 'https://auth.openai.com/oauth/token',
  revocationEndpoint: 'https://auth.openai.com/oauth/revoke',
  browser: {
    endpoint: 'https://auth.openai.com/oauth/authorize',
    port: 1455,
    path: '/auth/callback',
    parameters: { prompt: 'login', id_token_add_organizations: 'true', codex_cli_simplified_flow: 'true' },
  },
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  file: {
    type: 'codex',
    identity: ['account_id', 'email'],
    account({ claims }) {
      return {
        email: textIn(claims, 'email'),
        account_id: textIn(objectIn(claims, workspace), 'chatgpt_account_id'),
        plan_type: textIn(objectIn(claims, workspace), 'chatgpt_plan_type'),
      };
    },
    name: namedBy('codex', 'email', 'plan_type'),
  },
  upstream: {
    baseUrl: 'https://chatgpt.com/backend-api/codex',
    routes: ['responses', 'compact'],
    headers(file): Record<string, string> {
      const id = textIn(file, 'account_id');
      return id === undefined ? {} : { 'chatgpt-account-id': id };
    },
  },
};

/** ChatGPT accounts: the plan is in the ID token, and lists show it (recorded auth-files.json). */
const codexAuthFile = tokenFile({
  types: ['codex'],
  /** `~/.codex/auth.json`. */
  adopt(file, now) {
    if (file.type !== undefined || !('tokens' in file || 'OPENAI_API_KEY' in file)) return undefined;
    const tokens = fieldsOf(file.tokens);
    if (tokens === undefined) return words().apiKey;
    const claims = claimsOf(textIn(tokens, 'id_token'));
    const fields = knownFields({
      type: 'codex',
      ...codexOAuth.file.account({ claims, answer: tokens, profile: {} }),
      account_id: textIn(tokens, 'account_id') ?? textIn(fieldsOf(claims[workspace]), 'chatgpt_account_id'),
      id_token: textIn(tokens, 'id_token'),
      access_token: textIn(tokens, 'access_token'),
      refresh_token: textIn(tokens, 'refresh_token'),
      last_refresh: textIn(file, 'last_refresh'),
      expired: rfc3339(instantIn(claimsOf(textIn(tokens, 'access_token')).exp)),
    });
    return { from: words().login('Codex CLI'), name: codexOAuth.file.name(fields, now), fields };
  },
  more(file) {
    const claims = claimsOf(textIn(file, 'id_token'));
    const about = fieldsOf(claims[workspace]);
    const plan = textIn(about, 'chatgpt_plan_type') ?? textIn(file, 'plan_type');
    const claimed = {
      chatgpt_account_id: about?.chatgpt_account_id,
      chatgpt_subscription_active_start: about?.chatgpt_subscription_active_start,
      chatgpt_subscription_active_until: about?.chatgpt_subscription_active_until,
      plan_type: about?.chatgpt_plan_type,
    };
    const known = Object.entries(claimed).filter(([, value]) => value !== undefined);
    return {
      account: textIn(file, 'email') ?? textIn(claims, 'email'),
      plan,
      ...(known.length > 0 && { listed: { id_token: Object.fromEntries(known) } }),
    };
  },
});

const base = 'https://api.openai.com/v1';

function explain(refusal: Refusal): Explained | undefined {
  const { status, code } = refusal;
  const { key, credits, forbidden } = refusals();
  if (status === 401) return { cause: 'key', text: saying(key.revoked('OpenAI'), refusal) };
  if (status === 402 || code === 'insufficient_quota')
    return { cause: 'credits', text: saying(credits.budget('OpenAI'), refusal) };
  if (status === 403 && code === 'unsupported_country_region_territory')
    return { cause: 'forbidden', text: saying(forbidden.country('OpenAI'), refusal) };
  if (status === 403) return { cause: 'forbidden', text: saying(forbidden.permissions('OpenAI'), refusal) };
  return undefined;
}

/** OpenAI's API, or a replacement for it at another base URL. */
export const codex: Provider = {
  id: 'codex',
  owner: 'openai',
  authFile: codexAuthFile,
  settings: {
    title: 'Codex',
    list: 'codex-api-key',
    baseUrl: base,
    // The public servers silently drop an entry without one, so it is always written.
    fields: keyListFields(
      baseUrlField(true, base),
      flagField('websockets', 'WebSockets', 'Allow responses over a WebSocket.'),
      flagField('alpha-search', 'Alpha search', 'Used by the public server only.'),
    ),
  },
  path: (route) => openAiPaths[route],
  credential: (_, key) => bearer(key),
  serves: (model) =>
    /^(gpt-|chatgpt-|o[1-9](-|$)|codex-|text-embedding-(3|ada)|omni-moderation|davinci|babbage|dall-e-|whisper-|tts-)/.test(
      model,
    ),
  knownModels: ['gpt-5.4', 'gpt-5.3-codex-spark', 'gpt-5-codex', 'text-embedding-3-small'],
  takesApplication: false,
  oauth: codexOAuth,
  quota: codexQuota,
  explain,
  keyTest: { request: openAiModels.request },
  modelList: openAiModels,
};
