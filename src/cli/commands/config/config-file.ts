import type { ConfigProblem } from '../../../contract/change.ts';
import { success } from '../../../contract/outcome.ts';
import { keepServerConfig, loadConfigFile } from '../../../operations/config/choose-config.ts';
import { editConfig } from '../../../operations/config/edit-config.ts';
import type { Command } from '../../command.ts';
import { runOn } from '../run.ts';

export const configPath: Command = {
  usage: '',
  about:
    'Prints the path of the config.yaml that the other commands use. Order: --config, CLI_PROXY_CONFIG, ./config.yaml, $XDG_CONFIG_HOME/cli-proxy/config.yaml, ~/.cli-proxy-api/config.yaml.',
  words: [0, 0],
  examples: [['cli-proxy config path', 'prints the reason on stderr']],
  async run({ services }) {
    const found = await services.findConfig();
    if (!found.ok) return found;
    const { path, why } = found.value;
    return success({ stdout: path, stderr: why, json: { path, why } });
  },
};

export const configValidate: Command = {
  usage: '[FILE]',
  about:
    'Validates config.yaml, or another file, and prints the line and column of each error. Exits with 1 if it is invalid.',
  words: [0, 1],
  examples: [
    ['cli-proxy config validate', 'the active config'],
    ['cli-proxy config validate new.yaml --json', 'before you use it'],
  ],
  async run({ services, words }) {
    const found = words[0] === undefined ? await services.findConfig() : success({ path: words[0] });
    if (!found.ok) return found;
    const checked = await services.checkConfig(found.value.path);
    if (!checked.ok) return checked;
    const { path, problems, warnings } = checked.value;
    const valid = problems.length === 0;
    const lines = [
      ...problems.map((problem) => `${placeOf(path, problem)}${problem.message}`),
      ...warnings.map((warning) => `${placeOf(path, warning)}warning: ${warning.message}`),
    ];
    return success({
      stdout: valid ? `${path} is valid.` : '',
      stderr: lines,
      json: { ok: valid, path, problems, warnings },
      code: valid ? 0 : 1,
    });
  },
};

function placeOf(path: string, { line, column }: ConfigProblem): string {
  return line === undefined ? `${path}: ` : `${path}:${line}:${column ?? 1}: `;
}

export const configEdit: Command = {
  usage: '',
  about:
    'Opens a copy of config.yaml in $VISUAL or $EDITOR and validates it before saving. If it is invalid, offers to open the editor again. If the file was changed in the meantime, nothing is overwritten and your copy is kept.',
  words: [0, 0],
  examples: [['EDITOR=nano cli-proxy config edit', 'use another editor']],
  async run(call) {
    const edited = await runOn(call, 'write', editConfig, {});
    if (!edited.ok) return edited;
    return success({ stderr: edited.value.message, json: edited.value.result });
  },
};

/** `config load` and `config keep`: one of two configs that differ stays, and the other is kept as a backup. */
const configChoice = (
  operation: typeof loadConfigFile,
  { about, example }: { readonly about: string; readonly example: Command['examples'][number] },
): Command => ({
  usage: '',
  about,
  words: [0, 0],
  examples: [example],
  async run(call) {
    const done = await runOn(call, 'write', operation, {});
    if (!done.ok) return done;
    const { parts, backup, applied } = done.value.result;
    return success({ stderr: done.value.message, json: { parts, backup: backup ?? null, applied } });
  },
});

export const configLoad = configChoice(loadConfigFile, {
  about:
    'Loads config.yaml into a running public server that has not noticed an edit, as happens when an editor replaces the file. Keeps a backup of the loaded text.',
  example: ['cli-proxy config load', 'after an edit that the server did not notice'],
});

export const configKeep = configChoice(keepServerConfig, {
  about:
    'Restores the config of a running public server to a config.yaml that the server has not loaded. Keeps a backup of the edited text.',
  example: ['cli-proxy config keep', 'discard an edit that the server did not notice'],
});
