import { type Failure, failure } from '../../contract/outcome.ts';
import type { Address } from './address.ts';
import { words } from './words.ts';

type Sentence = (address: Address) => string;

const unknownAuthority: Sentence = ({ base }) => words().transport.unknownAuthority(base);

/** What the system, the TLS layer and the HTTP parser say, in sentences that end with what to do. */
const sentences: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: ({ base }) => words().transport.refused(base),
  ENOTFOUND: ({ base, url }) => words().transport.noHost(url.hostname, base),
  EAI_AGAIN: ({ url }) => words().transport.lookup(url.hostname),
  EHOSTUNREACH: ({ base }) => words().transport.unreachable(base),
  ENETUNREACH: ({ base }) => words().transport.noNetwork(base),
  ETIMEDOUT: ({ base }) => words().transport.silent(base),
  ECONNRESET: (address) => words().transport.closed(address.base, otherScheme(address)),
  EPIPE: ({ base }) => words().transport.closedEarly(base),
  EPROTO: ({ base }) => words().transport.noHttps(base),
  ERR_SSL_WRONG_VERSION_NUMBER: ({ base }) => words().transport.noHttps(base),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ({ base }) => words().transport.noHttps(base),
  DEPTH_ZERO_SELF_SIGNED_CERT: ({ base }) => words().transport.selfSigned(base),
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: ({ base }) => words().transport.expired(base),
  CERT_NOT_YET_VALID: ({ base }) => words().transport.early(base),
  CERT_REVOKED: ({ base }) => words().transport.revoked(base),
  ERR_TLS_CERT_ALTNAME_INVALID: ({ base, url }) => words().transport.otherName(base, url.hostname),
};

/**
 * An error of the socket, TLS or HTTP layer as an `unreachable` failure.
 * @param isKnown it has answered over this scheme before
 */
export function explainTransportError(error: unknown, address: Address, isKnown = false): Failure {
  const code = codeOf(error);
  if (isKnown && code === 'ECONNRESET')
    return failure('unreachable', words().transport.closed(address.base, ''));
  const sentence = sentences[code];
  if (sentence) {
    return failure('unreachable', sentence(address), isRefused(error) ? { refused: true } : {});
  }
  if (code.startsWith('HPE_')) {
    return failure('unreachable', words().transport.noHttp(address.base, otherScheme(address)));
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.includes('CERT')) {
    return failure('unreachable', words().transport.notSecure(address.base, code));
  }
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 200);
  return failure('unreachable', words().transport.other(address.base, text));
}

const otherScheme = ({ secure }: Address) => (secure ? '' : words().transport.tryHttps);

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
