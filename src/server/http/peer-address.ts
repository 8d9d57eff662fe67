import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import { isLoopback, normalizeAddress } from './address.ts';
import { words } from './words.ts';

/** The client's address, as far as the socket and the trusted proxies show it. */
export interface Peer {
  /** Normalized; `unknownAddress` when a trusted proxy reports none, or several. */
  readonly address: string;
  /** Both the socket and, behind a trusted proxy, the forwarded address are this machine. */
  readonly loopback: boolean;
  /** The socket's other end is in `trusted-proxies`. */
  readonly proxied: boolean;
  /** It sends forwarding headers and is not in `trusted-proxies`. */
  readonly unnamedProxy: boolean;
}

export const unknownAddress = 'unknown';

type Sender = Pick<IncomingMessage, 'socket' | 'headers'>;

export type TrustedProxies = (address: string) => boolean;

/** From `trusted-proxies`: addresses and CIDR blocks. An entry that is neither is ignored. */
export function trustedProxies(entries: readonly string[]): TrustedProxies {
  // A look into an empty list costs 2 µs for each request.
  if (entries.length === 0) return () => false;
  const list = new BlockList();
  for (const entry of entries) {
    const [text = '', prefix] = entry.trim().split('/');
    const address = normalizeAddress(text);
    if (address === undefined) continue;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else if (/^\d+$/.test(prefix) && Number(prefix) <= (family === 'ipv6' ? 128 : 32))
      list.addSubnet(address, Number(prefix), family);
  }
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * B3: the socket's address counts. Any client can forge a forwarded header, so it is read only if the socket's other
 * end is a trusted proxy. From other addresses such a header only shows that the request may come from another
 * machine, so it never counts as local: adding a header gains nothing.
 */
export function peerOf(request: Sender, trusted: TrustedProxies): Peer {
  const socket = socketAddress(request.socket);
  const proxied = socket !== unknownAddress && trusted(socket);
  const unnamedProxy = !proxied && isForwarded(request.headers);
  const address = addressOf(request, trusted);
  return {
    address,
    loopback: !unnamedProxy && isLoopback(socket) && isLoopback(address),
    proxied,
    unnamedProxy,
  };
}

/** The address of `peerOf`, for each line of the log and each record: headers that do not count are not read. */
export function addressOf({ socket, headers }: Sender, trusted: TrustedProxies): string {
  const own = socketAddress(socket);
  const proxied = own !== unknownAddress && trusted(own);
  return proxied && isForwarded(headers) ? forwardedAddress(headers, trusted) : own;
}

/** A connection has many requests, and one address. */
const addresses = new WeakMap<Socket, string>();

/** @param socket null: Node takes it from a request whose connection was broken off, which its type does not say */
function socketAddress(socket: Socket | null): string {
  if (!socket) return unknownAddress;
  let address = addresses.get(socket);
  if (address === undefined) {
    address = normalizeAddress(socket.remoteAddress ?? '');
    if (address !== undefined) addresses.set(socket, address);
  }
  return address ?? unknownAddress;
}

const forwarding = ['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip'];

function isForwarded(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) if (name.startsWith('x-forwarded-') || forwarding.includes(name)) return true;
  return false;
}

/**
 * A proxy writes one of these headers and may pass on another that the client forged. So all of them are read, and if
 * they name different clients the address is unknown.
 */
function forwardedAddress(headers: IncomingHttpHeaders, trusted: TrustedProxies): string {
  const read = [textOf(headers['x-forwarded-for']), textOf(headers['x-real-ip']), nodesOf(headers.forwarded)];
  const reported = read.flatMap((hops) => nearestOf(hops.split(','), trusted) ?? []);
  const callers = reported.filter((address) => address === unknownAddress || !trusted(address));
  const [address = unknownAddress, ...others] = new Set(callers.length > 0 ? callers : reported);
  return others.length > 0 ? unknownAddress : address;
}

/** From the right, the first that is not a trusted proxy: the client may have forged everything left of it. */
function nearestOf(written: readonly string[], trusted: TrustedProxies): string | undefined {
  let nearest: string | undefined;
  for (const hop of written.filter((one) => one.trim() !== '').reverse()) {
    nearest = normalizeAddress(hop) ?? unknownAddress;
    if (nearest === unknownAddress || !trusted(nearest)) break;
  }
  return nearest;
}

/** The `for` of each hop of RFC 7239, as a list; a hidden or missing one is not an address. */
function nodesOf(forwarded: string | undefined): string {
  if (forwarded === undefined) return '';
  return forwarded
    .split(',')
    .map((hop) => /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;,\s]*)/i.exec(hop)?.[1]?.replaceAll('"', '') || 'hidden')
    .join(',');
}

const textOf = (value: string | string[] | undefined): string => [value ?? []].flat().join(',');

/** For the log, `status` and the console. @param address of a socket that sends forwarding headers */
export const unnamedProxyWarning = (address: string): string => words().unnamedProxy(address);
