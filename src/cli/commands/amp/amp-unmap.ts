import { failure, success } from '../../../contract/outcome.ts';
import { unmapAmpClients } from '../../../operations/amp/map-amp-clients.ts';
import { showAmp } from '../../../operations/amp/show-amp.ts';
import { yesOption } from '../../args/common-options.ts';
import { type Command, usageFailure } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { findMapping, mappedClients } from './on-amp.ts';

export const ampUnmap: Command = {
  usage: '[CLIENT...] [options]',
  about:
    'Client keys get the default upstream key of Amp again. Their mapping stays, even an empty one, so that its upstream key is not lost; --mapping removes one as a whole and asks first.',
  words: [0, 10_000],
  options: {
    mapping: {
      type: 'string',
      value: 'MAPPING',
      about: 'this whole mapping, by mask or fingerprint of its upstream key',
    },
    ...yesOption,
  },
  examples: [
    ['cli-proxy amp unmap team-a', 'by label, mask or fingerprint, also of a client key that is gone'],
    ['cli-proxy amp unmap --mapping 7f3a', 'with its upstream key'],
  ],
  async run(call) {
    const word = call.text('mapping');
    if (word === undefined && call.words.length === 0) {
      return usageFailure('Name client keys, or a mapping with --mapping.');
    }
    const opened = await call.world.openBackend('write');
    if (!opened.ok) return opened;
    const shown = await runOpened(opened.value, showAmp, {});
    if (!shown.ok) return shown;
    const { view, absent } = shown.value.result;
    if (absent !== undefined) return failure('unsupported', absent);
    const clients = [];
    for (const name of call.words) {
      const found = mappedClients(view, name);
      const [only] = found;
      if (!only || found.some(({ fingerprint }) => fingerprint !== only.fingerprint)) {
        const shownName = name.length < 24 ? name : 'you gave';
        return failure(
          'invalid',
          `No Amp mapping names one client key ${shownName}: cli-proxy amp show lists them.`,
        );
      }
      clients.push(only.fingerprint);
    }
    const mapping = word === undefined ? undefined : findMapping(view, word);
    if (mapping && !mapping.ok) return mapping;
    if (mapping) {
      const { upstream, clients: named } = mapping.value;
      const sure = await call.world.confirm(
        `Remove the Amp mapping of ${upstream.mask} with ${named.length === 1 ? '1 client key' : `${named.length} client keys`}? Its upstream key is not kept.`,
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
