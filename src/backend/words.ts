import { catalogue } from '../base/text/language.ts';

/** What the way to a server says; apart from what explains its answers, which is loaded later. */
const en = {
  address: {
    noUrl: 'The server address is not a URL; give it like http://127.0.0.1:8317.',
    scheme: 'The server address must begin with http:// or https://.',
    password: 'The server address must not hold a password; give it when you are asked.',
    unencrypted: (base: string) =>
      `The connection to ${base} is not encrypted. Enable tls on the server, or use an SSH tunnel.`,
  },
  notSent: 'Stopped before anything was sent.',
  closed: (base: string) => `The connection to ${base} was closed.`,
  noAnswer: 'Stopped before the server answered.',
  noCertificate: 'The file given with --ca contains no PEM certificate. Nothing was sent.',
  connectTimeout: (base: string, seconds: number) =>
    `${base} did not accept a connection within ${seconds} s. Check that the host is up.`,
  answerTimeout: (base: string, seconds: number) =>
    `${base} accepts connections but does not answer within ${seconds} s; it may be busy or suspended: try again in a moment.`,
  /** Behind why there is no answer to a change. */
  unsure: (why: string) => `${why} It is not known whether the change was made.`,
  tooLong: (base: string, size: string) =>
    `${base} sent an answer of more than ${size}; only that much was read.`,
  brokeOff: (base: string) => `${base} broke off in the middle of its answer; try again.`,
  noneGiven: 'No secret was given. Nothing was sent.',
  badSecret: 'A secret cannot have line breaks or control characters. Nothing was sent.',
  secret: {
    short: (least: number) => `A management secret needs at least ${least} characters. No changes made.`,
    characters: 'control characters, or spaces at its ends',
    wrong: (what: string) => `A management secret cannot have line breaks, ${what}. No changes made.`,
  },
  noLog: (id: string) =>
    `There is no log of a request ${id}. A server stores one for failed requests, and for all while request-log is on.`,
  wantsTls: (base: string) => `${base} expects HTTPS: use https://, or set tls in config.yaml.`,
  otherProgram: (base: string) =>
    `${base} is not a CLI Proxy API server: another program answers there; check host and port.`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
