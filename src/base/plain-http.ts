import { networkInterfaces } from 'node:os';

const thisMachine =
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/;

/** By its name or address; the host as a URL has it. */
export const isThisMachine = (hostname: string): boolean => thisMachine.test(hostname);

/** What is sent there is not encrypted, and the host is no name of this machine. */
export function isPlainHttp(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !isThisMachine(hostname);
}

/** The same, but for an address of this machine in its network: what is sent there does not leave it. */
export function travelsPlain(address: string): boolean {
  if (!isPlainHttp(address)) return false;
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '');
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return !own.some((one) => one.address === host);
}
