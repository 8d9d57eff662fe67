import type { ProxyError, TlsError, TransportError } from '../../contract/outside.ts';
import { words } from './words.ts';

/** The host of the request, as sentences name it. */
interface AskedHost {
  /** With its port, if it has one. */
  readonly host: string;
  /** Host of the proxy, without name and password. */
  readonly proxy?: string | undefined;
  /** The setting or option it comes from: `base-url`, `--url`. */
  readonly setting: string;
}

/** Why no answer came and what to do, in one sentence. */
export function transportErrorText(error: TransportError, asked: AskedHost): string {
  const { host, setting } = asked;
  switch (error.kind) {
    case 'bad-url':
      return words().transport.badUrl(setting);
    case 'no-such-host':
      return words().transport.noHost(host, setting);
    case 'refused':
      return words().transport.refused(host, setting);
    case 'no-route':
      return words().transport.noRoute(host);
    case 'timeout':
      return timeouts[error.step](asked, `${Math.max(1, Math.round(error.ms / 1000))} s`);
    case 'tls':
      return tlsErrors[error.why](asked, error.code);
    case 'proxy':
      return proxyErrors[error.why](asked.proxy ?? 'proxy', error.status);
    case 'cut-off':
      return error.step === 'answer'
        ? words().transport.cutInAnswer(host)
        : words().transport.cut(host, setting);
    case 'no-http':
      return words().transport.noHttp(host, setting);
    case 'cancelled':
      return words().transport.cancelled;
    case 'other':
      return words().transport.other(host, error.code, setting);
  }
}

type Timeout = (asked: AskedHost, time: string) => string;

const timeouts: Readonly<Record<Extract<TransportError, { kind: 'timeout' }>['step'], Timeout>> = {
  resolve: ({ host }, time) => words().transport.resolveTime(host, time),
  connect: ({ host }, time) => words().transport.connectTime(host, time),
  proxy: ({ proxy, host }, time) => words().transport.proxyTime(proxy ?? '', host, time),
  tls: ({ host }, time) => words().transport.tlsTime(host, time),
  request: ({ host }, time) => words().transport.requestTime(host, time),
  answer: ({ host }, time) => words().transport.answerTime(host, time),
};

const tlsErrors: Readonly<Record<TlsError, (asked: AskedHost, code: string) => string>> = {
  expired: ({ host }) => words().transport.certExpired(host),
  'not-yet-valid': ({ host }) => words().transport.certEarly(host),
  'self-signed': ({ host }) => words().transport.certOwn(host, trustIt()),
  'wrong-host': ({ host, setting }) => words().transport.certOther(host, setting),
  'unknown-ca': ({ host }) => words().transport.certUnknown(host, trustIt()),
  'no-tls': ({ host, setting }) => words().transport.noTls(host, setting),
  other: ({ host }, code) => words().transport.tlsOther(host, code),
};
const trustIt = () => words().transport.trustIt;

const proxyErrors: Readonly<Record<ProxyError, (proxy: string, status: number | undefined) => string>> = {
  unsupported: () => words().transport.proxyKind,
  'no-such-host': (proxy) => words().transport.proxyNoHost(proxy),
  refused: (proxy) => words().transport.proxyRefused(proxy),
  'sign-in': (proxy) => words().transport.proxySignIn(proxy),
  answered: (proxy, status) => words().transport.proxyAnswered(proxy, status),
  failed: (proxy) => words().transport.proxyFailed(proxy),
};
