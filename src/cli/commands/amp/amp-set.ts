import { success } from '../../../contract/outcome.ts';
import { setAmp } from '../../../operations/amp/set-amp.ts';
import { givenKey, keyOptions } from '../../args/provider-options.ts';
import type { Command } from '../../command.ts';
import { usageFailure } from '../../command-outcome.ts';
import { runOn } from '../run.ts';

export const ampSet: Command = {
  usage: '[options]',
  about:
    'Sets the Amp URL and the upstream key of client keys without a mapping. Give the key by file or environment variable, never on the command line.',
  words: [0, 0],
  options: {
    'upstream-url': {
      type: 'string',
      value: 'URL',
      about: 'such as https://ampcode.com; "none" turns Amp off',
    },
    ...keyOptions,
    'no-key': { type: 'boolean', about: 'remove the default key' },
  },
  examples: [
    ['cli-proxy amp set --upstream-url https://ampcode.com --key-file amp.txt', 'address and default key'],
    ['cli-proxy amp set --no-key', 'only mapped client keys use Amp'],
  ],
  async run(call) {
    const key = await givenKey(call);
    if (!key.ok) return key;
    const url = call.text('upstream-url');
    const noKey = call.flag('no-key');
    if (noKey && key.value) return usageFailure('Use either a key or --no-key, not both.');
    if (url === undefined && !key.value && !noKey) {
      return usageFailure('Nothing to change. Give --upstream-url, --key-file, --key-env or --no-key.');
    }
    const done = await runOn(call, 'write', setAmp, {
      ...(url === undefined ? {} : { upstreamUrl: url === 'none' ? null : url }),
      ...(key.value ? { defaultKey: key.value } : noKey ? { defaultKey: null } : {}),
    });
    if (!done.ok) return done;
    const { upstreamUrl, defaultMask } = done.value.result;
    return success({
      stderr: done.value.message,
      json: { upstreamUrl: upstreamUrl ?? null, ...(defaultMask === undefined ? {} : { defaultMask }) },
    });
  },
};
