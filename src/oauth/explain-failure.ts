import * as oauth from 'oauth4webapi';
import { stripControl } from '../base/text/terminal-text.ts';
import { type Failure, failure } from '../contract/outcome.ts';
import { oauthMeaning } from '../providers/accounts/sign-in-records.ts';
import { words } from '../providers/accounts/words.ts';

/** It will answer the same as often as it is asked: the token itself is no longer good. */
const final = new Set(['invalid_grant', 'access_denied', 'expired_token']);

/**
 * A failure as a sentence that begins with the provider. `denied`: the provider refused, and asking again is
 * no use; `invalid`: the config is wrong; `unreachable`: it did not answer. @param secrets must not appear in
 * a message (M2)
 */
export function explainFailure(title: string, error: unknown, secrets: readonly string[]): Failure {
  const reported = oauthErrorOf(error);
  if (reported) {
    const said = reported.description === undefined ? undefined : clean(reported.description, secrets);
    const meaning = oauthMeaning(reported.code) ?? said ?? words().refusal.noReason;
    const code = clean(reported.code, secrets);
    const kind = final.has(reported.code) ? 'denied' : configErrors.has(reported.code) ? 'invalid' : 'failed';
    const { answered, answeredSaying } = words().refusal;
    const message =
      said && meaning !== said ? answeredSaying(title, code, meaning, said) : answered(title, code, meaning);
    return failure(kind, message);
  }
  const { name, code, cause, message } = error as Error & { code?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return failure('unreachable', words().refusal.late(title));
  if (name === 'AbortError') return failure('cancelled', words().refusal.stopped);
  if (error instanceof TypeError && /fetch failed|network/i.test(message)) {
    const { unreachable, unreachableBy } = words().refusal;
    const why = cause?.code === undefined ? undefined : clean(cause.code, secrets);
    return failure('unreachable', why === undefined ? unreachable(title) : unreachableBy(title, why));
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    const status = statusIn(error);
    if (status !== undefined && status >= 500)
      return failure('unreachable', words().refusal.broken(title, String(status)));
    const shown = status === undefined ? (code ?? name) : words().refusal.status(String(status));
    return failure('failed', words().refusal.notOAuth(title, clean(shown, secrets)));
  }
  // A bug must not end a server. Only its name is reported, as its message may hold a value.
  return failure('failed', words().refusal.unexpected(title, name));
}

const configErrors = new Set([
  'invalid_client',
  'invalid_scope',
  'redirect_uri_mismatch',
  'unauthorized_client',
]);

/** The `error` of an answer in OAuth's own form. */
export function oauthErrorOf(
  error: unknown,
): { readonly code: string; readonly description?: string } | undefined {
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    const { error: code, error_description: description } = error;
    return description === undefined ? { code } : { code, description };
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    const { error: code = 'invalid_client', error_description: description } =
      error.cause[0]?.parameters ?? {};
    return description === undefined ? { code } : { code, description };
  }
  return undefined;
}

function statusIn(error: Error): number | undefined {
  const { cause } = error;
  if (cause instanceof Response) return cause.status;
  const inner = (cause as { response?: unknown } | undefined)?.response;
  return inner instanceof Response ? inner.status : undefined;
}

function clean(text: string, secrets: readonly string[]): string {
  let safe = stripControl(text);
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, '…');
  return safe.trim().replace(/\.$/, '').slice(0, 200);
}
