import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';
import { isReachable } from '../reach.ts';

export const plainHttp: Check = {
  id: 'plain-http',
  title: 'other machines without TLS',
  more: 'host is not of this machine alone, and tls is off',
  meets: 'I1',
  worst: 'notice',
  look(facts) {
    const reachable = isReachable(facts);
    if (reachable === undefined) return found([], 'Where the server listens could not be read.');
    if (!reachable || facts.config.tls?.enable === true) return found([]);
    // That is worse, and told by a check of its own.
    if (facts.config['remote-management']?.['allow-remote'] === true) return found([]);
    return found([
      {
        severity: 'notice',
        what: 'Other machines reach this server without TLS.',
        why: 'Client keys and what people write travel in plain text, unless a proxy in front encrypts them.',
        remedy: 'Turn tls on, set host to 127.0.0.1, or let only a proxy that encrypts reach the port.',
        where: inConfig(facts, ['host']),
      },
    ]);
  },
};
