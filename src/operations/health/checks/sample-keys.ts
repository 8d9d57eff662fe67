import { nameOf } from '../../client-keys/name-key.ts';
import { type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';
import { isPublicServer } from '../reach.ts';

export const sampleKeys: Check = {
  id: 'sample-keys',
  title: 'client keys from the published examples',
  meets: 'A4',
  worst: 'error',
  look(facts) {
    const samples = firstOfEach(facts.state.clientKeys).filter((key) => key.sample);
    const effect = isPublicServer(facts)
      ? 'Anybody knows it, and a public server that is started with one may refuse all clients.'
      : 'Anybody knows it; the embedded server refuses it, other servers let everybody in who tries it.';
    return found(
      samples.map((key) => ({
        subject: key.fingerprint,
        severity: 'error',
        what: `The client key ${nameOf(key)} is one of the published examples.`,
        why: effect,
        remedy: 'Rotate it (R on the screen 2 Keys), or revoke it where nobody uses it (x).',
        where: ofKey(facts, key),
      })),
    );
  },
};
