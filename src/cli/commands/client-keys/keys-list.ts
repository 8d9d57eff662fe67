import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { limitWords } from '../../../contract/key-limits.ts';
import { success } from '../../../contract/outcome.ts';
import { type ClientKeyRow, listClientKeys } from '../../../operations/client-keys/list-client-keys.ts';
import type { Command } from '../../command.ts';
import { runOn } from './on-keys.ts';

export const keysList: Command = {
  usage: '',
  about: 'Lists all client keys in the order of config.yaml, masked. A dash is unknown or not set.',
  words: [0, 0],
  examples: [
    ['cli-proxy keys list', 'as a table'],
    ['cli-proxy keys list --json', 'for scripts; what is unknown is null'],
  ],
  async run(call) {
    const listed = await runOn(call, 'read', listClientKeys, {});
    if (!listed.ok) return listed;
    const { keys, openProxy, limitsEnforced } = listed.value.result;
    return success({
      stdout: keys.length === 0 ? '' : table(keys, call.io.now()),
      stderr: openProxy ? listed.value.message : '',
      json: { keys, openProxy, limitsEnforced },
    });
  },
};

function table(keys: readonly ClientKeyRow[], now: number): string {
  const head = ['LABEL', 'KEY', 'PURPOSE', 'LAST USED', 'TODAY', 'STATE', 'FINGERPRINT'];
  const rows = keys.map((key) => [
    key.label ?? '–',
    key.mask,
    key.purpose ?? '–',
    lastUsed(key, now),
    key.callsToday === null ? '–' : String(key.callsToday),
    stateOf(key, now),
    key.fingerprint,
  ]);
  return alignColumns([head, ...rows], [4]).join('\n');
}

function lastUsed(key: ClientKeyRow, now: number): string {
  if (key.lastUsedAt !== null) return `${formatDuration(now - Date.parse(key.lastUsedAt))} ago`;
  return key.countedSince === null ? '–' : 'never';
}

function stateOf(key: ClientKeyRow, now: number): string {
  const notes: string[] = [key.state];
  const stopped = [key.deadline, key.expiresAt].flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  if (key.state === 'expired') notes.push(`since ${formatInstant(Math.min(...stopped), now)}`);
  else if (key.deadline !== null) notes.push(`until ${formatInstant(Date.parse(key.deadline), now)}`);
  if (key.replaces !== null) notes.push('new');
  if (key.limitReached !== null) {
    const { limit, until } = key.limitReached;
    if (key.state !== 'over limit') notes.push('over limit');
    notes.push(`no ${limitWords[limit]} left until ${formatInstant(Date.parse(until), now)}`);
  }
  if (key.expiresAt !== null && key.state !== 'expired')
    notes.push(`expires ${formatInstant(Date.parse(key.expiresAt), now)}`);
  if (key.duplicate) notes.push('repeated');
  return notes.join(', ');
}
