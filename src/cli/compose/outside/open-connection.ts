import { request } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { isSocks } from '../../../base/proxy-address.ts';
import type { ExchangeStep, ProxyError, StepReport, TransportError } from '../../../contract/outside.ts';
import { type SocksError, socksTunnel } from '../../../server/gateway/forward/socks-tunnel.ts';

interface ConnectionOptions {
  readonly url: URL;
  readonly proxy: URL | undefined;
  /** PEM, instead of the authorities of the system. */
  readonly ca: string | undefined;
  readonly steps: StepReporter;
  /** Ends the connection, also after it is established. */
  readonly signal: AbortSignal;
}

/**
 * A connection to the host of the URL, by the proxy where there is one, with TLS for https. Rejects with the
 * error that `transportErrorOf` reads.
 */
export async function openLine({ url, proxy, ca, steps, signal }: ConnectionOptions): Promise<Socket> {
  if (proxy) steps.begin('proxy');
  const plain = proxy ? await openTunnel(proxy, url, signal) : await dial(url, signal, steps);
  if (url.protocol !== 'https:') return plain;
  steps.begin('tls');
  const secured = await secure(plain, url, ca);
  const until = Date.parse(secured.getPeerCertificate().valid_to);
  if (!Number.isNaN(until)) steps.note(until);
  return secured;
}

/** @param steps absent: the way to a proxy, which is a step of its own */
function dial(url: URL, signal: AbortSignal, steps?: StepReporter): Promise<Socket> {
  const host = hostOf(url);
  steps?.begin(isIP(host) ? 'connect' : 'resolve');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: portOf(url), signal });
    socket.once('lookup', (error, address) => {
      // Reported for each address of the name; the first is tried first.
      if (error || steps?.at !== 'resolve') return;
      steps?.note(address);
      steps?.begin('connect');
    });
    socket.once('connect', () => {
      steps?.note(portOf(url));
      resolve(socket.setNoDelay(true));
    });
    // Stays: a socket that breaks while it is not read must not end the program.
    socket.on('error', reject);
  });
}

export function secure(socket: Socket, url: URL, ca: string | undefined): Promise<TLSSocket> {
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    const secured = connectTls({
      socket,
      host,
      servername: isIP(host) ? '' : host,
      ALPNProtocols: ['http/1.1'],
      ...(ca === undefined ? {} : { ca }),
    });
    secured.once('secureConnect', () => resolve(secured));
    secured.on('error', reject);
  });
}

/** URL writes an IPv6 host in brackets; a socket wants it without. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

export const portOf = ({ port, protocol }: URL): number =>
  Number(port || (protocol === 'https:' ? 443 : protocol === 'http:' ? 80 : 1080));

/**
 * A connection to the host of `url` through a proxy (CONNECT of HTTP, or SOCKS5). Rejects with a `ConnectError`.
 */
async function openTunnel(proxy: URL, url: URL, signal: AbortSignal): Promise<Socket> {
  const line = await lineTo(proxy, signal);
  if (isSocks(proxy)) {
    // The caller limits how long it may take.
    const to = { host: url.hostname, port: portOf(url) };
    return socksTunnel(proxy, line, to, 2 ** 31 - 1).catch(({ why }: SocksError) => {
      throw connectError(proxyError(why === 'sign-in' ? why : why === 'refused' ? 'answered' : 'failed'));
    });
  }
  const authority = `${url.hostname}:${portOf(url)}`;
  const call = request({
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...signInOf(proxy) },
    createConnection: () => line,
  });
  return new Promise((resolve, reject) => {
    call.on('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket as Socket);
      }
      socket.destroy();
      reject(connectError(proxyError(statusCode === 407 ? 'sign-in' : 'answered', statusCode)));
    });
    call.on('error', () => reject(connectError(proxyError('failed'))));
    call.end();
  });
}

async function lineTo(proxy: URL, signal: AbortSignal): Promise<Socket> {
  try {
    const line = await dial(proxy, signal);
    return proxy.protocol === 'https:' ? await secure(line, proxy, undefined) : line;
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) throw connectError(proxyError('no-such-host'));
    throw connectError(proxyError(code === 'ECONNREFUSED' ? 'refused' : 'failed'));
  }
}

function signInOf({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

const proxyError = (why: ProxyError, status?: number): TransportError => ({
  kind: 'proxy',
  why,
  ...(status === undefined ? {} : { status }),
});

/** An error that says what failed. */
interface ConnectError extends Error {
  readonly transportError: TransportError;
}

function connectError(transportError: TransportError): ConnectError {
  return Object.assign(new Error(transportError.kind), { transportError });
}

export interface StepReporter {
  /** The step that runs, or ran last. */
  readonly at: ExchangeStep;
  /** Ends the previous step. */
  begin(step: ExchangeStep): void;
  /** What is known of the step that runs, reported when it ends. */
  note(detail: string | number): void;
  end(): void;
}

/** @param now ms of a monotonic clock */
export function reportSteps(
  onStep: ((report: StepReport) => void) | undefined,
  now: () => number,
): StepReporter {
  let at: ExchangeStep = 'resolve';
  let since: number | undefined;
  let detail: string | number | undefined;
  const end = () => {
    if (since === undefined) return;
    onStep?.({ step: at, ms: now() - since, ...(detail !== undefined && { detail }) });
    since = undefined;
    detail = undefined;
  };
  return {
    get at() {
      return at;
    },
    begin(step) {
      end();
      at = step;
      since = now();
      onStep?.({ step });
    },
    note(text) {
      detail = text;
    },
    end,
  };
}
