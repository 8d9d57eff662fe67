import { isIP } from 'node:net';
import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const trustedProxies: Check = {
  id: 'trusted-proxies',
  title: 'reverse proxies that are not listed correctly',
  more: 'an entry of trusted-proxies that is not an address or block, or a proxy that the server has seen and that is not listed',
  meets: 'B3',
  worst: 'warning',
  look(facts) {
    const where = inConfig(facts, ['trusted-proxies']);
    const wrong = (facts.config['trusted-proxies'] ?? []).filter((entry) => !isBlock(entry));
    return found([
      ...wrong.map((entry) => ({
        severity: 'warning' as const,
        subject: entry,
        what: `The entry "${entry}" of trusted-proxies is not an IP address or a block such as 10.0.0.0/8.`,
        why: 'It has no effect, so requests through that proxy do not count as coming from this machine.',
        remedy: 'Set it to the IP address from which the proxy connects.',
        where,
      })),
      ...(facts.state.unnamedProxies ?? []).map((address) => ({
        severity: 'warning' as const,
        subject: address,
        what: `${address} sends the headers of a reverse proxy and is not in trusted-proxies.`,
        why: 'Its clients cannot be told apart, and none of them counts as this machine.',
        remedy: `If it is your proxy, add ${address} to trusted-proxies and have it set X-Forwarded-For.`,
        where,
      })),
    ]);
  },
};

function isBlock(entry: string): boolean {
  const [address = '', prefix, ...more] = entry.trim().split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= bits);
}
