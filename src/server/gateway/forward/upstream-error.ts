import type { IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import {
  type AnswerOutcome,
  type RefusalCause,
  readRefusal,
  type SaidError,
} from '../../../providers/answers/refusal.ts';
import type { Protocol } from '../../../providers/upstream-entry.ts';
import { type ApiError, errorBody } from '../request/protocol-error.ts';
import type { ApiRequest } from '../routing/api-route.ts';
import type { Target } from '../routing/route-table.ts';

/** A failed answer of an upstream, of which nothing has reached the client. */
export interface Refusal {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** How the error was reported, if not by its status, and what the client has already received. */
  readonly words?: string;
}

/** An error inside an answer with a success status. */
export const saidRefusal = (
  { status, headers, body }: SaidError,
  begun: boolean,
): Refusal & Required<Pick<Refusal, 'words'>> => ({
  status,
  headers,
  body: Buffer.from(JSON.stringify(body)),
  words: begun ? 'ended its answer with an error' : 'answered 200 with an error',
});

interface ExplainedRefusal {
  readonly cause: RefusalCause;
  /** ms that it asks to wait; undefined if it does not say. */
  readonly waitMs: number | undefined;
  /** For the usage record and the log; no secret. */
  readonly sentence: string;
  /** In the client's protocol; the upstream's own fields are kept if they fit it. */
  readonly body: Record<string, unknown>;
}

/** Classifies a refusal and describes it with the upstream's name and message, in which its key is masked. */
export function explainRefusal(
  target: Target,
  { protocol }: Pick<ApiRequest, 'protocol'>,
  refusal: Refusal,
  now: number,
): ExplainedRefusal {
  const { entry, provider } = target;
  const { status } = refusal;
  const body = decoded(refusal);
  const read = readRefusal({ ...refusal, body }, { explain: provider.explain, key: entry.key }, now);
  const message = read.message || 'no reason given';
  const reason = accountCause(target, read.cause, message) ?? read.known ?? message;
  const sentence = `${entry.name} ${refusal.words ?? `answered ${status}`}: ${reason}`;
  return {
    cause: read.cause,
    waitMs: read.waitMs,
    sentence,
    // A redirect is not followed, so the client gets a failure.
    body:
      keptBody(read.json, protocol, sentence) ??
      errorBody(protocol, { status: status < 400 ? 502 : status, message: sentence }),
  };
}

/** A provider's advice about keys does not help with an account. */
function accountCause({ entry }: Target, cause: RefusalCause, message: string): string | undefined {
  if (!entry.account || cause !== 'key') return undefined;
  return `the token of ${entry.account.label} was refused; log in again (${message})`;
}

/** The upstream's own error object with our message, if it already has the protocol's format. */
function keptBody(json: unknown, protocol: Protocol, message: string): Record<string, unknown> | undefined {
  if (!isObject(json)) return undefined;
  if (protocol === 'cloro') return typeof json.error === 'string' ? { ...json, error: message } : undefined;
  const { error } = json;
  if (!isObject(error) || typeof error.message !== 'string') return undefined;
  if (protocol === 'anthropic' && json.type !== 'error') return undefined;
  return { ...json, error: { ...error, message } };
}

function decoded({ headers, body }: Refusal): string {
  const options = { maxOutputLength: 256 * 1024 };
  try {
    const encoding = String(headers['content-encoding'] ?? '');
    if (/gzip/.test(encoding)) return gunzipSync(body, options).toString('utf8');
    if (encoding === 'br') return brotliDecompressSync(body, options).toString('utf8');
    if (encoding === 'deflate') return inflateSync(body, options).toString('utf8');
  } catch {
    return '';
  }
  return body.toString('utf8');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A failure inside a success answer. @param message the text after the name of the upstream */
export class UpstreamError extends Error {
  readonly status: number;
  readonly how: AnswerOutcome;

  constructor(status: number, message: string, how: AnswerOutcome = 'down') {
    super(message);
    this.status = status;
    this.how = how;
  }
}

/** Of what this server runs itself, nothing else needs that large a stack. */
const isTooDeep = (error: Error): boolean => error instanceof RangeError && !('code' in error);

/** A fault of this server while it read an answer; errors of connections have codes. */
export const isFault = (error: Error): boolean =>
  (error instanceof TypeError || error instanceof ReferenceError) && !('code' in error) && !error.cause;

/** Why no answer came, as a sentence. */
export function explainBroken(target: Target, error: Error): ApiError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const cause = (error as { cause?: NodeJS.ErrnoException }).cause?.code ?? '';
  const name = target.entry.name;
  const [status, reason] =
    error instanceof UpstreamError
      ? [error.status, error.message]
      : isTooDeep(error)
        ? [502, 'answered with JSON that is nested too deeply']
        : transportReason(error.name === 'HTTPParserError' ? 'HPE_' : code || cause, target.origin);
  return { status, message: `${name} ${reason}`, code: 'upstream_unreachable', type: 'upstream_error' };
}

/** Status and reason of an error of the connection. @param origin the target of the connection */
export function transportReason(code: string, origin: string): [number, string] {
  switch (code) {
    case 'ECONNREFUSED':
      return [502, `could not be reached: nothing listens at ${origin}`];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [502, `could not be reached: no address was found for ${origin}`];
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return [504, `could not be reached: ${origin} did not accept the connection in time`];
    case 'UND_ERR_HEADERS_TIMEOUT':
      return [504, 'accepted the request and did not answer in time'];
    case 'UND_ERR_BODY_TIMEOUT':
      return [504, 'stopped sending in the middle of its answer'];
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
    case 'EPIPE':
      return [502, 'closed the connection before its answer was complete'];
    case 'UND_ERR_INVALID_ARG':
      return [
        502,
        'was not used: its key or a header of its entry contains a character that cannot be sent; cli-proxy config validate shows which',
      ];
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
      return [503, 'was cut off because this server is stopping'];
    case 'UND_ERR_HEADERS_OVERFLOW':
      return [502, 'answered with headers that are too large'];
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return [502, 'sent a body of another length than it announced'];
    default:
      if (code.startsWith('HPE_')) return [502, `answered with something that is not HTTP`];
      if (/CERT|SSL|TLS|SELF_SIGNED/.test(code))
        return [502, `has a TLS certificate that is not trusted (${code})`];
      return [502, `could not be reached${code === '' ? '' : ` (${code})`}`];
  }
}
