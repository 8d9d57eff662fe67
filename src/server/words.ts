import { catalogue } from '../base/text/language.ts';

/** Why the server did not do what a console asked for, in the language of that console. */
const en = {
  body: {
    large: (kib: number) => `The request is larger than ${kib} KiB. Send less at a time.`,
    gone: 'The client disconnected.',
    notUtf8: 'The body is not UTF-8 text.',
    notJson: 'The body is not JSON.',
    wrong: (place: string | null) => `The body does not match the schema${place ? ` at "${place}"` : ''}.`,
  },
  config: {
    empty: 'The text is empty; send the whole config.yaml.',
    noSettings: (count: number) =>
      `The text has no settings, so all ${count} that are active would be removed, including keys and the management secret; send the whole config.yaml.`,
    noHistory: 'This server keeps no former texts of config.yaml.',
    fileOnly:
      'notify.command is not changed over the network, as this server runs it. Edit config.yaml on its machine.',
  },
  changes: {
    none: 'There is no such change to undo, or it is undone already.',
    changedSince: (name: string) => `${name} has changed since, for example by a renewal of its tokens.`,
  },
  noProviderKey: 'This provider key is no longer in the config. Reload and try again.',
  usage: {
    notRecorded: 'This server does not record usage. See its log.',
  },
  accounts: {
    noFolder: 'This server has no auth-dir.',
    elsewhere: 'The files of this server are in another place.',
    notUsable: (name: string) => `${name} is not an account that this server can use.`,
    expired: (name: string, why: string) => `The token of ${name} has expired. ${why}`,
    noToken: (name: string) => `The auth file of ${name} has no token.`,
  },
  call: {
    large: 'The answer is larger than 4 MiB.',
    late: 'No answer came within 60 s.',
    failed: (code: string) => `Could not reach the provider: ${code}.`,
    stopping: (name: string) => `${name} is not asked: this server is stopping.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
