import { alignColumns } from '../../base/text/align-columns.ts';
import { formatDuration } from '../../base/text/duration.ts';
import type { RouteChange } from '../../contract/audit.ts';
import { type ClientKey, isNeverUsed } from '../../contract/client-key.ts';
import { failure, success } from '../../contract/outcome.ts';
import { nameOf } from '../../operations/client-keys/find-client-key.ts';
import { listRouteChanges, undoRouteChange } from '../../operations/config/undo-route-change.ts';
import { type ChangeNote, undoChange } from '../../operations/undo-change.ts';
import { yesOption } from '../args/common-options.ts';
import type { Call, Command } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';
import { runOpened } from './run.ts';

/** Stands for the change of a command or console, as the others have an ID. */
const own = 'last';

export const undo: Command = {
  usage: '[ID]',
  about:
    'Undoes the last change of this config that a command or the console made, or by its ID one that another program made over the management API of a running embedded server. If another program made the last change, an ID is needed: that of --list, or "last" for the last change of a command or the console. Restores config.yaml byte for byte, labels, limits and deadlines of client keys, and the state of sessions. Refused if any of it was changed again since. Asks first if another program made the change, or if it revokes a client key that may be in use. It cannot be undone itself. --list shows what can be undone: of commands and console the last change, of other programs the last 20 since the start of the server. For older texts of config.yaml, see cli-proxy config history.',
  words: [0, 1],
  options: { list: { type: 'boolean', about: 'list what can be undone, newest first' }, ...yesOption },
  examples: [
    ['cli-proxy undo --dry-run', 'show what would be restored'],
    ['cli-proxy undo', 'undo the last change, if a command or the console made it'],
    ['cli-proxy undo last', 'undo that one, though another program changed other things since'],
    ['cli-proxy undo --list', 'with the ID and the author of each change'],
    ['cli-proxy undo 1a2b3c4d --yes', 'undo a change of another program, without asking'],
  ],
  async run(call) {
    const { services, words, flag } = call;
    const opened = await services.openBackend(flag('list') ? 'read' : 'write');
    if (!opened.ok) return opened;
    const note = await services.lastChange();
    if (!note.ok) return note;
    const others =
      opened.value.backend.changes && (await runOpened(opened.value, listRouteChanges, undefined));
    if (others?.ok === false) return others;
    const changes = newestFirst(note.value, others?.value.result ?? []);
    if (flag('list')) {
      const rows = changes.map(({ id, time, user, operation, names = [] }) => [
        ...[id, time, user, operation],
        names.join(', '),
      ]);
      return success({
        stdout: alignColumns(rows).join('\n'),
        stderr: rows.length === 0 ? 'There is nothing to undo.' : '',
        json: { changes },
      });
    }
    const [id = changes[0]?.id] = words;
    const change = changes.find((one) => one.id === id);
    if (!change) {
      return id === undefined
        ? failure(
            'invalid',
            'There is nothing to undo. For older texts of config.yaml, see cli-proxy config history.',
          )
        : failure('conflict', `There is no change ${id} to undo. See cli-proxy undo --list.`);
    }
    if (id === own && note.value) return undoOwn(call, opened.value, note.value);
    // Without an ID, the same command would undo one change after the other.
    if (words.length === 0 && !flag('dry-run')) {
      const { user, operation } = change;
      // Another program's change of config.yaml is not undone along with it.
      const earlier = note.value
        ? ` To undo ${note.value.title}, use cli-proxy undo ${own}, or undo the later change first if both changed config.yaml.`
        : '';
      return usageFailure(
        `The last change was ${operation} by ${user}. To undo it, use cli-proxy undo ${id}.${earlier}`,
      );
    }
    return undoOther(call, opened.value, change);
  },
};

function newestFirst(note: ChangeNote | undefined, others: readonly RouteChange[]): readonly RouteChange[] {
  if (!note) return others;
  const { title, at, user = '–' } = note;
  const noted = { id: own, time: new Date(at).toISOString(), user, operation: title };
  return [noted, ...others].toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

/** On the files alone without figures, nothing is asked. */
const mayBeUsed = (key: ClientKey, { backend }: Opened): boolean =>
  key.activity || backend.kind !== 'disk' ? !isNeverUsed(key) : false;

async function undoOwn(call: Call, opened: Opened, note: ChangeNote): Promise<CommandOutcome> {
  const { title, at, records } = note;
  const loaded = await opened.backend.load();
  if (!loaded.ok) return loaded;
  // A key that was written by hand gets its first record later, without the time at which it was made.
  const made = new Set(
    records.filter(({ before, after }) => !before && after?.createdAt).map((one) => one.fingerprint),
  );
  const used = loaded.value.clientKeys.filter((key) => made.has(key.fingerprint) && mayBeUsed(key, opened));
  if (used.length > 0) {
    const sure = await call.services.confirm(
      `This revokes ${used.map(nameOf).join(', ')}, which clients may use by now: they will be rejected immediately. Undo?`,
    );
    if (!sure.ok) return sure;
  }
  const undone = await runOpened(opened, undoChange, note);
  if (!undone.ok) return undone;
  await call.services.forgetChange(at);
  return success({
    stderr: `${undone.value.message} The change was made ${formatDuration(call.io.now() - at)} ago.`,
    json: { undone: title, at: new Date(at).toISOString() },
  });
}

async function undoOther(
  { services }: Call,
  opened: Opened,
  { id, time, user, operation }: RouteChange,
): Promise<CommandOutcome> {
  const sure = await services.confirm(`Undo ${operation} by ${user} at ${time}?`);
  if (!sure.ok) return sure;
  const undone = await runOpened(opened, undoRouteChange, { id });
  if (!undone.ok) return undone;
  return success({ stderr: undone.value.message, json: { undone: operation, at: time } });
}
