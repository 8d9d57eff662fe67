import { catalogue } from '../../base/text/language.ts';

/** Why a value of config.yaml does not fit, to follow its name, and other texts about settings. */
const en = {
  must: {
    flag: 'must be true or false',
    duration: 'must be a duration such as 90s, 30m or 1h30m',
    choice: (options: string, value: string) => `must be ${options}, not ${value}`,
    url: 'must be an address that begins with http:// or https://',
    proxy: 'must be an address such as http://host:3128 or socks5://host:1080, or the word direct',
    address: 'must be a host and a port, such as 127.0.0.1:8316',
    texts: 'must be a list of texts',
    data: 'must be a list or a mapping',
    text: 'must be text',
    number: 'must be a whole number',
    least: (min: number, value: number) => `must be at least ${min}, not ${value}`,
    most: (max: number, value: number) => `must be at most ${max}, not ${value}`,
    or: (options: string, last: string) => `${options} or ${last}`,
  },
  rule: {
    not: (value: string) => `, not ${value}`,
    text: (not: string) => `must be text${not}`,
    flag: (not: string) => `must be true or false${not}`,
    number: (not: string) => `must be a whole number${not}`,
    list: (not: string) => `must be a list${not}`,
    lines: (not: string) => `must hold "name: value" lines${not}`,
    least: (least: string, not: string) => `must be at least ${least}${not}`,
    most: (most: string, not: string) => `must be at most ${most}${not}`,
    port: 'must be between 1 and 65535',
    notHere: (not: string) => `is not allowed here${not}`,
  },
  values: { nothing: 'nothing', list: 'a list', mapping: 'a mapping', text: 'text' },
  settings: {
    wrongField: (who: string, name: string, wrong: string) => `${who}, ${name}: ${wrong}`,
    wrong: (name: string, problem: string) => `${name} ${problem}.`,
    old: {
      'auth.providers': 'put the client keys in api-keys',
      'generative-language-api-key': 'put each key in gemini-api-key, as an api-key',
    },
    /** What the table of settings says of a value that opens or exposes something, or why a setting is not used. */
    said: (text: string) => text,
    oldName: (name: string, now: string) => `Current servers do not read ${name}: ${now}.`,
    unused: (name: string, why: string) => `The embedded server does not use ${name}: ${why}.`,
    entry: (list: string, nth: number, name: string) => `${list}, entry ${nth}${name}`,
    oldKeys: (who: string) =>
      `${who}: current servers do not read api-keys here: put each key in api-key-entries, as an api-key.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
