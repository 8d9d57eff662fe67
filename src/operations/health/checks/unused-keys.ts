import { nameOf } from '../../client-keys/name-key.ts';
import { type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';

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
