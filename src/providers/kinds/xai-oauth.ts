import { namedBy, type ProviderOAuth, textIn } from '../oauth.ts';

/** xAI accounts; their tokens stand where an API key would. */
export const xaiOAuth: ProviderOAuth = {
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
};
