import { tokenFile } from '../accounts/auth-file.ts';
import { textIn } from '../json-fields.ts';
import { namedBy } from '../oauth.ts';
import { openAiPaths } from '../paths.ts';
import { oauthOnlyProvider } from './partial-providers.ts';
import { refusals, saying } from './words.ts';

/** iFlow accounts: a login returns an API key, which its API requires. */
export const iflow = oauthOnlyProvider({
  id: 'iflow',
  path: (route) => (route === 'chat' ? openAiPaths.chat : undefined),
  // Its own error numbers, in an answer with 200.
  explain(refusal) {
    const { code } = refusal;
    if (code === '439') return { cause: 'key', text: saying(refusals().iflowExpired, refusal) };
    if (code === '449') return { cause: 'rate-limit', text: saying(refusals().rate.limit('iFlow'), refusal) };
    return undefined;
  },
  authFile: tokenFile({
    types: ['iflow'],
    needs: ['access_token', 'refresh_token', 'api_key', 'cookie'],
  }),
  oauth: {
    words: ['iflow'],
    aliases: [],
    callbackWord: 'iflow',
    title: 'iFlow',
    offeredBy: {},
    issuer: 'https://iflow.cn',
    tokenEndpoint: 'https://iflow.cn/oauth/token',
    browser: {
      endpoint: 'https://iflow.cn/oauth',
      port: 11451,
      path: '/oauth2callback',
      parameters: { loginMethod: 'phone', type: 'phone' },
      redirectParameter: 'redirect',
    },
    scopes: [],
    profileEndpoint: {
      url: 'https://iflow.cn/api/oauth/getUserInfo',
      tokenIn: 'accessToken',
      within: 'data',
    },
    tokenRequest: { secretIn: 'header' },
    file: {
      type: 'iflow',
      identity: ['email'],
      account: ({ profile }) => ({
        email: textIn(profile, 'email') ?? textIn(profile, 'phone'),
        api_key: textIn(profile, 'apiKey'),
      }),
      name: namedBy('iflow', 'email'),
    },
    upstream: { baseUrl: 'https://apis.iflow.cn/v1', key: (file) => textIn(file, 'api_key') },
  },
});
