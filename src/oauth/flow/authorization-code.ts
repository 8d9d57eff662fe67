import * as oauth from 'oauth4webapi';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { Fields } from '../../providers/json-fields.ts';
import type { SignedInAccount } from '../../providers/oauth.ts';
import { explainFailure } from '../explain-failure.ts';
import type { OAuthClient } from '../oauth-client.ts';
import { readProfile } from '../tokens/read-profile.ts';

/**
 * Proof that the code is redeemed by the client that asked for it (RFC 7636). @param random 32 bytes or more
 */
export function codeVerifier(random: Uint8Array): string {
  return Buffer.from(random).toString('base64url');
}

/** The address to open in a browser. */
export async function authorizationUrl(
  { record, server, client, scope, redirectUri = '' }: OAuthClient,
  state: string,
  verifier: string,
): Promise<string> {
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    ...record.browser?.parameters,
    response_type: 'code',
    client_id: client.client_id,
    [record.browser?.redirectParameter ?? 'redirect_uri']: redirectUri,
    ...(scope !== '' && { scope }),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  };
  for (const [name, value] of Object.entries(parameters).sort()) url.searchParams.set(name, value);
  return url.href;
}

interface CodeAnswer {
  /** Query of the redirect. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: string;
  readonly verifier: string;
  readonly project?: string | undefined;
}

/** The code for the tokens; the failure's sentence says what the provider had against it. */
export async function exchangeCode(
  oauthClient: OAuthClient,
  { parameters, state, verifier, project }: CodeAnswer,
  signal?: AbortSignal,
): Promise<Outcome<SignedInAccount>> {
  const { record, server, client, authentication, redirectUri = '' } = oauthClient;
  try {
    const checked = oauth.validateAuthResponse(server, client, new URLSearchParams(parameters), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      checked,
      redirectUri,
      verifier,
      {
        ...oauthClient.requests(signal),
        additionalParameters: record.tokenRequest?.withState ? { state } : {},
      },
    );
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response);
    const claims: Fields = oauth.getValidatedIdTokenClaims(answer) ?? {};
    const profile = await readProfile(oauthClient, answer.access_token, signal);
    return success({ answer, claims, profile, project });
  } catch (error) {
    return explainFailure(record.title, error, [parameters.code ?? '', verifier]);
  }
}
