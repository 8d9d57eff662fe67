import { day, formatDuration } from '../../../base/text/duration.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import { nameOf } from '../../client-keys/find-client-key.ts';
import { revokeClientKeys } from '../../client-keys/revoke-client-keys.ts';
import { finishRotation, rotationOf } from '../../client-keys/running-rotation.ts';
import { bound, type Check, firstOfEach, found, ofKey } from '../check.ts';
import { words } from './words.ts';

export const keyRecords: Check = {
  id: 'key-records',
  get title() {
    return words().keyRecords.title;
  },
  more: 'then no expiry, deadline or limit of a key is enforced',
  meets: 'A5, A7',
  worst: 'error',
  look(facts) {
    if (!facts.state.withoutKeyRecords) return found([]);
    const { what, onDisk, why, remedy } = words().keyRecords;
    const said = facts.server.kind === 'disk' ? onDisk : what;
    return found([{ severity: 'error', what: said, why, remedy, where: { file: 'key-records.data' } }]);
  },
};

export const expiredKeys: Check = {
  id: 'expired-keys',
  get title() {
    return words().expiredKeys.title;
  },
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
        const still = calls > 0 && !held ? words().keys.served(calls) : '';
        return {
          subject: key.fingerprint,
          severity: held ? 'notice' : 'error',
          what: held
            ? words().expiredKeys.rejected(name, formatDuration(since))
            : words().expiredKeys.works(name, formatDuration(since), still),
          why: held ? words().keys.otherServer : words().expiredKeys.why,
          remedy: words().expiredKeys.remedy,
          where: ofKey(facts, key),
          ...(safe && {
            fix: words().expiredKeys.fix(name, key.key.mask),
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
  get title() {
    return words().overdueRotations.title;
  },
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
        const safe = (held || calls === 0) && pair.ok;
        const still = calls > 0 && !held ? words().keys.served(calls) : '';
        return {
          subject: key.fingerprint,
          severity: held ? 'notice' : 'error',
          what: held
            ? words().overdueRotations.rejected(name, formatDuration(since))
            : words().overdueRotations.works(name, formatDuration(since), still),
          why: held ? words().keys.otherServer : words().overdueRotations.why,
          remedy: pair.ok ? words().overdueRotations.remedy : pair.message,
          where: ofKey(facts, key),
          ...(safe && {
            fix: words().overdueRotations.fix(name, key.key.mask),
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

const longest = 90 * day;

export const unusedKeys: Check = {
  id: 'unused-keys',
  get title() {
    return words().unusedKeys.title;
  },
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
        what: words().unusedKeys.what(nameOf(key), days),
        why: words().unusedKeys.why,
        remedy: words().unusedKeys.remedy,
        where: ofKey(facts, key),
      })),
      reasonUnknown(facts.now, keys),
    );
  },
};

/** A server that began to count within the last 90 days does not know every key. */
function reasonUnknown(now: number, keys: ReturnType<typeof firstOfEach>): string | undefined {
  const uncounted = keys.filter(({ activity }) => !activity).length;
  if (uncounted > 0 && uncounted === keys.length) return words().unusedKeys.notCounted;
  const young = keys.filter(
    ({ activity }) => activity && activity.lastUsedAt === undefined && now - activity.countedSince < longest,
  );
  const [first] = young;
  if (uncounted + young.length === 0) return undefined;
  const count = uncounted + young.length;
  const since = first?.activity
    ? Math.max(0, Math.floor((now - first.activity.countedSince) / day))
    : undefined;
  const known = since === undefined ? '' : words().unusedKeys.countedFor(since);
  return words().unusedKeys.unknown(count, known);
}

/** When `key-rotation-days` is not set. */
const defaultRotationDays = 180;

export const keyAge: Check = {
  id: 'key-age',
  get title() {
    return words().keyAge.title;
  },
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
              what: words().keyAge.what(nameOf(key), days, period),
              why: words().keyAge.why,
              remedy: words().keys.rotate,
              where: ofKey(facts, key),
            },
      ),
      without === 0 ? undefined : words().keyAge.unknown(without),
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
