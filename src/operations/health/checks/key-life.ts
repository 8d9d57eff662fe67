import { formatDuration } from '../../../base/text/duration.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import { nameOf } from '../../client-keys/find-client-key.ts';
import { revokeClientKeys } from '../../client-keys/revoke-client-keys.ts';
import { finishRotation, rotationOf } from '../../client-keys/running-rotation.ts';
import { bound, type Check, firstOfEach, found, ofKey } from '../check.ts';

export const expiredKeys: Check = {
  id: 'expired-keys',
  title: 'expired client keys',
  more: 'an error if the server does not enforce the expiry',
  meets: 'A7',
  worst: 'error',
  fixes: 'revokes the key, unless it is still used or is the last one',
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
        // Without the last one all requests would be accepted.
        const safe = (held || calls === 0) && expired.length < keys.length;
        const still =
          calls > 0 && !held
            ? ` It served ${calls} ${calls === 1 ? 'request' : 'requests'} in the last hour.`
            : '';
        return {
          subject: key.fingerprint,
          severity: held ? 'notice' : 'error',
          what: held
            ? `The client key ${name} expired ${formatDuration(since)} ago. It is rejected but still in the list.`
            : `The client key ${name} expired ${formatDuration(since)} ago and still works, as this server does not enforce the expiry.${still}`,
          why: held
            ? 'Another server that reads this config would accept it.'
            : 'Clients that should no longer have access still have it.',
          remedy: 'Revoke it (x on screen 2 Keys), or set a new expiry (e).',
          where: ofKey(facts, key),
          ...(safe && {
            fix: `Revokes the client key ${name} (${key.key.mask}).`,
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
  more: 'old key still listed; an error if the server does not enforce the deadline',
  meets: 'A8',
  worst: 'error',
  fixes: 'finishes the rotation by removing the old key, unless it is still used',
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
          calls > 0 && !held
            ? ` It served ${calls} ${calls === 1 ? 'request' : 'requests'} in the last hour.`
            : '';
        return {
          subject: key.fingerprint,
          severity: held ? 'notice' : 'error',
          what: held
            ? `The rotation of ${name} ended ${formatDuration(since)} ago. The old key is rejected but still in the list.`
            : `The old key of ${name} should have stopped ${formatDuration(since)} ago and still works, as this server does not enforce the deadline.${still}`,
          why: held
            ? 'Another server that reads this config would accept it.'
            : 'The replaced key is still accepted.',
          remedy: 'Finish the rotation: f on screen 2 Keys, or cli-proxy keys finish.',
          where: ofKey(facts, key),
          ...(safe && {
            fix: `Finishes the rotation of ${name}: removes the old key ${key.key.mask} and keeps the new one.`,
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
  more: 'if requests are counted; unknown is not unused',
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
        why: 'Every unneeded key is one more that can leak.',
        remedy: 'Check whether it is still needed; if not, revoke it (x on screen 2 Keys).',
        where: ofKey(facts, key),
      })),
      reasonUnknown(facts.now, keys),
    );
  },
};

/** A server that began to count within the last 90 days does not know every key. */
function reasonUnknown(now: number, keys: ReturnType<typeof firstOfEach>): string | undefined {
  const uncounted = keys.filter(({ activity }) => !activity).length;
  if (uncounted > 0 && uncounted === keys.length)
    return 'This server does not count requests by client key, so their last use is unknown.';
  const young = keys.filter(
    ({ activity }) => activity && activity.lastUsedAt === undefined && now - activity.countedSince < longest,
  );
  const [first] = young;
  if (uncounted + young.length === 0) return undefined;
  const count = uncounted + young.length;
  const since = first?.activity ? Math.floor((now - first.activity.countedSince) / day) : undefined;
  const known =
    since === undefined
      ? ''
      : `: requests have been counted for only ${since} ${since === 1 ? 'day' : 'days'}`;
  return `It is unknown whether ${count} client ${count === 1 ? 'key was' : 'keys were'} used in the last 90 days${known}.`;
}

/** When `key-rotation-days` is not set. */
const defaultRotationDays = 180;

export const keyAge: Check = {
  id: 'key-age',
  title: 'client keys older than the rotation period',
  more: '`key-rotation-days`, or 180 days by default; without a date the age is unknown',
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
              why: 'The older a key is, the more places it may have leaked from.',
              remedy: 'Rotate it: R on screen 2 Keys, or cli-proxy keys rotate.',
              where: ofKey(facts, key),
            },
      ),
      without === 0
        ? undefined
        : `The age of ${without === 1 ? '1 client key' : `${without} client keys`} is unknown, as ${without === 1 ? 'it was' : 'they were'} added without a date.`,
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
