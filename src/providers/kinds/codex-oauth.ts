import { namedBy, objectIn, type ProviderOAuth, textIn } from '../oauth.ts';

/** The claim of OpenAI's ID tokens that says which workspace and plan it is. */
const workspace = 'https://api.openai.com/auth';

/** ChatGPT accounts; their tokens are good for the Responses API of ChatGPT, not for api.openai.com. */
export const codexOAuth: ProviderOAuth = {
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
    routes: ['responses'],
    headers(file): Record<string, string> {
      const id = textIn(file, 'account_id');
      return id === undefined ? {} : { 'chatgpt-account-id': id };
    },
  },
};
