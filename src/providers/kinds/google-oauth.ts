import type { ProviderOAuth } from '../oauth.ts';

/** Shared by all Google logins; Google returns a refresh token only if it is requested with these parameters. */
export const google = {
  issuer: 'https://accounts.google.com',
  tokenEndpoint: 'https://oauth2.googleapis.com/token',
  revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
  profileEndpoint: { url: 'https://www.googleapis.com/oauth2/v1/userinfo?alt=json' },
} as const satisfies Partial<ProviderOAuth>;

export const googleBrowser = {
  endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  parameters: { access_type: 'offline', prompt: 'consent' },
} as const;

export const googleScopes = ['cloud-platform', 'userinfo.email', 'userinfo.profile'].map(
  (scope) => `https://www.googleapis.com/auth/${scope}`,
);
