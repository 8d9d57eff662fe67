import { formatDuration } from '../../../base/text/duration.ts';
import { nameOf } from '../../client-keys/name-key.ts';
import { revokeClientKeys } from '../../client-keys/revoke-client-keys.ts';
import { bound, type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';

export const expiredKeys: Check = {
  id: 'expired-keys',
  title: 'client keys past their expiry',
  more: 'an error where the server does not hold it',
  meets: 'A7',
  worst: 'error',
  fixes: 'revokes the key; not while it is still used, and never the last one',
  look(facts) {
    const { clientKeys } = facts.state;
    const held = facts.server.capabilities.expiry === 'enforced';
    const keys = firstOfEach(clientKeys);
    const expired = keys.flatMap((key) => {
      const at = Date.parse(key.record?.expiresAt ?? '');
      return at <= facts.now ? [{ key, since: facts.now - at }] : [];
    });
    return found(
      expired.map(({ key, since }) => {
        const name = nameOf(key);
        const calls = key.activity?.lastHour ?? 0;
        // Without the last one everybody would be let in.
        const safe = (held || calls === 0) && expired.length < keys.length;
        const still =
          calls > 0 && !held ? ` It had ${calls} ${calls === 1 ? 'call' : 'calls'} in the last hour.` : '';
        return {
          subject: key.fingerprint,
          severity: held ? 'notice' : 'error',
          what: held
            ? `The client key ${name} expired ${formatDuration(since)} ago; it is refused and still in the list.`
            : `The client key ${name} expired ${formatDuration(since)} ago and still works: nothing here holds its expiry.${still}`,
          why: held
            ? 'Another server that reads this config would let it in.'
            : 'Who should no longer have access still has it.',
          remedy: 'Revoke it (x on the screen 2 Keys), or give it a new expiry (e).',
          where: ofKey(facts, key),
          ...(safe && {
            fix: `The client key ${name} (${key.key.mask}) will be revoked.`,
            repair: {
              kind: 'operation' as const,
              run: bound(revokeClientKeys, { fingerprints: [key.fingerprint] }),
            },
          }),
        };
      }),
    );
  },
};
