import { catalogue } from '../../base/text/language.ts';

/** Of files of other programs that hold an account, as ends of sentences; and of tokens, in plain templates. */
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
  ownClient: (title: string, line: string) =>
    `${title} needs your own OAuth client ID (none is bundled): add "${line}" to config.yaml.`,
  noneOf: (names: string) => `has none of ${names}`,
  noProject: 'is a service account without a "project_id"',
  /** Why a provider did not give tokens. */
  refusal: {
    // Before the one that fits more.
    answeredSaying: (title: string, code: string, meaning: string, said: string) =>
      `${title} answered ${code}: ${meaning}; it says: ${said}.`,
    answered: (title: string, code: string, meaning: string) => `${title} answered ${code}: ${meaning}.`,
    noReason: 'no reason given',
    late: (title: string) => `${title} did not answer in time.`,
    stopped: 'The login was stopped.',
    unreachable: (title: string) => `${title} could not be reached.`,
    unreachableBy: (title: string, code: string) => `${title} could not be reached (${code}).`,
    broken: (title: string, status: string) =>
      `${title} had an internal error (status ${status}). Try again later.`,
    notOAuth: (title: string, what: string) => `${title} sent an answer that is not valid OAuth (${what}).`,
    status: (status: string) => `status ${status}`,
    unexpected: (title: string, name: string) => `Unexpected answer from ${title} (${name}).`,
  },
  tokens: {
    noProvider: 'Logins to the provider of this account are not supported.',
    notRevoked: (title: string) => `${title} cannot revoke tokens.`,
    tooMany: (most: string, name: string) =>
      `There are ${most} auth files named ${name} already: remove some first.`,
    otherProvider: (name: string) => `${name} belongs to a provider whose logins are not supported here.`,
    refusedNew: (name: string) => `${name} is refused although its token is new.`,
    noRefresh: (name: string) => `${name} has no refresh token. Log in again.`,
    gone: (name: string) => `${name} is no longer in auth-dir.`,
    notRenewed: (name: string) => `${name} could not be renewed.`,
  },
  /** What OAuth's error codes (RFC 6749, RFC 8628) mean for a person. */
  oauth: {
    access_denied: 'the login was refused',
    authorization_pending: 'it has not been confirmed yet',
    expired_token: 'the code was not confirmed in time: start again',
    invalid_client: 'the client ID or secret under oauth-clients in config.yaml is not valid there',
    invalid_grant: 'the code or token is used up, expired or revoked: log in again',
    invalid_request: 'it did not understand the request',
    invalid_scope: 'it does not give this client the scopes that were asked for',
    redirect_uri_mismatch: 'the redirect address is not registered for this client',
    unauthorized_client: 'it does not let this client do that',
    unsupported_grant_type: 'it does not offer this kind of login',
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
