import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import { transportReason, UpstreamError } from './upstream-error.ts';

/** Why a SOCKS proxy opened no tunnel. */
export class SocksError extends Error {
  readonly why: 'sign-in' | 'timeout' | 'refused' | 'failed';

  constructor(message: string) {
    super(message);
    this.why = causes.find(([said]) => said.test(message))?.[1] ?? 'failed';
  }
}

const causes: readonly (readonly [RegExp, SocksError['why']])[] = [
  [/Authentication failed|no accepted authentication/, 'sign-in'],
  [/timed out/, 'timeout'],
  [/rejected connection/, 'refused'],
];

/** Turns a connection to a SOCKS5 proxy into one to this host, whose name the proxy resolves. Rejects with a SocksError. */
export async function socksTunnel(
  proxy: URL,
  line: Socket,
  to: { readonly host: string; readonly port: number },
  timeout: number,
): Promise<Socket> {
  // Loaded on demand, as few configs have such a proxy. It is CommonJS: a bundle has its default export only.
  const { SocksClient } = (await import('socks')).default;
  const [userId, password] = [proxy.username, proxy.password].map(decodeURIComponent);
  try {
    await SocksClient.createConnection({
      proxy: { host: proxy.hostname, port: portOf(proxy), type: 5, ...(userId ? { userId, password } : {}) },
      command: 'connect',
      destination: { host: plainHost(to.host), port: to.port },
      existing_socket: line,
      timeout,
    });
    return line;
  } catch (error) {
    line.on('error', () => {}).destroy();
    throw new SocksError((error as Error).message);
  }
}

const portOf = ({ port }: URL): number => Number(port || 1080);
/** URL writes an IPv6 host in brackets; a socket needs it without. */
const plainHost = (host: string): string => host.replace(/^\[|\]$/g, '');

/** Connects by the proxy, whose own failures are marked as such; TLS runs through it to the provider. */
export function socksConnector(proxy: URL, connectMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: connectMs });
  // Without the password that its address may contain.
  const name = `the proxy ${proxy.protocol}//${proxy.host}`;
  const open = async (to: buildConnector.Options): Promise<Socket> => {
    const host = plainHost(proxy.hostname);
    const target = { hostname: host, host, port: String(portOf(proxy)), protocol: 'http:' };
    const line = await new Promise<Socket>((resolve, reject) =>
      connect(target, (error, socket) => (error ? reject(error) : resolve(socket))),
    ).catch((error: NodeJS.ErrnoException) => {
      throw new UpstreamError(...transportReason(error.code ?? '', name));
    });
    const port = Number(to.port || (to.protocol === 'https:' ? 443 : 80));
    return socksTunnel(proxy, line, { host: to.hostname, port }, connectMs).catch(({ why }: SocksError) => {
      const [status, said] = reasons[why];
      throw new UpstreamError(status, `could not be reached: ${name} ${said}`);
    });
  };
  return (to, done) => {
    open(to).then(
      (socket) => {
        if (to.protocol === 'https:') connect({ ...to, httpSocket: socket }, done);
        else done(null, socket.setNoDelay(true));
      },
      (error: Error) => done(error, null),
    );
  };
}

const reasons: Readonly<Record<SocksError['why'], [number, string]>> = {
  'sign-in': [502, 'rejected the name and password, or requires them'],
  timeout: [504, 'did not answer in time'],
  refused: [502, 'refused to connect there'],
  failed: [502, 'closed the connection, or is not a SOCKS5 proxy'],
};
