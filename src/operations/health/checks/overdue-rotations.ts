import { formatDuration } from '../../../base/text/duration.ts';
import { finishRotation } from '../../client-keys/finish-rotation.ts';
import { nameOf } from '../../client-keys/name-key.ts';
import { rotationOf } from '../../client-keys/rotation-pair.ts';
import { bound, type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';

export const overdueRotations: Check = {
  id: 'overdue-rotations',
  title: 'rotations past their deadline',
  more: 'whose old key is still there; an error where the server does not hold it',
  meets: 'A8',
  worst: 'error',
  fixes: 'finishes the rotation: the old key goes; not while the old key is still used',
  look(facts) {
    const { clientKeys } = facts.state;
    const held = facts.server.capabilities.expiry === 'enforced';
    const overdue = firstOfEach(clientKeys).flatMap((key) => {
      const deadline = Date.parse(key.record?.retiring?.deadline ?? '');
      return deadline <= facts.now ? [{ key, since: facts.now - deadline }] : [];
    });
    return found(
      overdue.map(({ key, since }) => {
        const name = nameOf(key);
        const calls = key.activity?.lastHour ?? 0;
        const pair = rotationOf(clientKeys, key.fingerprint);
        const safe = (held || calls === 0) && pair.ok && pair.value.replacement !== undefined;
        const still =
          calls > 0 && !held ? ` It had ${calls} ${calls === 1 ? 'call' : 'calls'} in the last hour.` : '';
        return {
          subject: key.fingerprint,
          severity: held ? 'notice' : 'error',
          what: held
            ? `The rotation of ${name} ended ${formatDuration(since)} ago; the old key is refused and still in the list.`
            : `The old key of ${name} should have stopped ${formatDuration(since)} ago and still works: nothing here holds its deadline.${still}`,
          why: held
            ? 'Another server that reads this config would let it in.'
            : 'A key that was replaced for a reason is let in as before.',
          remedy: 'Finish the rotation: f on the screen 2 Keys, or cli-proxy keys finish.',
          where: ofKey(facts, key),
          ...(safe && {
            fix: `The rotation of ${name} will be finished: the old key ${key.key.mask} goes, the new one stays.`,
            repair: {
              kind: 'operation' as const,
              run: bound(finishRotation, { fingerprint: key.fingerprint }),
            },
          }),
        };
      }),
    );
  },
};
