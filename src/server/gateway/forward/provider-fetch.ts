import { Agent, type Dispatcher, ProxyAgent, fetch as undiciFetch } from 'undici';
import { isSocks, proxyAddress } from '../../../base/proxy-address.ts';
import type { Config } from '../../../contract/config.ts';
import type { Fetch } from '../../../oauth/oauth-client.ts';
import { socksConnector } from './socks-tunnel.ts';

interface ProviderFetch {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

const connectMs = 10_000;

/** Requests to the login endpoints of providers: through `proxy-url` if the config has one, like all others to them. */
export function providerFetch(config: () => Config): ProviderFetch {
  const agents = new Map<string, Dispatcher>();
  const agentFor = (proxy: URL): Dispatcher => {
    const { href } = proxy;
    const agent =
      agents.get(href) ??
      (isSocks(proxy)
        ? new Agent({ connect: socksConnector(proxy, connectMs) })
        : new ProxyAgent({ uri: href }));
    agents.set(href, agent);
    return agent;
  };
  return {
    async fetch(url, init) {
      const proxy = proxyAddress(config()['proxy-url']);
      if (proxy === 'direct') return fetch(url, init);
      if (!proxy) throw new TypeError('fetch failed', { cause: { code: 'proxy-url names no proxy' } });
      const { headers, ...rest } = init;
      const plain = { ...rest, headers: [...new Headers(headers)], dispatcher: agentFor(proxy) };
      const answer = await undiciFetch(url, plain as Parameters<typeof undiciFetch>[1]);
      // The readers of answers know only the global class.
      return new Response(await answer.arrayBuffer(), {
        status: answer.status,
        headers: [...answer.headers],
      });
    },
    async close() {
      await Promise.allSettled([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}
