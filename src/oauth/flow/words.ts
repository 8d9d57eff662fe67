import { catalogue } from '../../base/text/language.ts';

/** What becomes of a login and of its tokens, in one sentence. */
const en = {
  noAddress: 'This login needs no address: type the code at the page of the provider, and wait.',
  otherText:
    'That is not the address the browser was sent to: copy all of it, with "code=" and "state=" in it.',
  otherProvider: (target: string) =>
    `That address belongs to another provider: this login comes back to ${target}.`,
  otherLogin:
    'That address belongs to another login (its "state" is another): copy the one of the page just opened.',
  lost: 'The server no longer has this login: it was restarted, or the login was ended elsewhere. Start again.',
  silence: 'The server is not answering: ',
  noAnswer: 'That contains no answer.',
  timedOut: 'The login timed out. Start again.',
  portTaken: (port: number, why: string) =>
    `Port ${port} of this machine is in use (${why}), so the browser cannot reach this login. Paste the address from the browser here.`,
  otherProgram: 'another program has it',
  unknown: 'No login is waiting for that answer.',
  ofOther: 'That answer is for another provider.',
  answered: 'This login already has its answer.',
  unexpected: 'An unexpected error occurred in this program.',
  noLogins: (provider: string) => `This server does not support logins to ${provider}.`,
  noAddressOf: (setting: string) => `${setting} in config.yaml must be an https:// address.`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
