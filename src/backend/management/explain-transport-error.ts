import { type Failure, failure } from '../../contract/outcome.ts';
import type { Address } from './address.ts';

type Sentence = (address: Address) => string;

const unknownAuthority: Sentence = ({ base }) =>
  `The certificate of ${base} is not trusted: unknown authority. Pass the file of that authority with --ca.`;

/** What the system, the TLS layer and the HTTP parser say, in sentences that end with what to do. */
const sentences: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: ({ base }) => `Nothing listens at ${base}; is the server started?`,
  ENOTFOUND: ({ base, url }) => `The host ${url.hostname} was not found. Check the address ${base}.`,
  EAI_AGAIN: ({ url }) =>
    `The name ${url.hostname} could not be looked up now; check the network and try again.`,
  EHOSTUNREACH: ({ base }) => `${base} cannot be reached from this machine; check network and firewall.`,
  ENETUNREACH: ({ base }) => `There is no network from this machine to ${base}.`,
  ETIMEDOUT: ({ base }) => `${base} does not answer; is the host up, and does a firewall let you through?`,
  ECONNRESET: (address) => `${address.base} closed the connection without an answer${otherScheme(address)}.`,
  EPIPE: ({ base }) => `${base} closed the connection while it was being asked; try again.`,
  EPROTO: ({ base }) => `${base} does not speak HTTPS; try http://.`,
  ERR_SSL_WRONG_VERSION_NUMBER: ({ base }) => `${base} does not speak HTTPS; try http://.`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ({ base }) => `${base} does not speak HTTPS; try http://.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: ({ base }) =>
    `The certificate of ${base} is not trusted: self-signed. Pass its file with --ca if it is yours.`,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: ({ base }) => `The certificate of ${base} has expired; renew it on the server.`,
  CERT_NOT_YET_VALID: ({ base }) =>
    `The certificate of ${base} is not valid yet; check the clocks of server and machine.`,
  CERT_REVOKED: ({ base }) => `The certificate of ${base} was revoked; get a new one for the server.`,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ base, url }) =>
    `The certificate of ${base} is for another name than ${url.hostname}; use a name that is in it.`,
};

/** An error of the socket, TLS or HTTP layer as an `unreachable` failure. */
export function explainTransportError(error: unknown, address: Address): Failure {
  const code = codeOf(error);
  const sentence = sentences[code];
  if (sentence) {
    return failure('unreachable', sentence(address), isRefused(error) ? { refused: true } : {});
  }
  if (code.startsWith('HPE_')) {
    return failure('unreachable', `${address.base} does not answer in HTTP${otherScheme(address)}.`);
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.includes('CERT')) {
    return failure('unreachable', `No secure connection to ${address.base} could be made (${code}).`);
  }
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 200);
  return failure('unreachable', `${address.base} could not be reached: ${text}.`);
}

const otherScheme = ({ secure }: Address) => (secure ? '' : '; try https://');

/** At every address of the name: one that is silent instead may be a server. */
function isRefused(error: unknown): boolean {
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  return Array.isArray(errors) && errors.length > 0 ? errors.every(isRefused) : code === 'ECONNREFUSED';
}

/** A name with several addresses fails with one error that holds the others. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors[0] !== undefined ? codeOf(errors[0]) : '';
}
