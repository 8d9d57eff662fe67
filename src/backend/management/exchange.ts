import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { debugLog } from '../../base/debug-log.ts';
import { spokenLanguage } from '../../base/text/language.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { consoleAgent } from '../../contract/server-address.ts';
import { words } from '../words.ts';
import type { Address } from './address.ts';

export interface Exchange {
  readonly method: string;
  /** Behind the address, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Once it has left, a signal does not stop it: only the answer says whether the change was made. */
  readonly changes?: boolean | undefined;
  /** The whole request has left. */
  readonly onSent?: (() => void) | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Limits {
  /** ms until the connection (with TLS) is established. */
  readonly connect: number;
  /** ms from then until the whole answer is here. */
  readonly answer: number;
  /** Bytes of an answer. */
  readonly size: number;
}

/** Issue: connect within 2 s, answer within 10 s. 2,000 keys with their records are half a megabyte. */
export const usualLimits: Limits = { connect: 2_000, answer: 10_000, size: 32 * 1024 * 1024 };

type Request = (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void) => ClientRequest;

export interface Connection {
  readonly address: Address;
  readonly request: Request;
  readonly reads: Agent;
  /** One connection each: on a reused one that breaks, it is unknown whether a write was done. */
  readonly writes: Agent;
}

/** Opens a way to a server that keeps its connection. A failure is `invalid`: `ca` is no certificate. */
export async function openConnection(address: Address, ca?: string): Promise<Outcome<Connection>> {
  const trust = ca === undefined ? {} : { ca };
  if (!address.secure) return success(connectionTo(address, await import('node:http'), {}));
  if (ca !== undefined && !(await isCertificate(ca))) {
    return failure('invalid', words().noCertificate);
  }
  return success(connectionTo(address, await import('node:https'), trust));
}

async function isCertificate(pem: string): Promise<boolean> {
  // An empty text would be taken for no authority at all.
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return false;
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext({ ca: pem });
    return true;
  } catch {
    return false;
  }
}

type Library = typeof import('node:http') | typeof import('node:https');

function connectionTo(address: Address, library: Library, trust: { ca?: string }): Connection {
  return {
    address,
    request: library.request,
    reads: new library.Agent({ keepAlive: true, maxSockets: 2, ...trust }),
    writes: new library.Agent({ keepAlive: false, ...trust }),
  };
}

export function closeConnection({ reads, writes }: Connection): void {
  reads.destroy();
  writes.destroy();
}

/**
 * One request and its whole answer. Redirects are not followed. Failures: `unreachable`, `cancelled`,
 * `failed`.
 */
export async function exchange(
  connection: Connection,
  wanted: Exchange,
  limits = usualLimits,
): Promise<Outcome<Reply>> {
  const first = await attempt(connection, wanted, limits);
  // A server may close an idle connection in the moment it is used again; nothing was answered on it. A write
  // never gets there, as it takes a new connection.
  return first.stale ? (await attempt(connection, wanted, limits)).outcome : first.outcome;
}

interface Attempt {
  readonly outcome: Outcome<Reply>;
  readonly stale: boolean;
}

function attempt(
  { address, request, ...agents }: Connection,
  wanted: Exchange,
  limits: Limits,
): Promise<Attempt> {
  const { signal, body } = wanted;
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve({ outcome: cancelled(), stale: false });
    const reads = wanted.method === 'GET';
    const call = request(
      {
        ...destination(address.url),
        method: wanted.method,
        path: `${address.url.pathname.replace(/\/$/, '')}${wanted.path}`,
        headers: {
          accept: 'application/json, application/yaml',
          'user-agent': consoleAgent,
          // The embedded server says in it what went wrong; others ignore it.
          ...(spokenLanguage() !== 'en' && { 'accept-language': spokenLanguage() }),
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          ...wanted.headers,
        },
        agent: reads ? agents.reads : agents.writes,
      },
      (answer) => void collect(answer, address, limits.size).then(finish),
    );
    let timer = setTimeout(() => finish(connectTimeout(address, limits.connect)), limits.connect);
    let hasConnected = false;
    const connected = () => {
      hasConnected = true;
      clearTimeout(timer);
      timer = setTimeout(() => finish(answerTimeout(address, limits.answer)), limits.answer);
    };
    const abort = () => {
      if (!wanted.changes || !call.writableFinished) finish(cancelled());
    };
    // A secret is sent only to a server that has answered over this scheme.
    const isKnown = 'x-management-key' in wanted.headers;
    const begun = Date.now();
    let settled = false;
    function finish(ended: Outcome<Reply>, stale = false): void {
      if (settled) return;
      settled = true;
      // Without a connection nothing has left, whatever the request says of itself.
      const hasLeft = hasConnected && call.writableFinished;
      const isUnsure = !ended.ok && ended.kind === 'unreachable' && wanted.changes && hasLeft;
      const outcome = isUnsure ? { ...ended, message: words().unsure(ended.message) } : ended;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (!outcome.ok) call.destroy();
      debugLog('server', () => {
        const path = wanted.path.replace(/\?.*/, '?…');
        return `${wanted.method} ${path}: ${outcome.ok ? outcome.value.status : outcome.kind}, ${Date.now() - begun} ms`;
      });
      resolve({ outcome, stale });
    }
    function fail(error: unknown): void {
      const stale = reads && call.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      // Loaded when it is needed: the first request of a console leaves the sooner.
      void import('./explain-transport-error.ts').then(({ explainTransportError }) =>
        finish(explainTransportError(error, address, isKnown), stale),
      );
    }
    signal?.addEventListener('abort', abort);
    if (wanted.onSent) call.once('finish', wanted.onSent);
    call.on('error', fail);
    call.on('socket', (socket) => {
      if (call.reusedSocket) connected();
      else socket.once(address.secure ? 'secureConnect' : 'connect', connected);
    });
    call.end(body);
  });
}

function connectTimeout({ base }: Address, ms: number): Failure {
  return failure('unreachable', words().connectTimeout(base, ms / 1000));
}

export function answerTimeout({ base }: Address, ms: number): Failure {
  return failure('unreachable', words().answerTimeout(base, ms / 1000));
}

/** URL writes an IPv6 host in brackets; a socket wants it without. */
function destination(url: URL): RequestOptions {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, ...(url.port !== '' && { port: Number(url.port) }) };
}

async function collect(answer: IncomingMessage, { base }: Address, limit: number): Promise<Outcome<Reply>> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) {
        return failure(
          'failed',
          words().tooLong(base, limit < 1 << 20 ? `${limit >> 10} KiB` : `${limit >> 20} MiB`),
        );
      }
      parts.push(part);
    }
  } catch {
    return failure('unreachable', words().brokeOff(base));
  }
  return success({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) });
}

const cancelled = () => failure('cancelled', words().noAnswer);
