import type { ClientKey } from '../../../contract/client-key.ts';
import { nameOf } from '../../client-keys/name-key.ts';
import { type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';

const day = 24 * 3600 * 1000;
/** When `key-rotation-days` is not set. */
export const defaultRotationDays = 180;

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
