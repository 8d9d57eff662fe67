import { success } from '../../../contract/outcome.ts';
import { mapAmpClients } from '../../../operations/amp/map-amp-clients.ts';
import { showAmp } from '../../../operations/amp/show-amp.ts';
import { keyOptions, neededKey } from '../../args/provider-options.ts';
import type { Command } from '../../command.ts';
import { keysNamed, runOpened } from '../client-keys/on-keys.ts';
import { findMapping } from './on-amp.ts';

export const ampMap: Command = {
  usage: 'CLIENT... [options]',
  about:
    'Gives client keys an upstream key of their own at Amp; other mappings of them go. The upstream key is one of a mapping that is there (--to), or is asked for without showing it, or comes from a file or a variable.',
  words: [1, 10_000],
  options: {
    ...keyOptions,
    to: {
      type: 'string',
      value: 'MAPPING',
      about: 'this mapping, by mask or fingerprint of its upstream key',
    },
  },
  examples: [
    ['cli-proxy amp map team-a ci --key-file amp-team.txt', 'both get this upstream key'],
    ['cli-proxy amp map night --to 7f3a', 'the upstream key of a mapping that is there'],
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
