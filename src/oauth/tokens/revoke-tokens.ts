import * as oauth from 'oauth4webapi';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { signInRecordOf } from '../../providers/accounts/sign-in-records.ts';
import { words } from '../../providers/accounts/words.ts';
import type { Fields } from '../../providers/json-fields.ts';
import { explainFailure } from '../explain-failure.ts';
import { type Fetch, oauthClient } from '../oauth-client.ts';
import { tokensOf } from './token-file.ts';

/** ms: the user waits for it, a console no longer than 10 s, and the account is not used here in any case. */
const timeoutMs = 5_000;

/**
 * Revokes the tokens of an auth file at their provider (RFC 7009). `unsupported`: the provider has no way to, and
 * they expire by themselves.
 */
export async function revokeTokens(file: Fields, config: Config, fetch: Fetch): Promise<Outcome<void>> {
  const record = signInRecordOf(file.type);
  if (!record) return failure('unsupported', words().tokens.noProvider);
  const { refresh, access } = tokensOf(record.file, file);
  // With the refresh token all tokens made from it end (RFC 7009, 2.1).
  const token = refresh ?? access;
  const opened = oauthClient(record, config, fetch);
  if (token === undefined || !opened.ok || opened.value.server.revocation_endpoint === undefined)
    return failure('unsupported', words().tokens.notRevoked(record.title));
  const { server, client, authentication, requests } = opened.value;
  try {
    const settings = requests(AbortSignal.timeout(timeoutMs));
    const response = await oauth.revocationRequest(server, client, authentication, token, settings);
    await oauth.processRevocationResponse(response);
    return success(undefined);
  } catch (error) {
    return explainFailure(record.title, error, [token]);
  }
}
