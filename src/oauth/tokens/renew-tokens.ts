import * as oauth from 'oauth4webapi';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Fields } from '../../providers/oauth.ts';
import { explainFailure } from '../explain-failure.ts';
import type { OAuthClient } from '../oauth-client.ts';

/** Fresh tokens for a refresh token. `denied`: it is no longer good, and only a new login helps. */
export async function renewTokens(
  { record, server, client, authentication, requests }: OAuthClient,
  refreshToken: string,
  signal?: AbortSignal,
): Promise<Outcome<Fields>> {
  try {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      refreshToken,
      requests(signal),
    );
    return success(await oauth.processRefreshTokenResponse(server, client, response));
  } catch (error) {
    return explainFailure(record.title, error, [refreshToken]);
  }
}

/** Takes tokens back at the provider (RFC 7009). `unsupported`: it has no way to. */
export async function revokeTokens(
  { record, server, client, authentication, requests }: OAuthClient,
  token: string,
  signal?: AbortSignal,
): Promise<Outcome<void>> {
  if (server.revocation_endpoint === undefined)
    return failure('unsupported', `${record.title} has no way to take tokens back.`);
  try {
    const response = await oauth.revocationRequest(server, client, authentication, token, requests(signal));
    await oauth.processRevocationResponse(response);
    return success(undefined);
  } catch (error) {
    return explainFailure(record.title, error, [token]);
  }
}
