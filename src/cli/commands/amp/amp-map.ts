import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { mapAmpClients, unmapAmpClients } from '../../../operations/amp/map-amp-clients.ts';
import { type AmpView, showAmp } from '../../../operations/amp/show-amp.ts';
import { isFingerprint, isMask, suggestItems } from '../../../operations/find-item.ts';
import { yesOption } from '../../args/common-options.ts';
import { keyOptions, neededKey } from '../../args/provider-options.ts';
import type { Command } from '../../command.ts';
import { usageFailure } from '../../command-outcome.ts';
import { keysNamed } from '../client-keys/on-keys.ts';
import { runOpened } from '../run.ts';

export const ampMap: Command = {
  usage: 'CLIENT... [options]',
  about:
    'Maps client keys to an Amp upstream key, replacing their other mappings. Reuse an existing upstream key with --to, or give one by file or environment variable; otherwise you are asked for it.',
  words: [1, 10_000],
  options: {
    ...keyOptions,
    to: {
      type: 'string',
      value: 'MAPPING',
      about: 'reuse the upstream key of this mapping (mask or fingerprint)',
    },
  },
  examples: [
    ['cli-proxy amp map team-a ci --key-file amp-team.txt', 'both use this upstream key'],
    ['cli-proxy amp map night --to sgam...9c21', 'reuse an existing upstream key'],
  ],
  async run(call) {
    const named = await keysNamed(call, 'write', call.words, 'new');
    if (!named.ok) return named;
    const { opened, keys } = named.value;
    const to = call.text('to');
    if (to === undefined) {
      const key = await neededKey(call, 'Upstream key for Amp');
      return key.ok ? finish(key.value) : key;
    }
    const shown = await runOpened(opened, showAmp, {});
    if (!shown.ok) return shown;
    const mapping = findMapping(shown.value.result.view, to);
    return mapping.ok ? finish(mapping.value.upstream.fingerprint) : mapping;

    async function finish(upstream: Parameters<typeof mapAmpClients.run>[1]['upstream']) {
      const clients = keys.map(({ fingerprint }) => fingerprint);
      const done = await runOpened(opened, mapAmpClients, { clients, upstream });
      return done.ok ? success({ stderr: done.value.message, json: { ...done.value.result } }) : done;
    }
  },
};

export const ampUnmap: Command = {
  usage: '[CLIENT...] [options]',
  about:
    'Removes the Amp mapping of client keys, which then use the default upstream key. --mapping removes a whole mapping with its upstream key, and asks first.',
  words: [0, 10_000],
  options: {
    mapping: {
      type: 'string',
      value: 'MAPPING',
      about: 'remove the whole mapping of this upstream key (mask or fingerprint)',
    },
    ...yesOption,
  },
  examples: [
    ['cli-proxy amp unmap team-a', 'by label, mask or fingerprint, even if the client key no longer exists'],
    ['cli-proxy amp unmap --mapping sgam...9c21', 'with its upstream key'],
  ],
  async run(call) {
    const word = call.text('mapping');
    if (word === undefined && call.words.length === 0) {
      return usageFailure('Give client keys, or a mapping with --mapping.');
    }
    const opened = await call.services.openBackend('write');
    if (!opened.ok) return opened;
    const shown = await runOpened(opened.value, showAmp, {});
    if (!shown.ok) return shown;
    const { view, absent } = shown.value.result;
    if (absent !== undefined) return failure('unsupported', absent);
    const clients = [];
    for (const name of call.words) {
      const mapped = view.mappings.flatMap((mapping) => mapping.clients);
      const found = clientsNamed(mapped, name);
      const [only] = found;
      const unmapped = only ? undefined : clientsNamed(view.clients, name)[0];
      if (unmapped)
        return failure('invalid', `${unmapped.label ?? unmapped.mask} has no Amp mapping.`, {
          ...(call.words.length === 1 && word === undefined && { already: true }),
        });
      if (!only) {
        const meant = suggestItems(
          name,
          mapped.flatMap(({ label, mask, fingerprint }) => [label, mask, fingerprint]),
        );
        return failure(
          'invalid',
          `No Amp mapping contains the client key ${shownWord(name)}.${meant} See cli-proxy amp show.`,
        );
      }
      if (found.some(({ fingerprint }) => fingerprint !== only.fingerprint)) {
        const candidates = found.map(({ mask, fingerprint }) => `${mask}, ${fingerprint}`).join('; ');
        return failure(
          'invalid',
          `Several client keys match ${shownWord(name)}. Use a fingerprint: ${candidates}.`,
        );
      }
      clients.push(only.fingerprint);
    }
    const mapping = word === undefined ? undefined : findMapping(view, word);
    if (mapping && !mapping.ok) return mapping;
    if (mapping) {
      const { upstream, clients: named } = mapping.value;
      const sure = await call.services.confirm(
        `Remove the Amp mapping of ${upstream.mask} with ${named.length === 1 ? '1 client key' : `${named.length} client keys`}? Its upstream key is deleted.`,
      );
      if (!sure.ok) return sure;
    }
    const done = await runOpened(opened.value, unmapAmpClients, {
      clients,
      ...(mapping && { upstream: mapping.value.upstream.fingerprint }),
    });
    if (!done.ok) return done;
    const { removedMask } = done.value.result;
    return success({ stderr: done.value.message, json: { clients, removedMask: removedMask ?? null } });
  },
};

type AmpMapping = AmpView['mappings'][number];

/** It may be a pasted key, so it is not repeated. */
const shownWord = (word: string) => (word.length < 24 ? word : 'you gave');

/** The mapping whose upstream key a person means, by its mask or fingerprint. */
function findMapping({ mappings }: AmpView, word: string): Outcome<AmpMapping> {
  const wanted = word.trim();
  const found = mappings.filter(
    ({ upstream }) =>
      isMask(upstream.mask, wanted, 'write') || isFingerprint(upstream.fingerprint, wanted, 'write'),
  );
  const [first, ...others] = found;
  if (first && others.length === 0) return success(first);
  const shown = shownWord(wanted);
  if (!first) {
    const meant = suggestItems(
      wanted,
      mappings.flatMap(({ upstream }) => [upstream.mask, upstream.fingerprint]),
    );
    return failure(
      'invalid',
      `No Amp mapping has the mask or fingerprint ${shown}.${meant} See cli-proxy amp show.`,
    );
  }
  const candidates = found.map(({ upstream }) => `${upstream.mask}, ${upstream.fingerprint}`).join('; ');
  return failure('invalid', `Several Amp mappings match ${shown}. Use a fingerprint: ${candidates}.`);
}

function clientsNamed<Client extends Pick<AmpView['clients'][number], 'fingerprint' | 'label' | 'mask'>>(
  clients: readonly Client[],
  word: string,
): readonly Client[] {
  const wanted = word.trim();
  return clients.filter(
    ({ fingerprint, label, mask }) =>
      label === wanted || isMask(mask ?? '', wanted, 'write') || isFingerprint(fingerprint, wanted, 'write'),
  );
}
