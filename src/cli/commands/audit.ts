import { alignColumns } from '../../base/text/align-columns.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { success } from '../../contract/outcome.ts';
import { nameOf } from '../../operations/client-keys/find-client-key.ts';
import type { Command } from '../command.ts';
import { usageFailure } from '../command-outcome.ts';

export const audit: Command = {
  usage: '[--limit 50]',
  about:
    'Shows the audit log, newest last: time, user, operation, keys and auth files. It contains no secrets.',
  words: [0, 0],
  options: { limit: { type: 'string', value: 'N', about: 'number of newest entries (default 50)' } },
  examples: [
    ['cli-proxy audit', 'the last 50 entries'],
    ['cli-proxy audit --limit 1000 --json', 'for a report'],
  ],
  async run({ services, text }) {
    const limit = Number(text('limit') ?? 50);
    if (!Number.isInteger(limit) || limit < 1)
      return usageFailure('--limit must be a whole number of at least 1.');
    const opened = await services.openBackend('read');
    if (!opened.ok) return opened;
    const { backend } = opened.value;
    const read = await backend.readAudit(limit);
    if (!read.ok) return read;
    const loaded = await backend.load();
    const names = namesOf(loaded.ok ? loaded.value.clientKeys : []);
    const rows = read.value.map(({ time, user, operation, fingerprints, names: files = [], undoes }) => [
      time,
      user,
      undoes === undefined ? operation : `${operation} ${undoes}`,
      [...fingerprints.map((print) => names.get(print) ?? print), ...files].join(', '),
    ]);
    return success({
      stdout: alignColumns(rows).join('\n'),
      stderr: rows.length === 0 ? 'The audit log is empty.' : '',
      json: { entries: read.value },
    });
  },
};

function namesOf(keys: readonly ClientKey[]): ReadonlyMap<string, string> {
  return new Map(keys.map((key) => [key.fingerprint, `${nameOf(key)} (${key.fingerprint})`]));
}
