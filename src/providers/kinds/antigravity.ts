import { googleVerification, tokenFile } from '../accounts/auth-file.ts';
import { textIn } from '../json-fields.ts';
import { namedBy } from '../oauth.ts';
import { words } from '../quota/words.ts';
import { google, googleBrowser, googleScopes } from './google-oauth.ts';
import { oauthOnlyProvider } from './partial-providers.ts';

/** Google accounts for Antigravity. Its API is not public, so this server stores them without using them. */
export const antigravity = oauthOnlyProvider({
  id: 'antigravity',
  authFile: tokenFile({ types: ['antigravity'], wantsVerification: googleVerification }),
  quota: {
    get notAsked() {
      return words().antigravity;
    },
  },
  oauth: {
    ...google,
    words: ['antigravity'],
    aliases: ['anti-gravity'],
    callbackWord: 'antigravity',
    title: 'Antigravity',
    offeredBy: { v6: 'antigravity', v7: 'antigravity' },
    browser: { ...googleBrowser, port: 51121, path: '/oauth-callback' },
    scopes: [
      ...googleScopes,
      'https://www.googleapis.com/auth/cclog',
      'https://www.googleapis.com/auth/experimentsandconfigs',
    ],
    file: {
      type: 'antigravity',
      stamped: true,
      identity: ['email'],
      account: ({ profile, project }) => ({ email: textIn(profile, 'email'), project_id: project }),
      name: namedBy('antigravity', 'email'),
    },
    apiOrigins: [
      'https://cloudcode-pa.googleapis.com',
      'https://daily-cloudcode-pa.googleapis.com',
      'https://daily-cloudcode-pa.sandbox.googleapis.com',
    ],
  },
});
