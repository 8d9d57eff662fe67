import { formatDuration } from '../../../base/text/duration.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import { nameOf } from '../../client-keys/find-client-key.ts';
import { revokeClientKeys } from '../../client-keys/revoke-client-keys.ts';
import { finishRotation, rotationOf } from '../../client-keys/running-rotation.ts';
import { bound, type Check, firstOfEach, found, ofKey } from '../check.ts';

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

const day = 24 * 3600 * 1000;
const longest = 90 * day;

export const unusedKeys: Check = {
  id: 'unused-keys',
  title: 'client keys unused for 90 days',
  more: 'where requests are counted; unknown is not unused',
  meets: 'M1',
  worst: 'warning',
  look(facts) {
    const keys = firstOfEach(facts.state.clientKeys);
    const unused = keys.flatMap((key) => {
      const { activity } = key;
      if (!activity) return [];
      const days = Math.floor((facts.now - (activity.lastUsedAt ?? activity.countedSince)) / day);
      return days * day >= longest ? [{ key, days }] : [];
    });
    return found(
      unused.map(({ key, days }) => ({
        subject: key.fingerprint,
        severity: 'warning',
        what: `The client key ${nameOf(key)} has not been used for ${days} days.`,
        why: 'A key that nobody needs is one more that can get lost.',
        remedy: 'Ask whom it belongs to, and revoke it when nobody wants it (x on the screen 2 Keys).',
        where: ofKey(facts, key),
      })),
      reasonUnknown(facts.now, keys),
    );
  },
};

/** Who began to count later than 90 days ago cannot know of every key. */
function reasonUnknown(now: number, keys: ReturnType<typeof firstOfEach>): string | undefined {
  const uncounted = keys.filter(({ activity }) => !activity).length;
  if (uncounted > 0 && uncounted === keys.length)
    return 'Nobody counts the requests of client keys here, so their last use is unknown.';
  const young = keys.filter(
    ({ activity }) => activity && activity.lastUsedAt === undefined && now - activity.countedSince < longest,
  );
  const [first] = young;
  if (uncounted + young.length === 0) return undefined;
  const count = uncounted + young.length;
  const since = first?.activity ? Math.floor((now - first.activity.countedSince) / day) : undefined;
  const known =
    since === undefined ? '' : `: requests are counted for ${since} ${since === 1 ? 'day' : 'days'} only`;
  return `Of ${count} client ${count === 1 ? 'key' : 'keys'} it is not known whether ${count === 1 ? 'it was' : 'they were'} used in the last 90 days${known}.`;
}

/** When `key-rotation-days` is not set. */
const defaultRotationDays = 180;

export const keyAge: Check = {
  id: 'key-age',
  title: 'client keys older than the rotation period',
  more: '`key-rotation-days`, else 180 days; without a date the age is unknown',
  meets: 'A8, M1',
  worst: 'warning',
  look(facts) {
    const period = facts.config['key-rotation-days'] ?? defaultRotationDays;
    if (period === 0) return found([]);
    const keys = firstOfEach(facts.state.clientKeys).filter(({ record }) => !record?.retiring);
    const dated = keys.map((key) => ({ key, days: ageOf(key, facts.now) }));
    const without = dated.filter(({ days }) => days === undefined).length;
    return found(
      dated.flatMap(({ key, days }) =>
        days === undefined || days < period
          ? []
          : {
              subject: key.fingerprint,
              severity: 'warning',
              what: `The client key ${nameOf(key)} is ${days} days old; keys should be rotated after ${period}.`,
              why: 'The longer a key lives, the more places it has been written down in.',
              remedy: 'Rotate it: R on the screen 2 Keys, or cli-proxy keys rotate.',
              where: ofKey(facts, key),
            },
      ),
      without === 0
        ? undefined
        : `Nobody knows how old ${without === 1 ? '1 client key is' : `${without} client keys are`}: they were added elsewhere, without a date.`,
    );
  },
};

/** In days; a key that came by a rotation is as old as that. */
function ageOf({ record }: ClientKey, now: number): number | undefined {
  const since = [record?.createdAt, record?.rotatedAt]
    .filter((at) => at !== undefined)
    .map((at) => Date.parse(at));
  return since.length === 0 ? undefined : Math.floor((now - Math.max(...since)) / day);
}
