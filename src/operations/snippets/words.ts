import { catalogue } from '../../base/text/language.ts';

/** What is said beside a client configuration; the text itself is the same in every language. */
const en = {
  /** What the table of clients says that they need. */
  needs: (what: string) => what,
  variable: (name: string) => `The key is read from the variable ${name}.`,
  placeholder: (placeholder: string) => `Replace ${placeholder} with the key.`,
  notDirect:
    'There is no snippet for using this key directly with its provider. Use the snippet of a client key instead.',
  notUsed: 'The embedded server does not use this key, so there is no snippet.',
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
