import type { Backend, BackendSessions } from '../backend/backend.ts';
import { startOfDay } from '../base/start-of-day.ts';
import type { AuthFile } from '../contract/auth-file.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { accountProvider } from '../providers/auth-file-kinds.ts';
import type { UsageCollector } from './collect-usage.ts';

/** What the gateway knows of the accounts that it uses. */
export interface AccountUse {
  /** When an account may be asked again, ms since the epoch; undefined: now. */
  restsUntil(name: string): number | undefined;
  /** Requests go to it again at once. */
  release(name: string): void;
}

export interface ServerSessions {
  /** Those of the backend; a failure: it has none. */
  files(): Outcome<BackendSessions>;
  /** With cooldowns and the requests since midnight. */
  list(): Promise<Outcome<readonly AuthFile[]>>;
  resetCooldown(name: string): Promise<Outcome<void>>;
}

export interface ServerSessionsOptions {
  readonly backend: Backend;
  readonly usage: Pick<UsageCollector, 'store' | 'recording' | 'now'>;
  /** Absent: this server sends nothing with accounts. */
  readonly use?: AccountUse | undefined;
}

export function serverSessions({ backend, usage, use }: ServerSessionsOptions): ServerSessions {
  const files = (): Outcome<BackendSessions> => (backend.sessions ? success(backend.sessions) : none);

  const withUse = (listed: readonly AuthFile[]): AuthFile[] => {
    const traffic = trafficOf(listed);
    return listed.map((file) => {
      const coolingUntil = use?.restsUntil(file.name);
      const counted = traffic?.(file);
      return {
        ...file,
        ...(coolingUntil !== undefined && { coolingUntil }),
        ...(counted && { traffic: counted }),
      };
    });
  };

  /** Of each account since midnight; undefined: nobody counts. Two of one address are counted as one. */
  function trafficOf(listed: readonly AuthFile[]): ((file: AuthFile) => AuthFile['traffic']) | undefined {
    const { store } = usage;
    if (!use || !store || !usage.recording()) return undefined;
    const since = startOfDay(usage.now());
    const groups = new Map<string, ReturnType<typeof store.groups>>();
    for (const provider of new Set(listed.map(providerOf)))
      groups.set(provider, store.groups({ since, provider }, 'account'));
    return (file) => {
      const of = groups.get(providerOf(file))?.find(({ value }) => value === accountOf(file));
      return { calls: of?.requests ?? 0, errors: of?.failed ?? 0, since: 'midnight' };
    };
  }

  return {
    files,
    async list() {
      const sessions = files();
      if (!sessions.ok) return sessions;
      const listed = await sessions.value.list();
      return listed.ok ? success(withUse(listed.value)) : listed;
    },
    async resetCooldown(name) {
      const sessions = files();
      if (!sessions.ok) return sessions;
      const reset = await sessions.value.resetCooldown(name);
      if (reset.ok) use?.release(name);
      return reset;
    },
  };
}

/** As usage records name them. */
export const providerOf = ({ provider = '' }: AuthFile): string => accountProvider(provider)?.id ?? provider;
export const accountOf = ({ account, name }: AuthFile): string => account ?? name;

const none = failure('unsupported', 'This server has no auth-dir to look after.');
