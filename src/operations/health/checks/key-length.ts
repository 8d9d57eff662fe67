import { nameOf } from '../../client-keys/name-key.ts';
import { type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';

export const keyLength: Check = {
  id: 'key-length',
  title: 'client keys shorter than 32 characters',
  meets: 'A4',
  worst: 'warning',
  look(facts) {
    const short = firstOfEach(facts.state.clientKeys).filter((key) => key.weak && !key.sample);
    return found(
      short.map((key) => ({
        subject: key.fingerprint,
        severity: 'warning',
        what: `The client key ${nameOf(key)} is shorter than 32 characters.`,
        why: 'A short key can be found by trying.',
        remedy: 'Rotate it: R on the screen 2 Keys, or cli-proxy keys rotate.',
        where: ofKey(facts, key),
      })),
    );
  },
};
