import { isAbsolute, join } from 'node:path';

/**
 * Where things about one server are kept on this machine: `$XDG_STATE_HOME` or `~/.local/state`, then
 * `cli-proxy/servers/<host>_<port>`. @param base address of the server, as URL text
 */
export function serverStateFolder(
  base: string,
  { env, home }: { readonly env: Readonly<Record<string, string | undefined>>; readonly home: string },
): string {
  const { hostname, port, protocol } = new URL(base);
  const state = env.XDG_STATE_HOME;
  const root = state && isAbsolute(state) ? state : join(home, '.local', 'state');
  // An IPv6 address has colons and brackets, which some file systems do not take.
  const host = hostname.replace(/^\[|\]$/g, '').replace(/[^\w.-]/g, '-');
  return join(root, 'cli-proxy', 'servers', `${host}_${port || (protocol === 'https:' ? '443' : '80')}`);
}
