import type { Config } from '../../contract/config.ts';
import { failure, type Outcome } from '../../contract/outcome.ts';
import { signInRecordOf } from '../../providers/accounts/sign-in-records.ts';
import type { Fields } from '../../providers/oauth.ts';
import { type Fetch, oauthClient } from '../oauth-client.ts';
import { revokeTokens } from './renew-tokens.ts';
import { tokensOf } from './token-file.ts';

/** ms: whoever revokes an account waits for it, and it no longer works here in any case. */
const patience = 8_000;

/**
 * Tells the provider that the tokens of an auth file are no longer good (RFC 7009). `unsupported`: it cannot be told,
 * and they end by themselves.
 */
export async function takeBackTokens(file: Fields, config: Config, fetch: Fetch): Promise<Outcome<void>> {
  const record = signInRecordOf(file.type);
  if (!record) return failure('unsupported', 'Nobody signs in at its provider here.');
  const { refresh, access } = tokensOf(record.file, file);
  const token = refresh ?? access;
  const client = oauthClient(record, config, fetch);
  if (token === undefined || !client.ok || client.value.server.revocation_endpoint === undefined)
    return failure('unsupported', `${record.title} cannot be told.`);
  // With the refresh token all that came of it ends (RFC 7009, 2.1).
  return revokeTokens(client.value, token, AbortSignal.timeout(patience));
}
