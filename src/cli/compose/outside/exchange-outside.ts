import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { proxyAddress } from '../../../base/proxy-address.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import type {
  ExchangeStep,
  OutsideEnd,
  OutsideLimits,
  OutsideRequest,
  StepReport,
  TlsError,
  TransportError,
} from '../../../contract/outside.ts';
import { openLine, reportSteps, type StepReporter } from './open-connection.ts';

interface ExchangeOptions {
  /** PEM, instead of the authorities of the system. */
  readonly ca?: string | undefined;
  readonly onStep?: ((report: StepReport) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Runs once after `ms`; returns: do not. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

const usualLimits: OutsideLimits = { connectMs: 10_000, answerMs: 30_000, bytes: 4 * 1024 * 1024 };

/** One request on a connection of its own. Redirects are reported, not followed. */
export async function exchangeOutside(
  request: OutsideRequest,
  options: ExchangeOptions,
): Promise<OutsideEnd> {
  const url = httpUrl(request.url);
  if (!url) return { kind: 'bad-url' };
  const proxy = proxyAddress(request.proxyUrl);
  if (!proxy) return { kind: 'proxy', why: 'unsupported' };
  const limits = { ...usualLimits, ...request.limits };
  const started = performance.now();
  const steps = reportSteps(options.onStep, () => performance.now());
  const stop = new AbortController();
  /** What ended it before its time. */
  let ended: TransportError | undefined;
  const end = (failed: TransportError) => {
    ended ??= failed;
    stop.abort();
  };
  const cancel = () => end({ kind: 'cancelled' });
  const { after = afterTime } = options;
  const within = (ms: number) => after(ms, () => end({ kind: 'timeout', step: steps.at, ms }));
  if (options.signal?.aborted) return { kind: 'cancelled' };
  options.signal?.addEventListener('abort', cancel);
  let inTime = within(limits.connectMs);
  try {
    const line = await openLine({
      url,
      proxy: proxy === 'direct' ? undefined : proxy,
      ca: options.ca,
      steps,
      signal: stop.signal,
    });
    inTime();
    inTime = within(limits.answerMs);
    const answer = await talk(line, url, request, { steps, bytes: limits.bytes, signal: stop.signal });
    return { kind: 'answer', ...answer, ms: performance.now() - started };
  } catch (error) {
    return ended ?? transportErrorOf(error, steps.at);
  } finally {
    inTime();
    options.signal?.removeEventListener('abort', cancel);
    stop.abort();
  }
}

function afterTime(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

interface Talk {
  readonly steps: StepReporter;
  readonly bytes: number;
  readonly signal: AbortSignal;
}

async function talk(line: Socket, url: URL, request: OutsideRequest, { steps, bytes, signal }: Talk) {
  const client = new Client(url.origin, {
    // A call back in the same turn finds it busy, and nothing is ever sent.
    connect: (_, done) => queueMicrotask(() => done(null, line)),
    pipelining: 1,
    // The limits of the exchange hold.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  steps.begin('request');
  steps.note(`${request.method} ${url.pathname}`);
  try {
    const answer = await client.request({
      method: request.method,
      path: url.pathname + url.search,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'cli-proxy', ...revealed(request.headers) },
      body: request.body ?? null,
      signal,
    });
    steps.begin('answer');
    steps.note(answer.statusCode);
    const body = await readBody(answer.body, bytes);
    steps.end();
    return { status: answer.statusCode, headers: flat(answer.headers), ...body };
  } finally {
    client.destroy().catch(() => {});
  }
}

async function readBody(body: Dispatcher.ResponseData['body'], limit: number) {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > limit) break;
  }
  return { body: Buffer.concat(parts).subarray(0, limit).toString('utf8'), cut: size > limit };
}

function revealed(headers: OutsideRequest['headers'] = {}): Record<string, string> {
  const plain = Object.entries(headers).map(([name, value]) => [
    name,
    value instanceof Secret ? value.reveal() : value,
  ]);
  return Object.fromEntries(plain);
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const known = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
  );
  return Object.fromEntries(known);
}

function httpUrl(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // A password in an address would be shown with it.
  return url.username === '' && url.password === '' ? url : undefined;
}

/** What an error of the socket, of TLS, or of the HTTP client means. @param step that ran */
export function transportErrorOf(error: unknown, step: ExchangeStep): TransportError {
  const { transportError } = error as { transportError?: TransportError };
  if (transportError) return transportError;
  const code = codeOf(error);
  const tls = tlsErrors[code];
  if (tls) return { kind: 'tls', why: tls, code };
  const plain = plainErrors[code];
  if (plain) return { kind: plain };
  if (brokenCodes.has(code)) return { kind: 'cut-off', step };
  if ((error as Error).name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW')
    return { kind: 'no-http' };
  if (step === 'tls' || /CERT|_SSL_|_TLS_/.test(code)) return { kind: 'tls', why: 'other', code };
  return { kind: 'other', code: code || 'unknown' };
}

const tlsErrors: Readonly<Record<string, TlsError>> = {
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

const plainErrors: Readonly<Record<string, 'no-such-host' | 'refused' | 'no-route'>> = {
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
