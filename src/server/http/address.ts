import { isIP } from 'node:net';

/**
 * Normalizes an address, so that a ban or a rule cannot be bypassed by another spelling: without brackets,
 * port and zone, IPv4 inside IPv6 as IPv4, IPv6 shortened. undefined: not an address.
 */
export function normalizeAddress(text: string): string | undefined {
  const bare = withoutPort(text.trim()).replace(/%.*$/, '').toLowerCase();
  switch (isIP(bare)) {
    case 4:
      return bare;
    case 6: {
      const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
      const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
      return mapped ? dotted(mapped[1] ?? '', mapped[2] ?? '') : short;
    }
    default:
      return undefined;
  }
}

/** @param address as `normalizeAddress` gives it */
export function isLoopback(address: string): boolean {
  return address === '::1' || (address.startsWith('127.') && isIP(address) === 4);
}

/**
 * The network that a lockout applies to (B5): all loopback addresses, or an IPv6 network of 64 bits, as a client with
 * one of these addresses can use all of them, and would get five guesses with each.
 * @param address as `normalizeAddress` gives it
 */
export function lockOutPlace(address: string): string {
  if (isLoopback(address)) return '127.0.0.1';
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail ? tail.split(':') : [];
  while (tail !== undefined && groups.length + behind.length < 8) groups.push('0');
  return `${[...groups, ...behind].slice(0, 4).join(':')}::/64`;
}

/** Whether a name or address can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost') return true;
  const address = normalizeAddress(name);
  return address !== undefined && isLoopback(address);
}

/** The host of a `Host` header or an origin, lower-case, without port and brackets. */
export function hostOf(authority: string): string {
  return withoutPort(authority.trim()).toLowerCase();
}

function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text);
  if (bracketed) return bracketed[1] ?? '';
  return /^[^:]+:\d+$/.test(text) ? text.slice(0, text.lastIndexOf(':')) : text;
}

function dotted(high: string, low: string): string {
  const numbers = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return numbers.flatMap((number) => [number >> 8, number & 255]).join('.');
}
