import { namedBy, type ProviderOAuth, textIn } from '../oauth.ts';
import { google, googleBrowser, googleScopes } from './google-oauth.ts';

/** Google accounts for Gemini; used as Google documents it for a client of one's own, billed to the project. */
export const geminiOAuth: ProviderOAuth = {
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
  upstream: {
    baseUrl: 'https://generativelanguage.googleapis.com',
    headers(file): Record<string, string> {
      const project = textIn(file, 'project_id');
      return project === undefined ? {} : { 'x-goog-user-project': project };
    },
  },
};
