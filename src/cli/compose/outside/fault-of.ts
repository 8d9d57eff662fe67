import type { ExchangeStep, TlsFault, TransportFault } from '../../../contract/outside.ts';

/** What an error of the socket, of TLS, or of the HTTP client means. @param step that ran */
export function faultOf(error: unknown, step: ExchangeStep): TransportFault {
  const { fault } = error as { fault?: TransportFault };
  if (fault) return fault;
  const code = codeOf(error);
  const tls = tlsFaults[code];
  if (tls) return { kind: 'tls', why: tls, code };
  const plain = plainFaults[code];
  if (plain) return { kind: plain };
  if (brokenCodes.has(code)) return { kind: 'cut-off', step };
  if ((error as Error).name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW')
    return { kind: 'no-http' };
  if (step === 'tls' || /CERT|_SSL_|_TLS_/.test(code)) return { kind: 'tls', why: 'other', code };
  return { kind: 'other', code: code || 'unknown' };
}

const tlsFaults: Readonly<Record<string, TlsFault>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-host',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-ca',
  CERT_SIGNATURE_FAILURE: 'unknown-ca',
  EPROTO: 'no-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no-tls',
};

const plainFaults: Readonly<Record<string, 'no-such-host' | 'refused' | 'no-route'>> = {
  ENOTFOUND: 'no-such-host',
  EAI_AGAIN: 'no-such-host',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EADDRNOTAVAIL: 'no-route',
};

const brokenCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

/** A name with several addresses fails with one error that holds the others. */
function codeOf(error: unknown): string {
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown[]; cause?: unknown };
  if (typeof code === 'string') return code;
  const inner = errors?.[0] ?? cause;
  return inner === undefined ? '' : codeOf(inner);
}
