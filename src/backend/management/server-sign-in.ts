import { fromEnglish } from '../../base/text/from-english.ts';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success, withoutValue } from '../../contract/outcome.ts';
import { type SignIn, type SignInStatus, signInStart } from '../../contract/sign-in.ts';
import { offeredProviders, signInRecord } from '../../providers/accounts/sign-in-records.ts';
import { words as accountWords } from '../../providers/accounts/words.ts';
import type { ManagementClient } from './management-client.ts';
import { words } from './words.ts';

/** Logins that an embedded server runs. @param config as it was last read */
export function serverSignIn(client: ManagementClient, config: () => Config, now: () => number): SignIn {
  return {
    providers: async () => success(offeredProviders(config())),
    async start(provider, { again, project, signal } = {}) {
      const record = signInRecord(provider);
      if (!record) return failure('unsupported', words().noLogin(provider));
      const [word] = record.words;
      const query = {
        ...(again !== undefined && { again }),
        ...(project !== undefined && { project_id: project }),
      };
      const begun = await client.request('startSignIn', undefined, {
        params: { provider: word },
        query,
        signal,
      });
      return begun.ok ? success(signInStart(word, begun.value, now())) : begun;
    },
    async status(state, signal) {
      const status = await client.request('getSignInStatus', undefined, { query: { state }, signal });
      return status.ok ? success(statusOf(status.value)) : status;
    },
    async submit(redirectUrl, signal): Promise<Outcome<void>> {
      const sent = await client.request('submitSignIn', { redirect_url: redirectUrl }, { signal });
      return withoutValue(sent);
    },
    async cancel(state) {
      const cancelled = await client.request('cancelSignIn', undefined, { query: { state } });
      return withoutValue(cancelled);
    },
  };
}

interface ReportedStatus {
  readonly status: 'wait' | 'ok' | 'error';
  readonly error?: string | undefined;
  readonly name?: string | undefined;
  readonly account?: string | undefined;
}

function statusOf({ status, error, name, account }: ReportedStatus): SignInStatus {
  if (status === 'wait') return { kind: 'waiting' };
  if (status === 'ok') return { kind: 'done', name, account };
  if (/unknown or expired state/i.test(error ?? '')) return { kind: 'lost' };
  // It keeps the reason in English.
  const said = error === undefined ? undefined : fromEnglish(error, accountWords);
  return { kind: 'failed', reason: said === undefined || said === error ? words().loginFailed(error) : said };
}
