import { type Dispatcher, Pool } from 'undici';
import { isSocks, proxyAddress } from '../../../base/proxy-address.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Target } from '../routing/target.ts';
import { proxyAgent } from './proxy-agent.ts';
import { socksConnector } from './socks-tunnel.ts';

/** ms; absent: the usual ones. */
export interface UpstreamTimes {
  readonly connectMs?: number;
  /** Until the head of an answer: long thinking without a stream takes minutes. */
  readonly headersMs?: number;
  /** Between two pieces of a body. */
  readonly idleMs?: number;
}

/** More streams than this to one upstream wait for each other. */
const connections = 2048;

/** Kept connections to every upstream: one pool an origin and proxy, one request at a time on a connection. */
export class UpstreamPools {
  readonly #pools = new Map<string, Dispatcher>();
  #closed = false;
  readonly #options: Pool.Options;
  readonly #connectMs: number;
  /** Between two pieces of an answer, however it comes; ms. */
  readonly idleMs: number;

  constructor({ connectMs = 10_000, headersMs = 600_000, idleMs = 300_000 }: UpstreamTimes = {}) {
    this.idleMs = idleMs;
    this.#connectMs = connectMs;
    this.#options = {
      connections,
      pipelining: 1,
      connect: { timeout: connectMs },
      headersTimeout: headersMs,
      bodyTimeout: idleMs,
      keepAliveTimeout: 20_000,
      allowH2: false,
    };
  }

  /** @param defaultProxy `proxy-url` of the config; an entry may say `direct`. */
  of({ origin, entry }: Target, defaultProxy: string | null | undefined): Outcome<Dispatcher> {
    const written = entry.proxyUrl ?? defaultProxy ?? '';
    const name = written === '' ? origin : `${origin} ${written}`;
    const before = this.#pools.get(name);
    if (before) return success(before);
    if (this.#closed) return failure('failed', `${entry.name} is no longer asked, as this server stops.`);
    const proxy = proxyAddress(written);
    if (!proxy) return failure('unsupported', proxySentence(entry.name, written));
    const pool = this.#poolBy(proxy, origin);
    this.#pools.set(name, pool);
    return success(pool);
  }

  #poolBy(proxy: URL | 'direct', origin: string): Dispatcher {
    if (proxy === 'direct') return new Pool(origin, this.#options);
    if (!isSocks(proxy)) return proxyAgent(proxy.href, this.#options, this.#connectMs);
    return new Pool(origin, { ...this.#options, connect: socksConnector(proxy, this.#connectMs) });
  }

  /** Lets go of upstreams that the config no longer names; what runs on them ends in its own time. */
  keepOnly(origins: ReadonlySet<string>): void {
    for (const [name, pool] of this.#pools) {
      if (origins.has(name.split(' ')[0] ?? '')) continue;
      this.#pools.delete(name);
      pool.close().catch(() => {});
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }
}

function proxySentence(name: string, proxy: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(proxy)?.[1]?.toLowerCase();
  const unknown = scheme !== undefined && !/^(https?|socks5h?)$/.test(scheme);
  const what = unknown ? `names a ${scheme} proxy, which is not supported` : 'is not a valid address';
  return `The proxy-url for ${name} ${what}; use an http://, https:// or socks5:// proxy.`;
}
