import type { Secret } from '../base/secrets/secret.ts';

/** One HTTP request that leaves this program: to a provider, or to the server as its clients reach it. */
export interface OutsideRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** http or https; holds no secret. */
  readonly url: string;
  /** Names in lower case. A secret among the values is revealed only on the wire. */
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly body?: string;
  /** An http, https or socks5 proxy; absent, `direct` and `none`: no proxy. */
  readonly proxyUrl?: string | undefined;
  /** `server`: also trust the certificates that the console accepts for its own server (I1). */
  readonly trust?: 'server';
  readonly limits?: Partial<OutsideLimits>;
}

export interface OutsideLimits {
  /** ms until the connection is established, with proxy and TLS. */
  readonly connectMs: number;
  /** ms from then until the whole answer has arrived. */
  readonly answerMs: number;
  /** Of the answer's body; a longer one is cut. */
  readonly bytes: number;
}

/** What an exchange goes through, in this order; `proxy` and `tls` only where there is one. */
export type ExchangeStep = 'resolve' | 'connect' | 'proxy' | 'tls' | 'request' | 'answer';

/** Reported twice for each step: when it begins, and with its time when it is done. */
export interface StepReport {
  readonly step: ExchangeStep;
  readonly ms?: number;
  /**
   * What is known of a step that is done: the address that a name resolves to, the port, the end of the certificate
   * (ms since the epoch), method and path, the status.
   */
  readonly detail?: string | number;
}

export interface OutsideAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body was longer than the part that was read. */
  readonly cut: boolean;
  /** The whole exchange. */
  readonly ms: number;
}

export type TlsError =
  | 'expired'
  | 'not-yet-valid'
  | 'self-signed'
  | 'wrong-host'
  | 'unknown-ca'
  /** Something answers there, but not in TLS. */
  | 'no-tls'
  | 'other';

export type ProxyError = 'unsupported' | 'no-such-host' | 'refused' | 'sign-in' | 'answered' | 'failed';

/** Why no answer came. Closed: each has its sentence. */
export type TransportError =
  | { readonly kind: 'bad-url' }
  | { readonly kind: 'no-such-host' }
  | { readonly kind: 'refused' }
  /** No way there: no route, no network. */
  | { readonly kind: 'no-route' }
  | { readonly kind: 'timeout'; readonly step: ExchangeStep; readonly ms: number }
  | { readonly kind: 'tls'; readonly why: TlsError; readonly code: string }
  /** `status`: what the proxy answered. */
  | { readonly kind: 'proxy'; readonly why: ProxyError; readonly status?: number }
  | { readonly kind: 'cut-off'; readonly step: ExchangeStep }
  | { readonly kind: 'no-http' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'other'; readonly code: string };

export type OutsideEnd = OutsideAnswer | TransportError;

/** The way out of an operation. Redirects are reported, never followed: a key is sent only to the host that was named. */
export interface Outside {
  exchange(
    request: OutsideRequest,
    onStep?: (step: StepReport) => void,
    signal?: AbortSignal,
  ): Promise<OutsideEnd>;
}
