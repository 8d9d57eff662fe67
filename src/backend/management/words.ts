import { catalogue } from '../../base/text/language.ts';
import type { FailureKind } from '../../contract/outcome.ts';

/** Why a server could not be reached, or did not do what it was asked. What it says itself is quoted. */
const en = {
  /** What the embedded server says, in English. */
  stated: (_kind: FailureKind, message: string) => message,
  noPush: (base: string) => `${base} does not push changes; press r to load them.`,
  silent: (seconds: number) => `No sign of life from the server for ${seconds} s`,
  ended: 'The server ended the connection',
  broke: 'The connection to the server broke',
  publicServer: (base: string) =>
    `${base} is a public CLI Proxy API server, which cannot be managed from here yet; --disk works on its files.`,
  gone: (base: string, said: string | undefined) => `${base} no longer has it: ${said ?? 'not found'}.`,
  off: (base: string) =>
    `Management is off at ${base}: no secret is set; set remote-management.secret-key in its config.yaml.`,
  stopping: (base: string) => `${base} is stopping.`,
  busy: (base: string, said: string | undefined) => `${base} is busy: ${said ?? 'try again in a moment'}`,
  rejected: (base: string, said: string | undefined, status: number) =>
    `${base} rejected it: ${said ?? `status ${status}`}`,
  modified: 'It was modified by another program. Reload and try again.',
  failed: (base: string, status: number, said: string | undefined) =>
    `${base} could not do it (status ${status})${said ? `: ${said}` : '; see its log.'}`,
  foreign: (base: string, status: number) =>
    `${base} is not a CLI Proxy API server (it answered with status ${status}); check host and port.`,
  refused: 'The secret was refused',
  refusedSaying: (said: string) => `The secret was refused (${said})`,
  notAgain: (reason: string) => `${reason}; it is not sent again.`,
  attempts: (reason: string, left: number) =>
    `${reason}${left === 0 ? '; this address is now locked out' : ''}.`,
  lockedOut: (base: string, until: string) =>
    `${base} has locked this address out until ${until} after too many refused secrets; nothing is sent until then.`,
  localOnly: (base: string) =>
    `${base} is managed from its own machine only; set remote-management.allow-remote there, or use an SSH tunnel.`,
  noSecret: (base: string) =>
    `${base} has no management secret; set remote-management.secret-key in its config.yaml.`,
  refusesMachine: (base: string, said: string | undefined) =>
    `${base} refuses this machine${said ? ` (${said})` : ''}.`,
  redirects: (base: string, target: string) =>
    `${base} sends on to ${target}, and a secret is not sent on; if that is your server, give its address with --url.`,
  sameVersion: ' Check that console and server have the same version.',
  unexpected: (base: string, where: string | null, hint: string) =>
    `Unexpected answer from ${base}${where ? ` (at ${where})` : ''}.${hint}`,
  transport: {
    unknownAuthority: (base: string) =>
      `The certificate of ${base} is not trusted: unknown authority. Pass the file of that authority with --ca.`,
    refused: (base: string) => `Nothing listens at ${base}; is the server started?`,
    noHost: (host: string, base: string) => `The host ${host} was not found. Check the address ${base}.`,
    lookup: (host: string) => `The name ${host} could not be looked up now; check the network and try again.`,
    unreachable: (base: string) => `${base} cannot be reached from this machine; check network and firewall.`,
    noNetwork: (base: string) => `There is no network from this machine to ${base}.`,
    silent: (base: string) => `${base} does not answer; is the host up, and does a firewall let you through?`,
    closed: (base: string, other: string) => `${base} closed the connection without an answer${other}.`,
    closedEarly: (base: string) => `${base} closed the connection while it was being asked; try again.`,
    noHttps: (base: string) => `${base} does not speak HTTPS; try http://.`,
    selfSigned: (base: string) =>
      `The certificate of ${base} is not trusted: self-signed. Pass its file with --ca if it is yours.`,
    expired: (base: string) => `The certificate of ${base} has expired; renew it on the server.`,
    early: (base: string) =>
      `The certificate of ${base} is not valid yet; check the clocks of server and machine.`,
    revoked: (base: string) => `The certificate of ${base} was revoked; get a new one for the server.`,
    otherName: (base: string, host: string) =>
      `The certificate of ${base} is for another name than ${host}; use a name that is in it.`,
    noHttp: (base: string, other: string) => `${base} does not answer in HTTP${other}.`,
    notSecure: (base: string, code: string) => `No secure connection to ${base} could be made (${code}).`,
    other: (base: string, text: string) => `${base} could not be reached: ${text}.`,
    tryHttps: '; try https://',
  },
  config: (base: string, where: string) =>
    `Unexpected config from ${base} (at ${where}). Check that console and server have the same version.`,
  /** Why a login failed, as the server says it. */
  loginFailed: (reason: string | undefined) => reason ?? 'it did not work',
  noLogin: (provider: string) => `Logins to ${provider} are not supported.`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
