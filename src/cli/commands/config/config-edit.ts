import { success } from '../../../contract/outcome.ts';
import type { Command } from '../../command.ts';

export const configEdit: Command = {
  usage: '',
  about:
    'Opens a copy of config.yaml in $VISUAL or $EDITOR and checks it before it lands. On a mistake it offers the editor again; when the file was changed meanwhile, nothing is overwritten and your copy is kept.',
  words: [0, 0],
  examples: [['EDITOR=nano cli-proxy config edit', 'with another editor']],
  async run({ world }) {
    const opened = await world.openBackend('write');
    if (!opened.ok) return opened;
    const edited = await world.editByHand(opened.value);
    if (!edited.ok) return edited;
    const { value } = edited;
    if (value.kind === 'kept') {
      const { why, copy } = value;
      if (why.ok) throw new Error('a kept copy has a reason');
      return { ...why, message: `${why.message} Your text is kept in ${copy}.` };
    }
    const saved = value.kind === 'saved';
    return success({
      stderr: saved ? 'config.yaml is saved.' : 'Nothing was changed.',
      json: { changed: saved },
    });
  },
};
