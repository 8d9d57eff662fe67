import { alignColumns } from '../../../base/text/align-columns.ts';
import { success } from '../../../contract/outcome.ts';
import {
  compareVersion,
  listConfigChanges,
  previewRestore,
  restoreVersion,
} from '../../../operations/config/config-history.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { printedDifference } from '../../print/difference.ts';
import { runOn, runOpened } from '../run.ts';

export const configHistory: Command = {
  usage: '',
  about:
    'Lists the changes of config.yaml whose former text is kept (at most 20), newest first: the version to restore, the time, who made the change as far as the audit log says, and what changed.',
  words: [0, 0],
  examples: [
    ['cli-proxy config history', 'what changed, and when'],
    ['cli-proxy config history --json', 'for scripts'],
  ],
  async run(call) {
    const listed = await runOn(call, 'read', listConfigChanges, {});
    if (!listed.ok) return listed;
    const changes = listed.value.result;
    const rows = changes.map(({ id, until, by, operation, added, removed, line }) => [
      id,
      new Date(until).toISOString(),
      by === undefined ? 'unknown' : `${by}, ${operation}`,
      line ?? `+${added} -${removed} lines`,
    ]);
    return success({
      stdout: changes.length === 0 ? '' : alignColumns([['VERSION', 'CHANGED', 'BY', 'CHANGE'], ...rows]),
      stderr: changes.length === 0 ? 'No former text of config.yaml is kept yet.' : '',
      json: { changes },
    });
  },
};

export const configDiff: Command = {
  usage: '[VERSION]',
  about:
    'Shows the difference from a version of config.yaml to the current text; by default from the last version. Secrets are masked.',
  words: [0, 1],
  examples: [
    ['cli-proxy config diff', 'the last change'],
    ['cli-proxy config diff 20261129T091200123Z', 'since a version of config history'],
  ],
  async run(call) {
    const compared = await runOn(call, 'read', compareVersion, { id: call.words[0] });
    if (!compared.ok) return compared;
    const { id, lines } = compared.value.result;
    return success({
      stdout: printedDifference(lines),
      stderr: lines.length === 0 ? `config.yaml is the same as version ${id}.` : '',
      json: { id, lines },
    });
  },
};

export const configRestore: Command = {
  usage: 'VERSION',
  about:
    'Restores config.yaml as it was before a change of config history. Shows the difference and asks first. Client keys, provider keys and the management secret become those of that version. The current text is kept as a version too.',
  words: [1, 1],
  options: {
    ...yesOption,
    'dry-run': { type: 'boolean', about: 'show the difference of config.yaml and write nothing' },
  },
  examples: [
    ['cli-proxy config restore 20261129T091200123Z --dry-run', 'show what would change'],
    ['cli-proxy config restore 20261129T091200123Z --yes', 'without asking'],
  ],
  async run(call) {
    const [id = ''] = call.words;
    const opened = await call.services.openBackend('write');
    if (!opened.ok) return opened;
    const preview = await runOpened(opened.value, previewRestore, { id });
    if (!preview.ok) return preview;
    const { lines, revision } = preview.value.result;
    const shown = printedDifference(lines);
    if (call.flag('dry-run')) {
      return success({
        stdout: shown,
        stderr: 'Dry run: no changes made.',
        json: { id, dryRun: true, lines },
      });
    }
    const sure = await call.services.confirm([...shown, `Restore version ${id}?`].join('\n'));
    if (!sure.ok) return sure;
    const restored = await runOpened(opened.value, restoreVersion, { id, revision });
    return restored.ok ? success({ stderr: restored.value.message, json: { id } }) : restored;
  },
};
