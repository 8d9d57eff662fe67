import { alignColumns } from '../../base/text/align-columns.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { failure, success } from '../../contract/outcome.ts';
import { nameOf } from '../../operations/client-keys/find-client-key.ts';
import { listRouteChanges, undoRouteChange } from '../../operations/config/undo-change.ts';
import { yesOption } from '../args/common-options.ts';
import type { Command } from '../command.ts';
import { usageFailure } from '../command-outcome.ts';
import { runOpened } from './run.ts';

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

export const auditUndo: Command = {
  usage: '[ID]',
  about:
    'Undoes a change that another program made over the management API of a running embedded server. Without ID, lists the changes that can be undone, newest first: the last 20 since its start.',
  words: [0, 1],
  options: yesOption,
  examples: [
    ['cli-proxy audit undo', 'list the changes with their IDs'],
    ['cli-proxy audit undo 1a2b3c4d', 'undo one, after a question'],
  ],
  async run(call) {
    const [id] = call.words;
    const opened = await call.services.openBackend(id === undefined ? 'read' : 'write');
    if (!opened.ok) return opened;
    const listed = await runOpened(opened.value, listRouteChanges, undefined);
    if (!listed.ok) return listed;
    const changes = listed.value.result;
    if (id === undefined) {
      const rows = changes.map((one) => [
        one.id,
        one.time,
        one.user,
        one.operation,
        (one.names ?? []).join(', '),
      ]);
      return success({
        stdout: alignColumns(rows).join('\n'),
        stderr: rows.length === 0 ? 'There is nothing to undo.' : '',
        json: { changes },
      });
    }
    const change = changes.find((one) => one.id === id);
    if (!change) return failure('conflict', `There is no change ${id} to undo. Run cli-proxy audit undo.`);
    const sure = await call.services.confirm(`Undo ${change.operation} by ${change.user} at ${change.time}?`);
    if (!sure.ok) return sure;
    const undone = await runOpened(opened.value, undoRouteChange, { id });
    if (!undone.ok) return undone;
    return success({ stderr: undone.value.message, json: { change } });
  },
};

function namesOf(keys: readonly ClientKey[]): ReadonlyMap<string, string> {
  return new Map(keys.map((key) => [key.fingerprint, `${nameOf(key)} (${key.fingerprint})`]));
}
