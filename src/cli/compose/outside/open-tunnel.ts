import { request } from 'node:http';
import type { Socket } from 'node:net';
import { isSocks } from '../../../base/proxy-address.ts';
import type { ProxyFault, TransportFault } from '../../../contract/outside.ts';
import { type SocksFault, socksTunnel } from '../../../server/gateway/forward/socks-tunnel.ts';
import { dial, portOf, secure } from './dial.ts';

/** A connection to the host of `url` through a proxy (CONNECT of HTTP, or SOCKS5). Rejects with a `LineFault`. */
export async function openTunnel(proxy: URL, url: URL, signal: AbortSignal): Promise<Socket> {
  const line = await lineTo(proxy, signal);
  if (isSocks(proxy)) {
    // How long it may take is measured by who asked.
    const to = { host: url.hostname, port: portOf(url) };
    return socksTunnel(proxy, line, to, 2 ** 31 - 1).catch(({ why }: SocksFault) => {
      throw lineFault(proxyFault(why === 'sign-in' ? why : why === 'refused' ? 'answered' : 'failed'));
    });
  }
  const authority = `${url.hostname}:${portOf(url)}`;
  const call = request({
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...signInOf(proxy) },
    createConnection: () => line,
  });
  return new Promise((resolve, reject) => {
    call.on('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket as Socket);
      }
      socket.destroy();
      reject(lineFault(proxyFault(statusCode === 407 ? 'sign-in' : 'answered', statusCode)));
    });
    call.on('error', () => reject(lineFault(proxyFault('failed'))));
    call.end();
  });
}

async function lineTo(proxy: URL, signal: AbortSignal): Promise<Socket> {
  try {
    const line = await dial(proxy, signal);
    return proxy.protocol === 'https:' ? await secure(line, proxy, undefined) : line;
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) throw lineFault(proxyFault('no-such-host'));
    throw lineFault(proxyFault(code === 'ECONNREFUSED' ? 'refused' : 'failed'));
  }
}

function signInOf({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

const proxyFault = (why: ProxyFault, status?: number): TransportFault => ({
  kind: 'proxy',
  why,
  ...(status === undefined ? {} : { status }),
});

/** An error that knows already what it means. */
export interface LineFault extends Error {
  readonly fault: TransportFault;
}

export function lineFault(fault: TransportFault): LineFault {
  return Object.assign(new Error(fault.kind), { fault });
}
