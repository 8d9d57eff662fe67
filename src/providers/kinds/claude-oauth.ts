import { namedBy, objectIn, type ProviderOAuth, textIn } from '../oauth.ts';

/** Claude accounts. Its token endpoint takes JSON, and wants to see `state` again. */
export const claudeOAuth: ProviderOAuth = {
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
