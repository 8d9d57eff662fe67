import type { Backend, BackendSessions } from '../../backend/backend.ts';
import { startOfDay } from '../../base/text/start-of-day.ts';
import type { AuthFile } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Quota } from '../../contract/quota/quota.ts';
import { withTraffic } from '../../providers/accounts/account-traffic.ts';
import type { CredentialHealth } from '../gateway/forward/credential-health.ts';
import type { UsageCollector } from '../usage/collect-usage.ts';
import { words } from '../words.ts';
import type { AccountQuotas } from './account-quotas.ts';

/** The gateway's state of the accounts that it uses. */
export interface AccountUse {
  /** End of an account's cooldown, ms since the epoch; undefined: none. */
  cooldownUntil(name: string): number | undefined;
  clearCooldown(name: string): void;
  /** undefined: no attempt since the start. */
  healthOf(name: string): Pick<CredentialHealth, 'lastUsedAt' | 'lastError'> | undefined;
}

export interface ServerSessions {
  /** Those of the backend; a failure if it has none. */
  files(): Outcome<BackendSessions>;
  /** With cooldowns, the last error and the requests since midnight. */
  list(): Promise<Outcome<readonly AuthFile[]>>;
  clearCooldown(name: string): Promise<Outcome<void>>;
  /** Asks the provider, once a minute at most. */
  askQuota(name: string): Promise<Outcome<Quota>>;
}

interface ServerSessionsOptions {
  readonly backend: Backend;
  readonly usage: Pick<UsageCollector, 'store' | 'recording' | 'now'>;
  /** Absent: this server sends nothing with accounts. */
  readonly use?: AccountUse | undefined;
  readonly quotas: Pick<AccountQuotas, 'of' | 'ask'>;
}

export function serverSessions({ backend, usage, use, quotas }: ServerSessionsOptions): ServerSessions {
  const files = (): Outcome<BackendSessions> => (backend.sessions ? success(backend.sessions) : none());

  const withUse = async (listed: readonly AuthFile[]): Promise<AuthFile[]> =>
    (await counted(listed)).map((file) => {
      const coolingUntil = use?.cooldownUntil(file.name);
      const quota = quotas.of(file);
      const { lastUsedAt, lastError } = use?.healthOf(file.name) ?? {};
      return {
        ...file,
        ...(coolingUntil !== undefined && { coolingUntil }),
        ...(quota && { quota }),
        ...(lastUsedAt !== undefined && { lastUsedAt }),
        ...(lastError && { lastError }),
      };
    });

  /** If requests are not counted or cannot be read now, they are unknown and not zero. */
  const counted = async (listed: readonly AuthFile[]): Promise<readonly AuthFile[]> => {
    const { store } = usage;
    if (!use || !store || !usage.recording()) return listed;
    const since = startOfDay(usage.now());
    return withTraffic(listed, (provider) =>
      store.groups({ since, provider, ...store.own }, 'account'),
    ).catch(() => listed);
  };

  return {
    files,
    async list() {
      const sessions = files();
      if (!sessions.ok) return sessions;
      const listed = await sessions.value.list();
      return listed.ok ? success(await withUse(listed.value)) : listed;
    },
    async clearCooldown(name) {
      const sessions = files();
      if (!sessions.ok) return sessions;
      const reset = await sessions.value.clearCooldown(name);
      if (reset.ok) use?.clearCooldown(name);
      return reset;
    },
    askQuota: quotas.ask,
  };
}

const none = () => failure('unsupported', words().accounts.noFolder);
