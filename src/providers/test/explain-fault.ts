import type { ProxyFault, TlsFault, TransportFault } from '../../contract/outside.ts';

/** Who was asked, as sentences name it. */
export interface AskedHost {
  /** With its port, where one is written. */
  readonly host: string;
  /** Host of the proxy, without name and password. */
  readonly proxy?: string | undefined;
  /** What leads there: `base-url`, `--url`. */
  readonly setting: string;
}

/** Why no answer came, and what to do about it: one sentence. */
export function explainFault(fault: TransportFault, asked: AskedHost): string {
  const { host, setting } = asked;
  switch (fault.kind) {
    case 'bad-url':
      return `The ${setting} is no http or https address, or holds a password: correct it; nothing was sent.`;
    case 'no-such-host':
      return `No address is known for ${host}: check the ${setting} and the network.`;
    case 'refused':
      return `Nothing listens at ${host}: check that it runs, and the port in the ${setting}.`;
    case 'no-route':
      return `There is no way from this machine to ${host}: check network and firewall.`;
    case 'timeout':
      return timeouts[fault.step](asked, `${Math.max(1, Math.round(fault.ms / 1000))} s`);
    case 'tls':
      return tlsFaults[fault.why](asked, fault.code);
    case 'proxy':
      return proxyFaults[fault.why](asked.proxy ?? 'proxy', fault.status);
    case 'cut-off':
      return fault.step === 'answer'
        ? `${host} broke off in the middle of its answer: try again.`
        : `${host} closed the connection without an answer: check the ${setting}, and that a firewall lets it through.`;
    case 'no-http':
      return `${host} answers with something that is not HTTP: check the port in the ${setting}.`;
    case 'cancelled':
      return 'Stopped before an answer came.';
    case 'other':
      return `${host} could not be asked (${fault.code}): check the ${setting} and the network.`;
  }
}

type Timeout = (asked: AskedHost, time: string) => string;

const timeouts: Readonly<Record<Extract<TransportFault, { kind: 'timeout' }>['step'], Timeout>> = {
  resolve: ({ host }, time) =>
    `The name ${host} could not be looked up within ${time}: check the network and its name server.`,
  connect: ({ host }, time) =>
    `${host} did not take a connection within ${time}: check that it is up and that a firewall lets you through.`,
  proxy: ({ proxy, host }, time) =>
    `The proxy ${proxy ?? ''} opened no way to ${host} within ${time}: check the proxy-url and the proxy.`,
  tls: ({ host }, time) =>
    `${host} took the connection and made no secure one of it within ${time}: check that it speaks HTTPS at this port.`,
  request: ({ host }, time) => `${host} took the request and did not answer within ${time}: try again later.`,
  answer: ({ host }, time) =>
    `${host} began to answer and was not done within ${time}: try again, or check the network.`,
};

const tlsFaults: Readonly<Record<TlsFault, (asked: AskedHost, code: string) => string>> = {
  expired: ({ host }) =>
    `The certificate of ${host} has expired: it must be renewed there (or check this machine's clock).`,
  'not-yet-valid': ({ host }) => `The certificate of ${host} is not valid yet: check this machine's clock.`,
  'self-signed': ({ host }) =>
    `The certificate of ${host} is self-signed, so nobody vouches for it: if it is yours, ${trustIt}.`,
  'wrong-host': ({ host, setting }) =>
    `The certificate of ${host} is for another name: write the name that is in it into the ${setting}.`,
  'unknown-ca': ({ host }) =>
    `The certificate of ${host} is from an authority that this machine does not know: if you trust it, ${trustIt}.`,
  'no-tls': ({ host, setting }) =>
    `${host} does not speak HTTPS at this port: check the port, or write http:// in the ${setting} if the network is safe.`,
  other: ({ host }, code) =>
    `No secure connection to ${host} could be made (${code}): check its certificate.`,
};
const trustIt = 'name its file in NODE_EXTRA_CA_CERTS, or for the server of this console with --ca';

const proxyFaults: Readonly<Record<ProxyFault, (proxy: string, status: number | undefined) => string>> = {
  unsupported: () =>
    'The kind of proxy in proxy-url is not supported. Use an http://, https:// or socks5:// proxy.',
  'no-such-host': (proxy) => `No address is known for the proxy ${proxy}: check the proxy-url.`,
  refused: (proxy) => `Nothing listens at the proxy ${proxy}: check that it runs, and the proxy-url.`,
  'sign-in': (proxy) =>
    `The proxy ${proxy} requires a name and password. Put them in proxy-url, as in http://name:password@host.`,
  answered: (proxy, status) =>
    `The proxy ${proxy} did not connect (it ${status === undefined ? 'refused' : `answered ${status}`}). Check what it allows, or correct proxy-url.`,
  failed: (proxy) => `The proxy ${proxy} broke off: check the proxy and the proxy-url.`,
};
