import { ProxyAgent, fetch as undiciFetch } from 'undici';
import type { Config } from '../../contract/config.ts';
import type { Fetch } from '../../oauth/oauth-client.ts';

export interface ProviderFetch {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

/** Requests to the sign-in pages of providers: through `proxy-url` where the config has one, like all others to them. */
export function providerFetch(config: () => Config): ProviderFetch {
  const agents = new Map<string, ProxyAgent>();
  const agentFor = (proxy: string): ProxyAgent => {
    const agent = agents.get(proxy) ?? new ProxyAgent({ uri: proxy });
    agents.set(proxy, agent);
    return agent;
  };
  return {
    async fetch(url, init) {
      const proxy = config()['proxy-url'] ?? '';
      if (proxy === '' || /^(direct|none)$/i.test(proxy)) return fetch(url, init);
      if (!/^https?:\/\//i.test(proxy) || !URL.canParse(proxy))
        throw new TypeError('fetch failed', { cause: { code: 'proxy-url is no http proxy' } });
      const { headers, ...rest } = init;
      const plain = { ...rest, headers: [...new Headers(headers)], dispatcher: agentFor(proxy) };
      const answer = await undiciFetch(url, plain as Parameters<typeof undiciFetch>[1]);
      // The readers of answers know the global class alone.
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
