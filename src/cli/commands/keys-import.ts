import { success } from '../../contract/outcome.ts';
import { importClientKeys } from '../../operations/import-client-keys.ts';
import type { Command } from '../command.ts';
import { runOn } from '../on-keys.ts';

export const keysImport: Command = {
  usage: 'FILE',
  about:
    'Adds the keys of a file: one a line as key[,label[,purpose]] or NAME=key, or a JSON list. Keys that are there already are passed over, unfit ones are refused with the reason; - is stdin. Exit code 1 when a line was refused.',
  words: [1, 1],
  examples: [
    ['cli-proxy keys import keys.csv', 'all in one change of config.yaml'],
    ['cli-proxy keys import - --json < keys.csv', 'from stdin'],
  ],
  async run(call) {
    const [file = '-'] = call.words;
    const text = await call.world.readInput(file);
    if (!text.ok) return text;
    const imported = await runOn(call, 'write', importClientKeys, { text: text.value });
    if (!imported.ok) return imported;
    const { result, message } = imported.value;
    const refused = result.refused.map(({ line, reason }) => `line ${line}: ${reason}`);
    return success({
      stderr: [message, ...refused],
      json: { added: result.added, skipped: result.skipped, refused: result.refused },
      code: refused.length > 0 ? 1 : 0,
    });
  },
};
