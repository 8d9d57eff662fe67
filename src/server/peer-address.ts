import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { isLoopback, normaliseAddress } from './address.ts';

/** Who asks, as far as the socket and the trusted proxies tell. */
export interface Peer {
  /** Normalised; `unknown` when a trusted proxy sent something that is no address. */
  readonly address: string;
  /** Both the socket and, behind a trusted proxy, the forwarded address are this machine. */
  readonly loopback: boolean;
  /** The socket's other end is in `trusted-proxies`. */
  readonly proxied: boolean;
}

export type TrustedProxies = (address: string) => boolean;

/** From `trusted-proxies`: addresses and CIDR blocks. An entry that is neither trusts nobody. */
export function trustedProxies(entries: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const entry of entries) {
    const [text = '', prefix] = entry.trim().split('/');
    const address = normaliseAddress(text);
    if (address === undefined) continue;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else if (/^\d+$/.test(prefix) && Number(prefix) <= (family === 'ipv6' ? 128 : 32))
      list.addSubnet(address, Number(prefix), family);
  }
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * B3: the socket's address counts. A forwarded header is only words, so it is read only when the socket's
 * other end is a trusted proxy, and then from the right: what stands left of it the client may have made up.
 */
export function peerOf(request: IncomingMessage, trusted: TrustedProxies): Peer {
  const socket = normaliseAddress(request.socket.remoteAddress ?? '') ?? 'unknown';
  const proxied = socket !== 'unknown' && trusted(socket);
  const address = proxied ? forwardedAddress(request, trusted, socket) : socket;
  return { address, loopback: isLoopback(socket) && isLoopback(address), proxied };
}

function forwardedAddress(request: IncomingMessage, trusted: TrustedProxies, socket: string): string {
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  const real = [request.headers['x-real-ip'] ?? []].flat().join(',');
  const hops = (forwarded || real).split(',').filter((hop) => hop.trim() !== '');
  let nearest = socket;
  for (const hop of hops.reverse()) {
    const address = normaliseAddress(hop);
    if (address === undefined) return 'unknown';
    nearest = address;
    if (!trusted(address)) break;
  }
  return nearest;
}
