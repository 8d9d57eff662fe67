import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import { maskOf } from '../../../base/secrets/secret.ts';
import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { nameOf } from '../../client-keys/name-key.ts';
import { type AmpEntry, ampEntries, mappingOf } from '../amp-entries.ts';
import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const ampDuplicates: Check = {
  id: 'amp-duplicates',
  title: 'client keys in several Amp mappings',
  more: 'only the first counts',
  meets: 'F2',
  worst: 'warning',
  fixes: 'takes the later entry out, which has no effect',
  look(facts) {
    const { config, clientKeys } = facts.state;
    const without = new Map<string, AmpEntry[]>();
    for (const entry of ampEntries(config)) {
      if (!entry.again) continue;
      const subject = `${fingerprint(entry.client)}:${fingerprint(entry.upstream)}`;
      without.set(subject, [...(without.get(subject) ?? []), entry]);
    }
    return found(
      [...without].flatMap(([subject, entries]) => {
        const [entry] = entries;
        if (!entry) return [];
        const { client, upstream, path, sameList } = entry;
        const key = clientKeys.find((one) => one.key.reveal() === client);
        const name = key ? nameOf(key) : maskOf(client);
        const mapping = mappingOf(upstream);
        const setting = 'ampcode.upstream-api-keys';
        return {
          subject,
          severity: 'warning',
          what: sameList
            ? `The client key ${name} stands more than once in ${mapping}.`
            : `The client key ${name} stands in ${mapping}, and in one before it.`,
          why: 'Only the first mapping that names a client key counts, so this entry misleads who reads it.',
          remedy: 'Leave the client key in the mapping whose upstream key it should get.',
          where: inConfig(facts, path ? [...path, { item: client }] : ['ampcode'], setting),
          ...(path && {
            fix: `The later entry of ${name} will be taken out of ${mapping}; it gets the upstream key that it got before.`,
            repair: {
              kind: 'edits' as const,
              fingerprints: [fingerprint(client)],
              edits: entries.map((): ConfigEdit => ({ op: 'remove', path: [...path], item: client })),
              back: entries.map((): ConfigEdit => ({ op: 'append', path: [...path], value: client })),
            },
          }),
        };
      }),
    );
  },
};
