import { alignColumns } from '../../../base/text/align-columns.ts';
import { success } from '../../../contract/outcome.ts';
import {
  type ShowProviderKeyResult,
  showProviderKey,
} from '../../../operations/provider-keys/list-provider-keys.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { rowNamed } from './on-provider-keys.ts';
import { stateWords } from './providers-list.ts';

export const providersShow: Command = {
  usage: 'ID',
  about:
    'Tells what is known of one provider key and every field that is written; the key itself stays masked.',
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
    ['stands in', key.variable === null ? key.list : `environment, ${key.variable}`],
    ['key', key.mask],
    ['fingerprint', key.fingerprint],
    ['state', stateWords(key, now)],
    ['last error', error],
    ['last used', key.lastUsedAt],
    ['calls, today', key.callsToday],
    ['errors, today', key.errorsToday],
    ['calls', key.calls],
    ['errors', key.errors],
    ['counted since', key.countedSince],
    ['base url in force', key.baseUrl],
    ...fields.map(({ name, text }) => [name, text] as const),
    ['id', key.id],
  ];
  return alignColumns(lines.map(([name, value]) => [name, value === null ? '–' : String(value)])).join('\n');
}
