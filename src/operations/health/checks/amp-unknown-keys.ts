import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import { maskOf } from '../../../base/secrets/secret.ts';
import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { ampEntries, mappingOf } from '../amp-entries.ts';
import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const ampUnknownKeys: Check = {
  id: 'amp-unknown-keys',
  title: 'Amp mappings of unknown client keys',
  more: 'they are not in api-keys',
  meets: 'F2',
  worst: 'warning',
  fixes: 'takes the key out of the mapping, where it has no effect',
  look(facts) {
    const { config } = facts.state;
    const there = new Set(config['api-keys'] ?? []);
    const strangers = ampEntries(config).filter(({ client, again }) => !there.has(client) && !again);
    return found(
      strangers.map(({ client, upstream, path }) => {
        const mapping = mappingOf(upstream);
        const edits: ConfigEdit[] = path
          ? [{ op: 'remove', path: [...path], item: client, every: true }]
          : [];
        return {
          subject: fingerprint(client),
          severity: 'warning',
          what: `${capital(mapping)} names the client key ${maskOf(client)}, which is not in api-keys.`,
          why: 'No client can use that mapping: it may have been meant for a key that was rotated.',
          remedy: 'Put the client key there that should get this upstream key, or take the entry out.',
          where: inConfig(
            facts,
            path ? [...path, { item: client }] : ['ampcode'],
            'ampcode.upstream-api-keys',
          ),
          ...(path && {
            fix: `${maskOf(client)} will be taken out of ${mapping}.`,
            repair: {
              kind: 'edits' as const,
              fingerprints: [fingerprint(client)],
              edits,
              back: [{ op: 'append' as const, path: [...path], value: client }],
            },
          }),
        };
      }),
    );
  },
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
