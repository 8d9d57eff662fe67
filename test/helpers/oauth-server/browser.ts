/** A browser with a person at it: follows redirects with cookies, and confirms what it is asked. */
export function openBrowser() {
  const jars = new Map<string, Map<string, string>>();

  const visit = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie, ...init.headers } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };

  /** Where the browser ends up when `until` is the next address; else the last page. */
  const follow = async (url: string, until: (url: URL) => boolean, init?: RequestInit): Promise<string> => {
    let [address, response] = [url, await visit(url, init)];
    for (let hops = 0; hops < 20; hops += 1) {
      const next = response.headers.get('location');
      if (next === null) return response.text();
      address = new URL(next, address).href;
      if (until(new URL(address))) return address;
      response = await visit(address);
    }
    throw new Error(`too many redirects from ${url}`);
  };

  return {
    /** Logs in, and gives the address that the provider sends the browser back to, without going there. */
    logIn: (url: string) => follow(url, ({ hostname }) => hostname === 'localhost'),
    /** Types a device code: opens its page, and confirms it. The last page's text. */
    async confirmDevice(url: string): Promise<string> {
      const page = await follow(url, () => false);
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const code = new URL(url).searchParams.get('user_code') ?? '';
      const body = new URLSearchParams({ xsrf, user_code: code, confirm: 'yes' });
      return follow(new URL('/device', url).href, () => false, { method: 'POST', body });
    },
  };
}
