import { catalogue } from '../../base/text/language.ts';

/** What is wrong with console.yaml. */
const en = {
  unread: (path: string, code: string | undefined) =>
    `The preferences ${path} cannot be read: ${code ?? 'no regular file'}.`,
  lines: 'The preferences must be lines of "name: value"',
  unknown: (
    kind: 'preference' | 'list' | 'column',
    of: string,
    given: string,
    meant: string,
    known: string,
  ) =>
    `There is no ${kind}${of && ` of ${of}`} "${given}".${meant && ` Did you mean "${meant}"?`} Known: ${known}`,
  twice: (column: string) => `The column "${column}" is named twice`,
  oneOf: (values: string) => `must be one of ${values}`,
  noColumn: 'must name at least one column',
  color: (names: string) => `must be "#rrggbb" or one of ${names}`,
  serverName: 'is no name: use letters, digits, dots, dashes',
  address: 'must be an address such as https://proxy.example.net:8317, without a password',
  keys: {
    wrong: (act: string, problem: string) => `keys.${act} ${problem}`,
    noAct: 'is no act; docs/keys.md lists them',
    fixed: 'has keys that cannot be changed',
    noKey: (key: string) => `names no key: ${key}`,
    taken: (key: string, act: string) => `has the key ${key} of ${act}; give that another key too`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
