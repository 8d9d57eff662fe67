import { setSetting } from '../../config/set-setting.ts';
import { bound, type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';
import { isPublicServer } from '../reach.ts';

export const wsAuth: Check = {
  id: 'ws-auth',
  title: 'WebSockets without a client key',
  more: 'ws-auth is false; on public servers that governs /v1/ws alone',
  meets: 'G1',
  worst: 'warning',
  fixes: 'sets ws-auth to true; who connects without a key is refused from then on',
  look(facts) {
    if (facts.state.config['ws-auth'] !== false) return found([]);
    const isPublic = isPublicServer(facts);
    return found([
      {
        severity: 'warning',
        what: isPublic
          ? 'ws-auth is off: /v1/ws asks for no client key (/v1/responses does all the same on this server).'
          : 'ws-auth is off: a WebSocket client needs no client key.',
        why: isPublic
          ? 'Whoever reaches the server can open a session there, and nobody knows who it was.'
          : 'Whoever reaches the server can use your providers over a WebSocket.',
        remedy: 'Set ws-auth to true, and give a client key to what connects.',
        where: inConfig(facts, ['ws-auth']),
        fix: isPublic
          ? 'ws-auth will be true: sessions that are open on /v1/ws end, and one without a client key is refused from then on.'
          : 'ws-auth will be true: a WebSocket client without a client key is refused from then on.',
        repair: { kind: 'operation', run: bound(setSetting, { path: 'ws-auth', value: true }) },
      },
    ]);
  },
};
