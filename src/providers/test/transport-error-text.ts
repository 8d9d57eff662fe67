import type { ProxyError, TlsError, TransportError } from '../../contract/outside.ts';

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
      return `The ${setting} is not an http or https address, or contains a password. Correct it. Nothing was sent.`;
    case 'no-such-host':
      return `No address was found for ${host}. Check the ${setting} and the network.`;
    case 'refused':
      return `Nothing listens at ${host}. Check that it is running, and the port in the ${setting}.`;
    case 'no-route':
      return `There is no route from this machine to ${host}. Check the network and the firewall.`;
    case 'timeout':
      return timeouts[error.step](asked, `${Math.max(1, Math.round(error.ms / 1000))} s`);
    case 'tls':
      return tlsErrors[error.why](asked, error.code);
    case 'proxy':
      return proxyErrors[error.why](asked.proxy ?? 'proxy', error.status);
    case 'cut-off':
      return error.step === 'answer'
        ? `${host} closed the connection in the middle of its answer. Try again.`
        : `${host} closed the connection without an answer. Check the ${setting} and the firewall.`;
    case 'no-http':
      return `${host} answers with something that is not HTTP. Check the port in the ${setting}.`;
    case 'cancelled':
      return 'Cancelled before an answer arrived.';
    case 'other':
      return `${host} could not be reached (${error.code}). Check the ${setting} and the network.`;
  }
}

type Timeout = (asked: AskedHost, time: string) => string;

const timeouts: Readonly<Record<Extract<TransportError, { kind: 'timeout' }>['step'], Timeout>> = {
  resolve: ({ host }, time) =>
    `The name ${host} could not be resolved within ${time}. Check the network and its name server.`,
  connect: ({ host }, time) =>
    `${host} did not accept a connection within ${time}. Check that it is up, and the firewall.`,
  proxy: ({ proxy, host }, time) =>
    `The proxy ${proxy ?? ''} did not connect to ${host} within ${time}. Check the proxy-url and the proxy.`,
  tls: ({ host }, time) =>
    `${host} accepted the connection, but TLS was not ready within ${time}. Check that it speaks HTTPS at this port.`,
  request: ({ host }, time) =>
    `${host} accepted the request and did not answer within ${time}. Try again later.`,
  answer: ({ host }, time) =>
    `${host} began to answer and did not finish within ${time}. Try again, or check the network.`,
};

const tlsErrors: Readonly<Record<TlsError, (asked: AskedHost, code: string) => string>> = {
  expired: ({ host }) =>
    `The certificate of ${host} has expired. Renew it there, or check this machine's clock.`,
  'not-yet-valid': ({ host }) => `The certificate of ${host} is not valid yet. Check this machine's clock.`,
  'self-signed': ({ host }) => `The certificate of ${host} is self-signed. If you trust it, ${trustIt}.`,
  'wrong-host': ({ host, setting }) =>
    `The certificate of ${host} is for another name. Use the name in it in the ${setting}.`,
  'unknown-ca': ({ host }) =>
    `The certificate of ${host} is from an authority that this machine does not trust. If you trust it, ${trustIt}.`,
  'no-tls': ({ host, setting }) =>
    `${host} does not speak HTTPS at this port. Check the port, or use http:// in the ${setting} if the network is safe.`,
  other: ({ host }, code) =>
    `Could not make a secure connection to ${host} (${code}). Check its certificate.`,
};
const trustIt = 'name its file in NODE_EXTRA_CA_CERTS, or for the server of this console with --ca';

const proxyErrors: Readonly<Record<ProxyError, (proxy: string, status: number | undefined) => string>> = {
  unsupported: () =>
    'The kind of proxy in proxy-url is not supported. Use an http://, https:// or socks5:// proxy.',
  'no-such-host': (proxy) => `No address was found for the proxy ${proxy}. Check the proxy-url.`,
  refused: (proxy) => `Nothing listens at the proxy ${proxy}. Check that it is running, and the proxy-url.`,
  'sign-in': (proxy) =>
    `The proxy ${proxy} requires a name and password. Put them in proxy-url, as in http://name:password@host.`,
  answered: (proxy, status) =>
    `The proxy ${proxy} did not connect (it ${status === undefined ? 'refused' : `answered ${status}`}). Check what it allows, or correct proxy-url.`,
  failed: (proxy) => `The proxy ${proxy} closed the connection. Check the proxy and the proxy-url.`,
};
