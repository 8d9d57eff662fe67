import type { AuthFile } from '../../contract/auth-file.ts';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome } from '../../contract/outcome.ts';
import { type Quota, type Quotas, quotaId } from '../../contract/quota/quota.ts';
import { oauthSettings } from '../../providers/accounts/sign-in-records.ts';
import { textIn } from '../../providers/json-fields.ts';
import {
  type AskProvider,
  notAsked,
  openQuotaBook,
  type QuotaFile,
} from '../../providers/quota/quota-book.ts';
import type { Gateway } from '../gateway/create-gateway.ts';
import type { QuotaReader } from '../gateway/forward/exchange.ts';
import type { Log } from '../log/server-log.ts';
import { words } from '../words.ts';
import type { LiveAccount } from './account-table.ts';
import type { Accounts } from './open-accounts.ts';

interface AccountQuotasOptions {
  readonly file: QuotaFile | undefined;
  readonly accounts: Accounts;
  readonly config: () => Config;
  readonly callHost: Gateway['callHost'];
  /** `cli-proxy/<version>`: who asks. */
  readonly agent: string;
  readonly now: () => number;
  readonly log: Log;
  /** By name of the auth file. */
  readonly changed: (quotas: Quotas) => void;
}

/** What is known about the quotas of the accounts of auth-dir (N5). */
export interface AccountQuotas {
  /** Learns from an account's answers; undefined: its provider names no quota there. */
  reader(name: string): QuotaReader | undefined;
  of(file: Pick<AuthFile, 'name' | 'account'>): Quota | undefined;
  /** Asks the provider with the account's token, once a minute at most. */
  ask(name: string): Promise<Outcome<Quota>>;
  /** After a new login. */
  forgetPlan(name: string): void;
  close(): Promise<void>;
}

export async function openAccountQuotas(options: AccountQuotasOptions): Promise<AccountQuotas> {
  const { accounts, config, callHost, agent, log } = options;
  const book = await openQuotaBook({
    file: options.file,
    now: options.now,
    changed(ids) {
      const named = accounts.all().flatMap(({ name, id }) => {
        const quota = ids.includes(id) ? book.of(id) : undefined;
        return quota ? [[name, quota] as const] : [];
      });
      options.changed(Object.fromEntries(named));
    },
    onProblem: (message) => log('error', message),
  });

  const readerOf = ({ id, provider: { quota } }: LiveAccount): QuotaReader | undefined => {
    if (!quota?.ofHeaders && !quota?.ofFrame) return undefined;
    return {
      headers: (headers) => book.hear(id, quota.ofHeaders?.(headers, options.now()), options.now()),
      frame: (text) => book.hear(id, quota.ofFrame?.(text, options.now()), options.now()),
    };
  };
  let readFor: readonly LiveAccount[] = [];
  let readers = new Map<string, QuotaReader | undefined>();
  return {
    reader(name) {
      const all = accounts.all();
      if (all !== readFor) {
        readFor = all;
        readers = new Map(all.map((one) => [one.name, readerOf(one)]));
      }
      return readers.get(name);
    },
    of: (file) => book.of(quotaId(file)),
    async ask(name) {
      const account = accounts.all().find((one) => one.name === name);
      if (!account) return failure('conflict', words().accounts.notUsable(name));
      const { id, provider, record, file } = account;
      if (!provider.quota?.request) return notAsked(provider);
      const ended = await accounts.notReady(name);
      if (ended !== undefined) return failure('failed', words().accounts.expired(name, ended));
      const token = record.upstream?.key ? record.upstream.key(file) : account.key();
      if (token === undefined) return failure('failed', words().accounts.noToken(name));
      const entry = { name: record.title, proxyUrl: textIn(file, 'proxy_url') };
      const own = oauthSettings(record, config())['base-url'];
      const send: AskProvider = async ({ method, url: written, headers, body = null }) => {
        const url = new URL(written);
        // With another address for a provider, its tokens are sent there alone.
        if (own && URL.canParse(own)) {
          const { protocol, host } = new URL(own);
          Object.assign(url, { protocol, host });
        }
        const sent = { ...headers, authorization: `Bearer ${token}`, 'user-agent': agent };
        return callHost({ url, method, headers: sent, body, entry });
      };
      return book.ask({ id, provider, about: file }, send);
    },
    forgetPlan(name) {
      const account = accounts.all().find((one) => one.name === name);
      if (account) book.forgetPlan(account.id);
    },
    close: book.close,
  };
}
