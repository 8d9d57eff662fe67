import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import { success } from '../../../contract/outcome.ts';
import {
  listProviderKeys,
  type ProviderKeyRow,
} from '../../../operations/provider-keys/list-provider-keys.ts';
import type { Command } from '../../command.ts';
import { runOn } from '../client-keys/on-keys.ts';

export const providersList: Command = {
  usage: '',
  about:
    'Lists all provider keys in the order of config.yaml, masked. CALLS and ERRORS are of today, or since the start of a server that does not tell them by day; on the files alone they are requests by the key that answered last, as attempts before it are not kept. A dash is unknown or not set.',
  words: [0, 0],
  examples: [
    ['cli-proxy providers list', 'as a table'],
    ['cli-proxy providers list --json', 'for scripts; what is unknown is null'],
  ],
  async run(call) {
    const listed = await runOn(call, 'read', listProviderKeys, {});
    if (!listed.ok) return listed;
    const { keys, unknown } = listed.value.result;
    return success({
      stdout: keys.length === 0 ? '' : table(keys, call.io.now()),
      stderr: keys.length === 0 ? listed.value.message : (unknown ?? ''),
      json: { keys },
    });
  },
};

function table(keys: readonly ProviderKeyRow[], now: number): string {
  const head = ['PROVIDER', 'NAME / PREFIX', 'KEY', 'BASE URL', 'CALLS', 'ERRORS', 'STATE', 'FINGERPRINT'];
  const rows = keys.map((key) => [
    key.provider,
    key.name ?? key.prefix ?? '–',
    key.mask ?? '–',
    key.baseUrl ?? '–',
    figure(key.callsToday ?? key.calls),
    figure(key.callsToday === null ? key.errors : key.errorsToday),
    stateWords(key, now),
    key.fingerprint ?? '–',
  ]);
  return alignColumns([head, ...rows], [4, 5]).join('\n');
}

const figure = (count: number | null): string => (count === null ? '–' : String(count));

export function stateWords(key: ProviderKeyRow, now: number): string {
  const rest = key.coolingUntil === null ? undefined : formatDuration(Date.parse(key.coolingUntil) - now);
  const status = key.lastError?.status;
  const troubled = key.state === 'refused' || key.state === 'cooling' || key.state === 'failing';
  const why = troubled && status ? [String(status)] : [];
  const notes = [
    ...why,
    ...(key.variable === null ? [] : [`from ${key.variable}`]),
    ...(key.keysOfEntry > 1 ? [`one of ${key.keysOfEntry} keys`] : []),
    ...(key.duplicate ? ['repeated'] : []),
  ];
  // Waiting is no cure for a key that is refused.
  const cooling = rest !== undefined && key.state !== 'refused' ? ` ${rest}` : '';
  return [`${key.state}${cooling}`, ...notes].join(' · ');
}
