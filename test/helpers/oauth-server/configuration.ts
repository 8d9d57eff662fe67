import { generateKeyPairSync } from 'node:crypto';
import type Provider from 'oidc-provider';

export interface OAuthServerOptions {
  /** s; whoever gets a token gets it for so long. */
  readonly tokensLast?: number;
  readonly codesLast?: number;
  readonly clientSecret?: string;
}

const clientId = 'fake-client-id';
let keys: object[] | undefined;

interface Page {
  body: string;
}
const show = (page: Page, body: string): void => {
  page.body = body;
};

/** The block of `oauth-clients` that leads there. */
export const settingsFor = (url: string, { clientSecret }: OAuthServerOptions) => ({
  'client-id': clientId,
  ...(clientSecret && { 'client-secret': clientSecret }),
  scopes: ['openid', 'email', 'offline_access'],
  issuer: url,
  'authorization-endpoint': `${url}/auth`,
  'token-endpoint': `${url}/token`,
  'device-authorization-endpoint': `${url}/device/auth`,
  'revocation-endpoint': `${url}/token/revocation`,
  'profile-endpoint': `${url}/me`,
});

export function configuration({ tokensLast = 3600, codesLast = 60, clientSecret }: OAuthServerOptions) {
  keys ??= [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })];
  return {
    clients: [
      {
        client_id: clientId,
        ...(clientSecret && { client_secret: clientSecret }),
        token_endpoint_auth_method: clientSecret ? 'client_secret_post' : 'none',
        application_type: 'native',
        redirect_uris: ['/callback', '/auth/callback', '/oauth2callback', '/oauth-callback'].map(
          (path) => `http://localhost${path}`,
        ),
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      },
    ],
    jwks: { keys },
    cookies: { keys: ['fake-cookie-key'] },
    scopes: ['openid', 'email', 'offline_access'],
    claims: { openid: ['sub', 'https://api.openai.com/auth'], email: ['email'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: show,
        userCodeConfirmSource: show,
        successSource: (page: Page) => show(page, 'signed in'),
      },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: tokensLast,
      AuthorizationCode: codesLast,
      DeviceCode: 600,
      IdToken: 3600,
      RefreshToken: 86_400,
      Session: 3600,
      Interaction: 600,
      Grant: 86_400,
    },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: id,
        'https://api.openai.com/auth': { chatgpt_account_id: `id-of-${id}`, chatgpt_plan_type: 'plus' },
      }),
    }),
    async loadExistingGrant({ oidc }: { oidc: GrantContext }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid email offline_access');
      await grant.save();
      return grant;
    },
    renderError: (page: Page, out: { error: string }) => show(page, out.error),
  };
}

interface GrantContext {
  readonly provider: Provider;
  readonly client: { readonly clientId: string };
  readonly session: { readonly accountId: string };
}
