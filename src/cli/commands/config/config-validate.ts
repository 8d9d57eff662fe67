import type { ConfigProblem } from '../../../contract/change.ts';
import { success } from '../../../contract/outcome.ts';
import type { Command } from '../../command.ts';

export const configValidate: Command = {
  usage: '[FILE]',
  about: 'Checks config.yaml, or another file, and names line and column of what is wrong. Exit code 1 then.',
  words: [0, 1],
  examples: [
    ['cli-proxy config validate', 'the one in use'],
    ['cli-proxy config validate new.yaml --json', 'before it is put in place'],
  ],
  async run({ world, words }) {
    const found = words[0] === undefined ? await world.findConfig() : success({ path: words[0] });
    if (!found.ok) return found;
    const checked = await world.checkConfig(found.value.path);
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
