import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import { maskOf } from '../../../base/secrets/secret.ts';
import type { Config } from '../../../contract/config.ts';
import type { ConfigEdit, PathStep } from '../../../contract/config-edit.ts';
import { nameOf } from '../../client-keys/find-client-key.ts';
import { type Check, found, inConfig } from '../check.ts';
import { words } from './words.ts';

export const ampDuplicates: Check = {
  id: 'amp-duplicates',
  get title() {
    return words().ampDuplicates.title;
  },
  more: 'only the first counts',
  meets: 'F2',
  worst: 'warning',
  fixes: 'removes the later entry, which has no effect',
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
            ? words().ampDuplicates.sameList(name, mapping)
            : words().ampDuplicates.twoLists(name, mapping),
          why: words().ampDuplicates.why,
          remedy: words().ampDuplicates.remedy,
          where: inConfig(facts, path ? [...path, { item: client }] : ['ampcode'], setting),
          ...(path && {
            fix: words().ampDuplicates.fix(name, mapping),
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

export const ampUnknownKeys: Check = {
  id: 'amp-unknown-keys',
  get title() {
    return words().ampUnknownKeys.title;
  },
  more: 'keys that are not in api-keys',
  meets: 'F2',
  worst: 'warning',
  fixes: 'removes the key from the mapping, where it has no effect',
  look(facts) {
    const { config } = facts.state;
    const there = new Set(config['api-keys'] ?? []);
    const unlisted = ampEntries(config).filter(({ client, again }) => !there.has(client) && !again);
    return found(
      unlisted.map(({ client, upstream, path }) => {
        const mapping = mappingOf(upstream);
        const edits: ConfigEdit[] = path
          ? [{ op: 'remove', path: [...path], item: client, every: true }]
          : [];
        return {
          subject: fingerprint(client),
          severity: 'warning',
          what: words().ampUnknownKeys.what(capital(mapping), maskOf(client)),
          why: words().ampUnknownKeys.why,
          remedy: words().ampUnknownKeys.remedy,
          where: inConfig(
            facts,
            path ? [...path, { item: client }] : ['ampcode'],
            'ampcode.upstream-api-keys',
          ),
          ...(path && {
            fix: words().ampUnknownKeys.fix(maskOf(client), mapping),
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

/** One client key in an Amp mapping (F1), in the order of the file. */
interface AmpEntry {
  readonly client: string;
  readonly upstream: string;
  /** Of the list it is in; undefined: of mappings that repeat an upstream key only the first can be named. */
  readonly path: readonly PathStep[] | undefined;
  /** It is in an earlier mapping: this one has no effect. */
  readonly again: boolean;
  /** The first one is in the same list. */
  readonly sameList: boolean;
}

function ampEntries(config: Config): readonly AmpEntry[] {
  const first = new Map<string, number>();
  const upstreams = new Set<string>();
  return (config.ampcode?.['upstream-api-keys'] ?? []).flatMap((mapping, index) => {
    const upstream = mapping['upstream-api-key'] ?? '';
    const named = upstream !== '' && !upstreams.has(upstream);
    upstreams.add(upstream);
    const path = named
      ? ['ampcode', 'upstream-api-keys', { item: { 'upstream-api-key': upstream } }, 'api-keys']
      : undefined;
    return (mapping['api-keys'] ?? []).map((client): AmpEntry => {
      const before = first.get(client);
      first.set(client, before ?? index);
      return { client, upstream, path, again: before !== undefined, sameList: before === index };
    });
  });
}

const mappingOf = (upstream: string): string =>
  words().ampMapping(upstream === '' ? undefined : maskOf(upstream));
