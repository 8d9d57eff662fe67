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
  provider: {
    answered: (title: string, code: string, meaning: string, said: string | undefined) =>
      `${title} answered ${code}: ${meaning}${said ? `; it says: ${said}` : ''}.`.replace(/\.\.$/, '.'),
    noReason: 'no reason given',
    late: (title: string) => `${title} did not answer in time.`,
    stopped: 'The login was stopped.',
    unreachable: (title: string, code: string | undefined) =>
      `${title} could not be reached${code === undefined ? '' : ` (${code})`}.`,
    broken: (title: string, status: number) =>
      `${title} had an internal error (status ${status}). Try again later.`,
    notOAuth: (title: string, what: string) => `${title} sent an answer that is not valid OAuth (${what}).`,
    status: (status: number) => `status ${status}`,
    unexpected: (title: string, name: string) => `Unexpected answer from ${title} (${name}).`,
  },
  tokens: {
    noProvider: 'Logins to the provider of this account are not supported.',
    notRevoked: (title: string) => `${title} cannot revoke tokens.`,
    tooMany: (most: number, name: string) =>
      `There are ${most} auth files named ${name} already: remove some first.`,
    otherProvider: (name: string) => `${name} belongs to a provider whose logins are not supported here.`,
    refusedNew: (name: string) => `${name} is refused although its token is new.`,
    noRefresh: (name: string) => `${name} has no refresh token. Log in again.`,
    gone: (name: string) => `${name} is no longer in auth-dir.`,
    notRenewed: (name: string) => `${name} could not be renewed.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
