import { isIP } from 'node:net';
import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const trustedProxies: Check = {
  id: 'trusted-proxies',
  title: 'reverse proxies that are not named rightly',
  more: 'an entry of trusted-proxies that is no address or block, or a proxy that the server has seen and that is not listed',
  meets: 'B3',
  worst: 'warning',
  look(facts) {
    const where = inConfig(facts, ['trusted-proxies']);
    const wrong = (facts.config['trusted-proxies'] ?? []).filter((entry) => !isBlock(entry));
    return found([
      ...wrong.map((entry) => ({
        severity: 'warning' as const,
        subject: entry,
        what: `The entry "${entry}" of trusted-proxies is no IP address and no block such as 10.0.0.0/8.`,
        why: 'It trusts nobody, so whoever comes through that proxy is taken for a stranger.',
        remedy: 'Write the IP address from which the proxy connects.',
        where,
      })),
      ...(facts.state.unnamedProxies ?? []).map((address) => ({
        severity: 'warning' as const,
        subject: address,
        what: `${address} sends the headers of a reverse proxy and is not in trusted-proxies.`,
        why: 'Its callers cannot be told apart, and none of them counts as this machine.',
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
