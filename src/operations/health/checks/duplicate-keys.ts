import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { nameOf } from '../../client-keys/name-key.ts';
import { type Check, found } from '../check.ts';
import { ofKey } from '../config-place.ts';
import { firstOfEach } from '../key-list.ts';

export const duplicateKeys: Check = {
  id: 'duplicate-keys',
  title: 'client keys that are listed twice',
  meets: 'A4',
  worst: 'warning',
  fixes: 'leaves one entry of the key, which goes on working',
  look(facts) {
    const { clientKeys } = facts.state;
    return found(
      firstOfEach(clientKeys).flatMap((key) => {
        const times = clientKeys.filter(({ fingerprint }) => fingerprint === key.fingerprint).length;
        if (times < 2) return [];
        const path = ['api-keys'];
        const item = key.key.reveal();
        const again = Array.from({ length: times - 1 });
        return {
          subject: key.fingerprint,
          severity: 'warning',
          what: `The client key ${nameOf(key)} stands in api-keys ${times === 2 ? 'twice' : `${times} times`}.`,
          why: 'Removing one entry leaves the key working, so that a revoked key would still be let in.',
          remedy: 'Leave one entry of it in config.yaml.',
          where: ofKey(facts, key),
          fix: `${times === 2 ? 'One entry' : `${times - 1} entries`} of ${nameOf(key)} will be taken out of api-keys; one stays, and the key goes on working.`,
          repair: {
            kind: 'edits',
            fingerprints: [key.fingerprint],
            edits: again.map((): ConfigEdit => ({ op: 'remove', path, item })),
            back: again.map((): ConfigEdit => ({ op: 'append', path, value: item, after: item })),
          },
        };
      }),
    );
  },
};
