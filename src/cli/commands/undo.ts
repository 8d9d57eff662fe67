import { formatDuration } from '../../base/text/duration.ts';
import { failure, success } from '../../contract/outcome.ts';
import { undoChange } from '../../operations/undo-change.ts';
import type { Command } from '../command.ts';
import { runOpened } from './run.ts';

export const undo: Command = {
  usage: '',
  about:
    'Undoes the last change that a command made to this config: config.yaml byte for byte, labels, limits and deadlines of client keys, and the state of sessions. Refused if any of it was changed again since. It cannot be undone itself.',
  words: [0, 0],
  examples: [
    ['cli-proxy undo --dry-run', 'show what would be restored'],
    ['cli-proxy undo', 'undo it'],
  ],
  async run({ services, io }) {
    const opened = await services.openBackend('write');
    if (!opened.ok) return opened;
    const last = await services.lastChange();
    if (!last.ok) return last;
    if (!last.value) {
      return failure(
        'invalid',
        'There is nothing to undo: no command has changed this config since the last undo. What the console changed is undone there.',
      );
    }
    const undone = await runOpened(opened.value, undoChange, last.value);
    if (!undone.ok) return undone;
    await services.forgetChange();
    const { title, at } = last.value;
    return success({
      stderr: `${undone.value.message} The change was made ${formatDuration(io.now() - at)} ago.`,
      json: { undone: title, at: new Date(at).toISOString() },
    });
  },
};
