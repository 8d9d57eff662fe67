import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import type { ProviderKeyRow } from '../../../contract/answers/provider-keys.ts';
import { success } from '../../../contract/outcome.ts';
import {
  listProviderKeys,
  type ShowProviderKeyResult,
  showProviderKey,
} from '../../../operations/provider-keys/list-provider-keys.ts';
import type { Command } from '../../command.ts';
import { runOn, runOpened } from '../run.ts';
import { rowNamed } from './on-provider-keys.ts';

export const providersList: Command = {
  usage: '',
  about:
    'Lists provider keys in the order of config.yaml, masked. ATTEMPTS and ERRORS are of today, or since the start of a server that does not report them by day; with --disk they are requests by the key that answered last. A dash means unknown or not set.',
  words: [0, 0],
  examples: [
    ['cli-proxy providers list', 'as a table'],
    ['cli-proxy providers list --json', 'for scripts; unknown values are null'],
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
  const head = ['PROVIDER', 'NAME / PREFIX', 'KEY', 'BASE URL', 'ATTEMPTS', 'ERRORS', 'STATE', 'FINGERPRINT'];
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
  const left = key.coolingUntil === null ? undefined : formatDuration(Date.parse(key.coolingUntil) - now);
  const status = key.lastError?.status;
  const why = status && !fine.has(key.state) ? [String(status)] : [];
  const notes = [
    ...why,
    ...(key.variable === null ? [] : [`from ${key.variable}`]),
    ...(key.keysOfEntry > 1 ? [`one of ${key.keysOfEntry} keys`] : []),
    ...(key.duplicate ? ['repeated'] : []),
  ];
  // Waiting does not help a rejected key.
  const cooling = left !== undefined && key.state === 'cooling' ? ` ${left}` : '';
  return [`${key.state}${cooling}`, ...notes].join(' · ');
}

/** States that the last error is not the reason of. */
const fine = new Set<ProviderKeyRow['state']>(['active', 'disabled', 'stored, not served']);

export const providersShow: Command = {
  usage: 'ID',
  about: 'Shows details of a provider key and all its fields. The key itself stays masked.',
  words: [1, 1],
  examples: [
    ['cli-proxy providers show openrouter', 'by name, prefix, mask or fingerprint'],
    ['cli-proxy providers show 7f3a --json', 'for scripts'],
  ],
  async run(call) {
    const named = await rowNamed(call, 'read', 'entry');
    if (!named.ok) return named;
    const { opened, row } = named.value;
    const shown = await runOpened(opened, showProviderKey, { id: row.id });
    if (!shown.ok) return shown;
    const { key, fields } = shown.value.result;
    return success({
      stdout: detail(shown.value.result, call.io.now()),
      json: { ...key, fields: Object.fromEntries(fields.map(({ name, text }) => [name, text])) },
    });
  },
};

function detail({ key, fields }: ShowProviderKeyResult, now: number): string {
  const { lastError } = key;
  const error =
    lastError &&
    [lastError.at, lastError.status, lastError.message].filter((part) => part !== null).join(' · ');
  const lines: (readonly [string, string | number | null])[] = [
    ['provider', key.provider],
    ['config list', key.variable === null ? key.list : `environment, ${key.variable}`],
    ['key', key.mask],
    ['fingerprint', key.fingerprint],
    ['state', stateWords(key, now)],
    ['last error', error],
    ['last used', key.lastUsedAt],
    ['attempts, today', key.callsToday],
    ['errors, today', key.errorsToday],
    ['attempts', key.calls],
    ['errors', key.errors],
    ['counted since', key.countedSince],
    ['base url', key.baseUrl],
    ...fields.map(({ name, text }) => [name, text] as const),
    ['id', key.id],
  ];
  return alignColumns(lines.map(([name, value]) => [name, value === null ? '–' : String(value)])).join('\n');
}
