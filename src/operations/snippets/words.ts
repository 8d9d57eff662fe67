import { catalogue } from '../../base/text/language.ts';

/** What is said beside a client configuration; the text itself is the same in every language. */
const en = {
  needs: {
    shell: 'a shell',
    openai: 'npm install openai; a file that ends in .mjs',
    node: 'Node 18 or newer; a file that ends in .mjs',
    ws: 'npm install ws; a file that ends in .mjs',
    claude: 'in the shell that starts claude',
    env: 'mode 0600, and .env in .gitignore',
  },
  variable: (name: string) => `The key is read from the variable ${name}.`,
  placeholder: (placeholder: string) => `Replace ${placeholder} with the key.`,
  notDirect:
    'There is no snippet for using this key directly with its provider. Use the snippet of a client key instead.',
  disabled: 'The key is disabled. Enable it to get a snippet.',
  notUsed: 'The embedded server does not use this key, so there is no snippet.',
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
