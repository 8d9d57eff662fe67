import { success } from '../../../contract/outcome.ts';
import { importClientKeys } from '../../../operations/client-keys/import-client-keys.ts';
import type { Command } from '../../command.ts';
import { runOn } from './on-keys.ts';

export const keysImport: Command = {
  usage: 'FILE',
  about:
    'Adds the keys of a file: one per line as key[,label[,purpose]] or NAME=key, or a JSON list. Existing keys are skipped; invalid keys are rejected with a reason. - is stdin. Exits with 1 if a line was rejected.',
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
