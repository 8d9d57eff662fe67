import { alignColumns } from '../../base/align-columns.ts';
import { stripControl } from '../../base/terminal-text.ts';
import { success } from '../../contract/outcome.ts';
import { type ClientKeyRow, clientKeyRow } from '../../operations/list-client-keys.ts';
import type { Command } from '../command.ts';
import { keyNamed } from '../on-keys.ts';

export const keysShow: Command = {
  usage: 'KEY',
  about: 'Tells what is known of one key, named by label, mask or fingerprint. The key itself stays masked.',
  words: [1, 1],
  examples: [
    ['cli-proxy keys show team-a', 'by label; new:team-a and old:team-a are the two of a rotation'],
    ['cli-proxy keys show 7f3a --json', 'by the start of its fingerprint'],
  ],
  async run(call) {
    const named = await keyNamed(call, 'read', 'new');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const loaded = await opened.backend.load();
    if (!loaded.ok) return loaded;
    const row = clientKeyRow(key, loaded.value.config, call.io.now());
    return success({ stdout: detail(row), json: { ...row } });
  },
};

const names: Readonly<Partial<Record<keyof ClientKeyRow, string>>> = {
  label: 'label',
  mask: 'key',
  fingerprint: 'fingerprint',
  purpose: 'purpose',
  state: 'state',
  createdAt: 'created',
  rotatedAt: 'rotated',
  expiresAt: 'expires',
  deadline: 'stops at',
  replacedBy: 'replaced by',
  replaces: 'replaces',
  lastUsedAt: 'last used',
  callsLastHour: 'calls, last hour',
  callsToday: 'calls, today',
  countedSince: 'counted since',
  ampMapped: 'in an Amp mapping',
};

function detail(row: ClientKeyRow): string {
  const lines = Object.entries(names).map(([field, name]) => {
    const value = row[field as keyof ClientKeyRow];
    const text = value === null ? '–' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
    return [name, stripControl(text)];
  });
  return alignColumns(lines).join('\n');
}
