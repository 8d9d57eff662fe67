import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatCount } from '../../../base/text/count-text.ts';
import { formatDuration, hour } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { ClientKeyRow } from '../../../contract/answers/client-keys.ts';
import { countedLimits, limitWords } from '../../../contract/client-key.ts';
import { success } from '../../../contract/outcome.ts';
import { addressesOf, addressesText, type UsageGroup } from '../../../contract/usage-figures.ts';
import { clientKeyRow, listClientKeys } from '../../../operations/client-keys/list-client-keys.ts';
import type { Command } from '../../command.ts';
import { runOn } from '../run.ts';
import { keyNamed, usageOfKey } from './on-keys.ts';

export const keysList: Command = {
  usage: '',
  about: 'Lists client keys in the order of config.yaml, masked. A dash means unknown or not set.',
  words: [0, 0],
  examples: [
    ['cli-proxy keys list', 'as a table'],
    ['cli-proxy keys list --json', 'for scripts; unknown values are null'],
  ],
  async run(call) {
    const listed = await runOn(call, 'read', listClientKeys, {});
    if (!listed.ok) return listed;
    const { keys, openProxy, limitsEnforced, warnings } = listed.value.result;
    return success({
      stdout: keys.length === 0 ? '' : table(keys, call.io.now()),
      stderr: [...(openProxy ? [listed.value.message] : []), ...warnings],
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
  const { createdAt, countedSince } = key;
  const isCounted =
    countedSince !== null && createdAt !== null && Date.parse(countedSince) <= Date.parse(createdAt);
  return isCounted ? 'never' : '–';
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

export const keysShow: Command = {
  usage: 'KEY',
  about: 'Shows details of a client key. The key itself stays masked.',
  words: [1, 1],
  examples: [
    ['cli-proxy keys show team-a', 'by label; new:team-a and old:team-a select the keys of a rotation'],
    ['cli-proxy keys show 7f3a --json', 'by the start of its fingerprint'],
  ],
  async run(call) {
    const named = await keyNamed(call, 'read', 'new');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const loaded = await opened.backend.load();
    if (!loaded.ok) return loaded;
    const now = call.io.now();
    const row = clientKeyRow(key, loaded.value.config, now);
    const limitsEnforced = opened.backend.capabilities.limits === 'enforced';
    const limits = limitLines(row, limitsEnforced, now);
    const figures = await usageOfKey(opened, key, now - 24 * hour, now - hour);
    const addresses = figures && addressesOf(figures).map(addressRow);
    return success({
      stdout: detail(row, ['from', addressesText(figures) ?? '–'], limits),
      json: { ...row, limitsEnforced, addresses: addresses ?? null },
    });
  },
};

const addressRow = ({ value, requests, lastAt = 0 }: UsageGroup) => ({
  address: value ?? '',
  requests,
  lastUsedAt: new Date(lastAt).toISOString(),
});

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
  callsLastHour: 'requests, last hour',
  callsToday: 'requests, today',
  countedSince: 'counted since',
  ampMapped: 'has an Amp mapping',
};

function limitLines(row: ClientKeyRow, enforced: boolean, now: number): [string, string][] {
  const lines = countedLimits.flatMap((limit): [string, string][] => {
    const most = row.limits[limit];
    if (most === null) return [];
    const used = row.used[limit];
    const known = enforced
      ? `${used === null ? '–' : formatCount(used)} used`
      : 'not enforced by this server';
    return [[limitWords[limit], `${formatCount(most)} · ${known}`]];
  });
  const { models } = row.limits;
  if (models !== null)
    lines.push(['models', `only ${models.join(', ')}${enforced ? '' : ' · not enforced by this server'}`]);
  if (lines.length === 0) return [['limits', 'none']];
  if (row.limitReached)
    lines.push(['over limit', `until ${formatInstant(Date.parse(row.limitReached.until), now)}`]);
  return lines;
}

function detail(row: ClientKeyRow, from: [string, string], limits: [string, string][]): string {
  const lines = Object.entries(names).map(([field, name]) => {
    const value = row[field as keyof ClientKeyRow];
    const text = value === null ? '–' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
    return [name, text];
  });
  return alignColumns([...lines, from, ...limits]).join('\n');
}
