import { coalesceLoads } from '../../base/async/coalesce-loads.ts';
import type { AuthFile } from '../../contract/auth-file.ts';
import type { Config } from '../../contract/config.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { SignInTimers } from '../../oauth/flow/running-sign-in.ts';
import type { Fetch } from '../../oauth/oauth-client.ts';
import type { AccountStore } from '../../oauth/tokens/account-store.ts';
import { keepFresh } from '../../oauth/tokens/keep-fresh.ts';
import { createRenewals } from '../../oauth/tokens/renew-account.ts';
import type { RefusalCause } from '../../providers/answers/refusal.ts';
import type { Log } from '../log/server-log.ts';
import { createAccountTable, type LiveAccount } from './account-table.ts';

interface AccountsOptions extends SignInTimers {
  readonly store: AccountStore;
  /** With the stored observations, also of other and earlier processes. */
  readonly list: () => Promise<
    Outcome<readonly Pick<AuthFile, 'name' | 'trouble' | 'message' | 'lastRefresh'>[]>
  >;
  readonly config: () => Config;
  readonly fetch: Fetch;
  readonly random: () => number;
  readonly log: Log;
  /** Its tokens were renewed, so a refused account may be accepted now. */
  readonly onRenewed: (name: string) => void;
  /** Its file is of another account now. */
  readonly onLogin: (name: string) => void;
}

/** The accounts of auth-dir as the gateway uses them; their tokens are kept fresh. */
export interface Accounts {
  /** The same array until something other than tokens changes. */
  all(): readonly LiveAccount[];
  /** Called before a request: renews an expired token. undefined: the token is valid; else why it is not. */
  notReady(name: string): Promise<string | undefined>;
  /** Called when the provider refused this token. false: there is no other. */
  renew(name: string, refused: string | undefined): Promise<boolean>;
  /** The provider refused a request because of the account: shown with the account. */
  troubled(name: string, cause: RefusalCause, sentence: string): void;
  /** The account has answered again. */
  answered(name: string): void;
  /** Reads auth-dir again; resolves when its content is in use. */
  reload(): Promise<void>;
  /** The config has changed. */
  retry(): void;
  close(): Promise<void>;
}

export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { store, list, now, log, onRenewed, onLogin } = options;
  const table = createAccountTable();
  const renewals = createRenewals(options);
  const stop = new AbortController();
  const keeper = keepFresh({
    ...options,
    renewals,
    onFailure: (name, { message }) => log('warn', `could not renew the tokens of ${name}: ${message}`),
  });
  let dead: ReadonlyMap<string, string> = new Map();
  /** What was noted with the present tokens, also by an earlier process, until the account answers. */
  const troubled = new Map<string, string>();
  let noted: Promise<unknown> = Promise.resolve();
  const note: typeof store.note = (...args) => {
    const done = store.note(...args);
    noted = Promise.allSettled([noted, done]);
    return done;
  };
  const read = async (): Promise<void> => {
    const [files, known] = await Promise.all([store.list(), list()]);
    if (!files.ok) return log('error', `could not read the accounts of auth-dir: ${files.message}`);
    if (stop.signal.aborted) return;
    for (const { name, isOther } of table.take(files.value)) {
      troubled.delete(name);
      if (isOther) onLogin(name);
      else onRenewed(name);
    }
    // A refused renewal is not tried again: only a new login helps.
    const refused = known.ok ? known.value.filter(isRefused) : [];
    dead = new Map(refused.map(({ name, lastRefresh }) => [name, lastRefresh?.message ?? 'it was refused']));
    for (const { name, trouble, message = '' } of known.ok ? known.value : []) {
      // An answer with the old tokens does not end the refusal of new ones.
      if (dead.has(name)) troubled.delete(name);
      else if (trouble) troubled.set(name, message);
    }
    keeper.review(files.value, new Set(dead.keys()));
  };
  let running: Promise<void> | undefined;
  const reload = coalesceLoads(() => {
    running = read();
    return running;
  });
  const renew = async (name: string, refused: string | undefined): Promise<string | undefined> => {
    const why = dead.get(name);
    if (why !== undefined) return why;
    const seen = refused ?? table.get(name)?.tokens().access;
    const done = await renewals.renew(name, seen, stop.signal);
    if (done.ok) {
      table.update(name, done.value);
      // It was of the former tokens.
      troubled.delete(name);
      onRenewed(name);
    }
    return done.ok ? undefined : done.message;
  };

  await reload();
  return {
    all: table.all,
    async notReady(name) {
      const account = table.get(name);
      if (!account) return 'it is no longer in auth-dir';
      const { expiresAt } = account.tokens();
      return expiresAt === undefined || expiresAt > now() ? undefined : renew(name, undefined);
    },
    async renew(name, refused) {
      const account = table.get(name);
      if (!account || account.tokens().refresh === undefined) return false;
      // It was renewed since that request was sent.
      if (account.key() !== refused) return true;
      return (await renew(name, account.tokens().access)) === undefined && account.key() !== refused;
    },
    troubled(name, cause, sentence) {
      const verify = table.get(name)?.provider.authFile?.wantsVerification?.(sentence) === true;
      if ((cause !== 'key' && !verify) || troubled.get(name) === sentence) return;
      troubled.set(name, sentence);
      const [link] = verify ? (/https:\/\/[^\s"'<>]+/.exec(sentence) ?? []) : [];
      const trouble = verify ? 'needs verification' : 'failing';
      void note(name, { trouble, message: sentence, link });
    },
    answered(name) {
      if (!troubled.delete(name)) return;
      void note(name, { trouble: undefined, message: undefined, link: undefined });
    },
    reload,
    retry: () => keeper.retry(),
    async close() {
      stop.abort();
      await keeper.close();
      await running;
      await noted;
    },
  };
}

/** The same status as for a refused renewal; a refused request has its own sentence. */
const isRefused = ({
  trouble,
  message,
  lastRefresh,
}: Pick<AuthFile, 'trouble' | 'message' | 'lastRefresh'>): boolean =>
  trouble === 'failing' && lastRefresh?.ok === false && lastRefresh.message === message;
