import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';
import { isReachable } from '../reach.ts';

export const openProxy: Check = {
  id: 'open-proxy',
  title: 'a server that lets everybody in',
  more: 'api-keys is empty; worse where other machines reach it',
  meets: 'A2',
  worst: 'error',
  look(facts) {
    if (facts.state.clientKeys.length > 0) return found([]);
    const reachable = isReachable(facts) !== false;
    return found([
      {
        severity: reachable ? 'error' : 'warning',
        what: reachable
          ? 'There is no client key: every request is let in, from other machines too.'
          : 'There is no client key: every request from this machine is let in.',
        why: 'Whoever reaches the server spends what your providers and accounts pay for.',
        remedy:
          'Add a key with cli-proxy keys add, or with a on the screen 2 Keys, and give it to your clients.',
        where: inConfig(facts, ['api-keys']),
      },
    ]);
  },
};
