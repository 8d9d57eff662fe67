import { catalogue } from '../../base/text/language.ts';

/** Of files of other programs that hold an account, as ends of sentences. */
const en = {
  login: (program: string) => `a login of ${program}`,
  serviceAccount: 'a service account of Google',
  refused: (what: string) => `The file ${what}. No changes made.`,
  otherChannel: (from: string, channel: string) => `The file is ${from}, not of ${channel}. No changes made.`,
  foreign: (from: string) => `is ${from} in the format of that program, which no server reads`,
  apiKey: 'contains an API key, not a login: add the key with cli-proxy providers add',
  otherCredential: (type: string) =>
    `is a Google credential of type ${type}, but Vertex AI accepts only the JSON key of a service account`,
  noRsaKey: 'is a service account whose "private_key" is not an RSA key in PEM format',
  noProject: 'is a service account without a "project_id"',
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
