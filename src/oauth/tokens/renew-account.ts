import * as oauth from 'oauth4webapi';
import { fingerprint } from '../../base/secrets/fingerprint.ts';
import { asProcess } from '../../base/text/language.ts';
import type { Config } from '../../contract/config.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { signInRecordOf } from '../../providers/accounts/sign-in-records.ts';
import { words } from '../../providers/accounts/words.ts';
import type { Fields } from '../../providers/json-fields.ts';
import { explainFailure } from '../explain-failure.ts';
import { type Fetch, type OAuthClient, oauthClient } from '../oauth-client.ts';
import type { AccountStore } from './account-store.ts';
import { tokensOf, withTokens } from './token-file.ts';

/** Fresh tokens for a refresh token. `denied`: it is no longer good, and only a new login helps. */
async function renewTokens(
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

interface RenewalOptions {
  readonly config: () => Config;
  readonly store: AccountStore;
  readonly fetch: Fetch;
  readonly now: () => number;
}

/** Renews the tokens of accounts, each by one process at a time. */
export interface Renewals {
  /**
   * The file with fresh tokens, which are on disk by then. @param seen the access token that is no longer
   * good: if the file has another one by now, another process renewed it and nothing is sent. `denied`:
   * only a new login helps.
   */
  renew(name: string, seen: string | undefined, signal?: AbortSignal): Promise<Outcome<Fields>>;
}

/** A token that expires this soon counts as expired, as a request may arrive too late, ms. */
const margin = 10_000;
/** A token that is refused so soon after it was made is not renewed again, ms, as that would not help. */
const justNow = 15_000;

export function createRenewals(options: RenewalOptions): Renewals {
  const { config, store, now } = options;
  const running = new Map<string, Promise<Outcome<Fields>>>();
  /**
   * Answers that could not be written: the old refresh token is spent, so this is the only copy of the new
   * one.
   */
  const unwritten = new Map<string, { readonly replaces: string; readonly answer: Fields }>();

  /** What a provider has refused it refuses again. */
  const refused = new Map<string, { readonly token: string; readonly failed: Failure }>();
  const renewedAt = new Map<string, number>();

  const fresh = async (
    name: string,
    file: Fields,
    seen: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<{ readonly file: Fields; readonly changed: boolean }>> => {
    const record = signInRecordOf(file.type);
    if (!record) return failure('unsupported', words().tokens.otherProvider(shown(name)));
    const { access, refresh, expiresAt } = tokensOf(record.file, file);
    const good = expiresAt === undefined || expiresAt > now() + margin;
    if (access !== undefined && access !== seen && good) return success({ file, changed: false });
    if (good && access === seen && now() - (renewedAt.get(name) ?? Number.NEGATIVE_INFINITY) < justNow)
      return failure('failed', words().tokens.refusedNew(shown(name)));
    if (refresh === undefined) return failure('denied', words().tokens.noRefresh(shown(name)));
    const waiting = unwritten.get(name);
    if (waiting?.replaces === fingerprint(refresh))
      return success({ file: withTokens(record.file, file, waiting.answer, now()), changed: true });
    const before = refused.get(name);
    if (before?.token === fingerprint(refresh)) return before.failed;
    const client = oauthClient(record, config(), options.fetch);
    if (!client.ok) return client;
    const answer = await renewTokens(client.value, refresh, signal);
    if (!answer.ok) {
      if (answer.kind === 'denied') refused.set(name, { token: fingerprint(refresh), failed: answer });
      return answer;
    }
    unwritten.set(name, { replaces: fingerprint(refresh), answer: answer.value });
    return success({ file: withTokens(record.file, file, answer.value, now()), changed: true });
  };

  const renewNow = async (
    name: string,
    seen: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<Fields>> => {
    let result: Fields | undefined;
    const written = await store.change(
      name,
      async (file) => {
        if (!file) return failure('conflict', words().tokens.gone(shown(name)));
        const got = await fresh(name, file, seen, signal);
        if (!got.ok) return got;
        result = got.value.file;
        return success(got.value.changed ? result : undefined);
      },
      signal,
    );
    if (written.ok && result) {
      if (unwritten.delete(name)) renewedAt.set(name, now());
      return success(result);
    }
    const failed = written.ok ? failure('failed', words().tokens.notRenewed(shown(name))) : written;
    // What a stopped server did not finish says nothing of the account.
    if (failed.kind === 'cancelled' || failed.kind === 'conflict') return failed;
    const lastRefresh = { at: now(), ok: false, message: failed.message };
    const trouble = failed.kind === 'denied' ? { trouble: 'failing' as const, message: failed.message } : {};
    await store.note(name, { lastRefresh, ...trouble });
    return failed;
  };

  return {
    renew(name, seen, signal) {
      const before = running.get(name);
      if (before) return before;
      // Its failure is stored, and others wait for it.
      const run = asProcess(() => renewNow(name, seen, signal)).finally(() => running.delete(name));
      running.set(name, run);
      return run;
    },
  };
}

const shown = (name: string): string => name.slice(0, 120);

/** The token that a request is sent with. */
export function keyOf(file: Fields): string | undefined {
  const record = signInRecordOf(file.type);
  if (!record) return undefined;
  return record.upstream?.key ? record.upstream.key(file) : tokensOf(record.file, file).access;
}
