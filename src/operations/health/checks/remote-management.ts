import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';
import { isReachable } from '../reach.ts';

export const remoteManagement: Check = {
  id: 'remote-management',
  title: 'remote management without TLS',
  more: 'allow-remote without tls; worse where other machines reach the server',
  meets: 'B3, I1',
  worst: 'error',
  look(facts) {
    const { config, file } = facts;
    const open = config['remote-management']?.['allow-remote'] === true;
    if (!open || config.tls?.enable === true) return found([], file.known ? undefined : hidden);
    // Behind a reverse proxy the server listens on this machine alone, and TLS may end there.
    const reachable = isReachable(facts) !== false;
    return found([
      {
        severity: reachable ? 'error' : 'warning',
        what: reachable
          ? 'Other machines may manage this server, and nothing is encrypted (allow-remote without tls).'
          : 'allow-remote is on without tls; the server listens on this machine alone, so a proxy must encrypt.',
        why: 'The management secret and every key in config.yaml can be read on the way.',
        remedy:
          'Turn tls on, or set remote-management.allow-remote to false and reach the server by an SSH tunnel.',
        where: inConfig(facts, ['remote-management', 'allow-remote']),
      },
    ]);
  },
};

const hidden =
  'This server tells remote-management and tls in its config.yaml alone, which could not be read.';
