import { randomBytes as systemBytes } from 'node:crypto';
import { failure, success } from '../../contract/outcome.ts';
import { createSignIns, type SignIns } from '../../oauth/flow/sign-ins.ts';
import type { AccountStore } from '../../oauth/tokens/account-store.ts';
import type { ActiveConfig } from '../active-config.ts';
import { providerFetch } from '../gateway/forward/provider-fetch.ts';
import type { Log } from '../log/server-log.ts';
import type { ServerOptions } from '../server-options.ts';
import { words } from '../words.ts';
import { type Accounts, openAccounts } from './open-accounts.ts';

interface OpenSignInOptions extends Pick<ServerOptions, 'backend' | 'tokens' | 'fetch' | 'randomBytes'> {
  readonly activeConfig: ActiveConfig;
  readonly now: () => number;
  readonly log: Log;
  readonly onRenewed: (name: string) => void;
  /** A login has written this file, or it is of another account now. */
  readonly onLogin: (name: string) => void;
}

interface OpenedSignIn {
  readonly accounts: Accounts;
  readonly signIns: SignIns;
  close(): Promise<void>;
}

/** The accounts of auth-dir, and the logins that add accounts; both follow config and folder. */
export async function openSignIn(options: OpenSignInOptions): Promise<OpenedSignIn> {
  const { backend, activeConfig, now, log, onRenewed, onLogin } = options;
  const web = providerFetch(() => activeConfig.state.config);
  const shared = {
    store: options.tokens ?? backend.sessions?.tokens ?? nowhere,
    config: () => activeConfig.state.config,
    fetch: options.fetch ?? web.fetch,
    now,
    after,
  };
  const list = async () => backend.sessions?.list() ?? success([]);
  const accounts = await openAccounts({
    ...shared,
    list,
    log,
    onRenewed,
    onLogin,
    random: Math.random,
  });
  const signIns = createSignIns({
    ...shared,
    onLogin,
    randomBytes: options.randomBytes ?? systemBytes,
  });
  const leave = backend.subscribe((event) => {
    if (event.type === 'auth-files') void accounts.reload();
  });
  const forget = activeConfig.onChange((change) => {
    if (change.type !== 'config') return;
    // The config may have another auth-dir, or a client id that was missing.
    void accounts.reload().then(() => accounts.retry());
  });
  return {
    accounts,
    signIns,
    async close() {
      leave();
      forget();
      signIns.close();
      await accounts.close();
      await web.close();
    },
  };
}

/** A timer that does not keep the process alive. */
function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

const noFolder = async () => failure('unsupported', words().accounts.noFolder);

const nowhere: AccountStore = {
  list: async () => success([]),
  change: noFolder,
  note: noFolder,
};
