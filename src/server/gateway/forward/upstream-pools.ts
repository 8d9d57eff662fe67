import { type Dispatcher, errors, Pool, ProxyAgent } from 'undici';
import { isSocks, proxyAddress } from '../../../base/proxy-address.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { UpstreamEntry } from '../../../providers/upstream-entry.ts';
import { words } from '../../words.ts';
import { socksConnector } from './socks-tunnel.ts';
import { transportReason, UpstreamError } from './upstream-error.ts';

/** ms; absent: the defaults. */
export interface UpstreamTimes {
  readonly connectMs?: number;
  /** Until the head of an answer: long thinking without streaming takes minutes. */
  readonly headersMs?: number;
  /** Between two chunks of a body. */
  readonly idleMs?: number;
}

/** At most this many concurrent streams to one upstream; others wait. */
const connections = 2048;

/** Kept connections to every upstream: one pool for each origin and proxy, one request at a time on a connection. */
export class UpstreamPools {
  readonly #pools = new Map<string, Dispatcher>();
  #closed = false;
  readonly #options: Pool.Options;
  readonly #connectMs: number;
  /** Between two chunks of any answer; ms. */
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
  of(
    { origin, entry }: { readonly origin: string; readonly entry: Pick<UpstreamEntry, 'name' | 'proxyUrl'> },
    defaultProxy: string | null | undefined,
  ): Outcome<Dispatcher> {
    const written = entry.proxyUrl ?? defaultProxy ?? '';
    const name = written === '' ? origin : `${origin} ${written}`;
    const before = this.#pools.get(name);
    if (before) return success(before);
    if (this.#closed) return failure('failed', words().call.stopping(entry.name));
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

  /** Closes the pools of upstreams that the config no longer names, after their running requests. */
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

/**
 * Tunnels through a proxy, whose own failures are marked as such.
 * @param connectMs for the connection to the proxy, and again for its answer; undici's default is minutes
 */
function proxyAgent(uri: string, options: Pool.Options, connectMs: number): ProxyAgent {
  return new ProxyAgent({
    ...options,
    uri,
    proxyTls: { timeout: connectMs },
    clientFactory(url, more) {
      const pool = new Pool(url.origin, { ...more, headersTimeout: connectMs });
      const connect = pool.connect.bind(pool) as (connectOptions: object) => Promise<Dispatcher.ConnectData>;
      return Object.assign(pool, {
        connect: (connectOptions: object) => tunnel(connect(connectOptions), url.origin),
      });
    },
  });
}

/** @param proxy without the password that its address may contain */
async function tunnel(
  connecting: Promise<Dispatcher.ConnectData>,
  proxy: string,
): Promise<Dispatcher.ConnectData> {
  const tunnelled = await connecting.catch((error: NodeJS.ErrnoException) => {
    if (error instanceof errors.HeadersTimeoutError)
      throw new UpstreamError(504, `could not be reached: the proxy ${proxy} did not answer in time`);
    const [status, reason] = transportReason(error.code ?? '', `the proxy ${proxy}`);
    throw new UpstreamError(status, reason);
  });
  const { statusCode, socket } = tunnelled;
  if (statusCode === 200) return tunnelled;
  socket.on('error', () => {}).destroy();
  const hint = statusCode === 407 ? ' and asks for a name and password' : '';
  throw new UpstreamError(502, `could not be reached: the proxy ${proxy} answered ${statusCode}${hint}`);
}
