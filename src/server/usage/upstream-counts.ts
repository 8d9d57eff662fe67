import type { UsageRecord } from '../../contract/usage-record.ts';

/** Recorded: twenty intervals of ten minutes, the current one last. */
const stretchMs = 600_000;
const stretches = 20;
/** At most this many credentials are counted; their names come from the config, so that is plenty. */
const capacity = 2_000;

export interface UpstreamFigures {
  readonly success: number;
  readonly failed: number;
  readonly recent_requests: readonly {
    readonly time: string;
    readonly success: number;
    readonly failed: number;
  }[];
}

interface Counts {
  success: number;
  failed: number;
  readonly recent: Map<number, { success: number; failed: number }>;
}

/** Requests per upstream credential since the start (`/api-key-usage`); also counted while nothing is stored. */
export class UpstreamCounts {
  readonly #now: () => number;
  readonly #counts = new Map<string, Map<string, Counts>>();
  #size = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  add({ provider, account, failed, at }: UsageRecord): void {
    if (provider === undefined || account === undefined) return;
    let accounts = this.#counts.get(provider);
    if (!accounts) {
      accounts = new Map();
      this.#counts.set(provider, accounts);
    }
    let counts = accounts.get(account);
    if (!counts) {
      if (this.#size >= capacity) return;
      this.#size += 1;
      counts = { success: 0, failed: 0, recent: new Map() };
      accounts.set(account, counts);
    }
    const name = failed ? 'failed' : 'success';
    counts[name] += 1;
    const stretch = Math.floor(at / stretchMs);
    let recent = counts.recent.get(stretch);
    if (!recent) {
      recent = { success: 0, failed: 0 };
      counts.recent.set(stretch, recent);
      for (const old of counts.recent.keys()) if (old <= stretch - stretches) counts.recent.delete(old);
    }
    recent[name] += 1;
  }

  /** Providers and accounts that had requests. */
  seen(): [provider: string, accounts: string[]][] {
    return [...this.#counts].map(([provider, accounts]) => [provider, [...accounts.keys()]]);
  }

  of(provider: string, account: string): UpstreamFigures {
    const counts = this.#counts.get(provider)?.get(account);
    const running = Math.floor(this.#now() / stretchMs);
    const recent = Array.from({ length: stretches }, (_, place) => {
      const stretch = running - stretches + 1 + place;
      const { success = 0, failed = 0 } = counts?.recent.get(stretch) ?? {};
      return { time: `${clock(stretch * stretchMs)}-${clock((stretch + 1) * stretchMs)}`, success, failed };
    });
    return { success: counts?.success ?? 0, failed: counts?.failed ?? 0, recent_requests: recent };
  }
}

function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
