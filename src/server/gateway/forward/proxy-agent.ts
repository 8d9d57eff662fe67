import { type Dispatcher, errors, Pool, ProxyAgent } from 'undici';
import { transportReason, UpstreamFault } from './upstream-error.ts';

/**
 * Tunnels through a proxy, whose own failures say that they are the proxy's.
 * @param connectMs for the connection to the proxy, and again for its answer: undici itself would wait for minutes
 */
export function proxyAgent(uri: string, options: Pool.Options, connectMs: number): ProxyAgent {
  return new ProxyAgent({
    ...options,
    uri,
    proxyTls: { timeout: connectMs },
    clientFactory(url, more) {
      const pool = new Pool(url.origin, { ...more, headersTimeout: connectMs });
      const connect = pool.connect.bind(pool) as (wish: object) => Promise<Dispatcher.ConnectData>;
      return Object.assign(pool, { connect: (wish: object) => tunnel(connect(wish), url.origin) });
    },
  });
}

/** @param proxy without the password that its address may have */
async function tunnel(
  connecting: Promise<Dispatcher.ConnectData>,
  proxy: string,
): Promise<Dispatcher.ConnectData> {
  const tunnelled = await connecting.catch((error: NodeJS.ErrnoException) => {
    if (error instanceof errors.HeadersTimeoutError)
      throw new UpstreamFault(504, `could not be reached: the proxy ${proxy} did not answer in time`);
    const [status, reason] = transportReason(error.code ?? '', `the proxy ${proxy}`);
    throw new UpstreamFault(status, reason);
  });
  const { statusCode, socket } = tunnelled;
  if (statusCode === 200) return tunnelled;
  socket.on('error', () => {}).destroy();
  const wish = statusCode === 407 ? ' and asks for a name and password' : '';
  throw new UpstreamFault(502, `could not be reached: the proxy ${proxy} answered ${statusCode}${wish}`);
}
