import { keyInShell, noChat, type Snippet, shellQuoted } from './snippet.ts';

/**
 * J5. Cline's own provider is named for a Cline key alone: `-p cline` sends the key to Cline's service, so any
 * other key goes with the base URL that it is good for.
 */
export const cline: Snippet = {
  id: 'cline',
  title: 'Cline CLI',
  needs: 'npm install -g cline',
  unfit: noChat,
  text(target) {
    const { clineProvider, openAi, model } = target;
    const base = clineProvider === 'cline' ? '' : ` -b ${shellQuoted(openAi ?? '')}`;
    return `cline auth -p ${clineProvider} -k ${keyInShell(target)} -m ${shellQuoted(model)}${base}`;
  },
};
